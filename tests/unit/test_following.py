"""A base that is saved in every way an editor knows, while questions are asked all the time.

The test moves the clock by which a change is believed: saving takes as long as it says, however busy the machine is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.base import watching
from assistant.base.watching import HOLD_FOR, STILL_FOR
from assistant.conversation.library import Library
from assistant.index import builder, cache

LOOK = STILL_FOR / 4
"""Seconds between two looks at the files."""
HEAD = "title: Tiny\nsections: [{id: a, title: A}]\nentries:\n"

Saving = Iterator[float]
"""Saves a file, and yields how many seconds pass before it goes on."""


def base(number: int) -> str:
    """A base whose answer says its number."""
    lamp = f"  - {{id: lamp, section: a, question: Where is the lamp?, answer: Place {number}., variants: [lamp]}}\n"
    more = "".join(
        f"  - {{id: e{n}, section: a, question: What is thing {n}?, answer: It is.}}\n" for n in range(9)
    )
    return HEAD + lamp + more


def in_place(path: Path, text: str) -> Saving:
    path.write_text(text)
    yield 0


def in_two_halves(path: Path, text: str) -> Saving:
    with path.open("w") as file:
        file.write(text[: len(text) * 3 // 4])
        file.flush()
        yield STILL_FOR / 2
        file.write(text[len(text) * 3 // 4 :])


def emptied_first(path: Path, text: str) -> Saving:
    path.write_text("")
    yield STILL_FOR * 2  # longer than it must be still: only its size shows that this is not it
    path.write_text(text)


def letter_by_letter(path: Path, text: str) -> Saving:
    with path.open("r+") as file:
        for at in range(0, len(text), 100):
            file.write(text[at : at + 100])
            file.flush()
            yield STILL_FOR / 20
        file.truncate()


def renamed_over(path: Path, text: str) -> Saving:
    new = path.with_name("new.tmp")
    new.write_text(text)
    yield STILL_FOR * 2
    os.replace(new, path)  # noqa: PTH105


def moved_away_first(path: Path, text: str) -> Saving:
    path.rename(path.with_name("backup~"))
    yield STILL_FOR * 2
    path.write_text(text)


def deleted_and_made_anew(path: Path, text: str) -> Saving:
    path.unlink()
    yield STILL_FOR * 2
    path.write_text(text)


def link_swapped(path: Path, text: str) -> Saving:
    target = path.with_name(f"target-{len(list(path.parent.iterdir()))}.txt")
    target.write_text(text)
    yield STILL_FOR
    link = path.with_name("link.tmp")
    link.symlink_to(target.name)
    os.replace(link, path)  # noqa: PTH105


def behind_a_link(path: Path, text: str) -> Saving:
    yield from link_swapped(path, path.read_text())
    path.resolve().write_text(text)


def with_the_old_date(path: Path, text: str) -> Saving:
    status = path.stat()
    path.write_text(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    yield 0


def broken_in_between(path: Path, text: str) -> Saving:
    path.write_text(text.replace("title: Tiny", "titel: Tiny"))
    yield STILL_FOR * 4
    path.write_text(text)


def touched_and_then_changed(path: Path, text: str) -> Saving:
    path.touch()
    yield STILL_FOR * 2
    path.write_text(text)


WAYS = (
    in_place,
    in_two_halves,
    emptied_first,
    letter_by_letter,
    renamed_over,
    moved_away_first,
    deleted_and_made_anew,
    link_swapped,
    behind_a_link,
    with_the_old_date,
    broken_in_between,
    touched_and_then_changed,
)


class Clock:
    """A clock that goes on when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What a library goes by when it decides whether a change has come to rest."""
    clock = Clock()
    real = watching.Settled
    monkeypatch.setattr(watching, "Settled", lambda read, _, **rest: real(read, clock, **rest))
    return clock


@pytest.fixture
def path(tmp_path: Path, quick_builds: None) -> Path:
    path = tmp_path / "base" / "tiny.yaml"
    path.parent.mkdir()
    path.write_text(base(0))
    return path


@pytest.fixture
def library(path: Path, clock: Clock) -> Iterator[Library]:
    library = Library.open([path.parent])
    assert library.follow() is None
    yield library
    library.close()


def until(clock: Clock, follow: Callable[[], object], reached: Callable[[], bool]) -> None:
    """Follow until something is reached, which it must be once any change is believed."""
    for _ in range(int(HOLD_FOR / LOOK) + 10):
        if reached():
            return
        follow()
        clock.now += LOOK
    assert reached()


@pytest.mark.parametrize("save", WAYS)
def test_in_whatever_way_it_is_saved_no_answer_is_ever_wrong_or_empty(
    path: Path, library: Library, clock: Clock, save: Callable[[Path, str], Saving]
) -> None:
    told: list[str] = []
    chat = library.conversation()

    def passes(seconds: float) -> None:
        """Let time pass, and look at the files several times a second."""
        until = clock.now + seconds
        while clock.now < until:
            change = library.follow()
            if change is not None:
                told.append(change.summary)
            clock.now = min(until, clock.now + LOOK)

    def saved(text: str, old: str) -> None:
        """Save, while whatever is answered is the old answer; then leave it still."""
        for pause in save(path, text):
            passes(pause)
            assert chat.ask("Where is the lamp?").answer == old
        passes(STILL_FOR * 2)

    def complaints() -> int:
        return sum("missing-key" in line or "titel" in line for line in told)

    saved(base(1).replace("title: Tiny", "titel: Tiny"), "Place 0.")
    assert chat.ask("Where is the lamp?").answer == "Place 0."
    assert complaints() == 1
    saved(base(2), "Place 0.")
    assert chat.ask("Where is the lamp?").answer == "Place 2."
    assert sum("1 entry changed" in line for line in told) == 1
    assert complaints() == 1, told
    gone = save in (emptied_first, moved_away_first, deleted_and_made_anew)
    assert any("held back" in line for line in told) == gone


def test_a_file_cut_short_is_told_once_and_taken_when_it_stays_so(
    path: Path, library: Library, clock: Clock
) -> None:
    told: list[str] = []

    def follow() -> None:
        change = library.follow()
        if change is not None:
            told.append(change.summary)

    path.write_text(HEAD + base(7)[len(HEAD) :].splitlines()[0] + "\n")
    until(clock, follow, lambda: bool(told))
    assert told == [f"{path} lost more than half of its size: held back for up to 10 seconds"]
    assert library.entry_count == 10
    until(clock, follow, lambda: len(told) > 1)
    assert "9 entries removed" in told[1]
    assert library.conversation().ask("Where is the lamp?").answer == "Place 7."


def test_a_file_held_back_that_is_whole_again_is_no_change(
    path: Path, library: Library, clock: Clock
) -> None:
    told = []
    path.write_text(HEAD)
    until(clock, lambda: told.append(library.follow()), lambda: any(told))
    path.write_text(base(0))
    for _ in range(20):
        assert library.follow() is None
        clock.now += LOOK
    path.write_text(base(1))
    until(clock, library.follow, lambda: library.conversation().ask("lamp").answer == "Place 1.")


def test_what_is_written_while_it_is_read_waits_for_the_next_look(
    path: Path, library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = cache.Cache.open

    def written_meanwhile(self: cache.Cache) -> cache.Opened:
        monkeypatch.setattr(cache.Cache, "open", opening)
        path.write_text(base(2))
        return opening(self)

    path.write_text(base(1))
    monkeypatch.setattr(cache.Cache, "open", written_meanwhile)
    until(clock, library.follow, lambda: cache.Cache.open is opening)
    assert library.conversation().ask("lamp").answer == "Place 0."
    until(clock, library.follow, lambda: library.conversation().ask("lamp").answer == "Place 2.")


def test_problems_of_what_is_half_written_while_it_is_read_are_not_told(
    path: Path, library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = cache.Cache.open

    def cut_meanwhile(self: cache.Cache) -> cache.Opened:
        monkeypatch.setattr(cache.Cache, "open", opening)
        path.write_text("title: [")
        try:
            return opening(self)
        finally:
            path.unlink()
            path.write_text(base(2))

    changes: list[object] = []
    path.write_text(base(1))
    monkeypatch.setattr(cache.Cache, "open", cut_meanwhile)
    until(
        clock,
        lambda: changes.append(library.follow()),
        lambda: library.conversation().ask("lamp").answer == "Place 2.",
    )
    assert [change for change in changes if getattr(change, "problems", ())] == []


def test_a_broken_base_is_not_read_again_and_again(
    path: Path, library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    opening = cache.Cache.open
    monkeypatch.setattr(cache.Cache, "open", lambda self: opened.append(1) or opening(self))
    path.write_text(base(1).replace("title: Tiny", "titel: Tiny"))
    told = []
    until(clock, lambda: told.append(library.follow()), lambda: any(told))
    for _ in range(5):
        assert library.follow() is None
    assert len(opened) == 1


def test_a_fit_that_comes_later_is_taken(
    path: Path, library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "fits", lambda *size: True)
    monkeypatch.setattr(builder, "fit_seconds", lambda *size: 60.0)
    monkeypatch.setattr(cache, "fit_later", lambda *args: None)
    path.write_text(base(1))
    until(clock, library.follow, lambda: library.conversation().ask("lamp").answer == "Place 1.")
    assert not library.trained
    assert library.follow() is None
    Library.open([path.parent], wait_for_training=True).close()
    until(clock, library.follow, lambda: library.trained)
