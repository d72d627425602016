"""A base is saved in every way that editors use, while questions are asked.

The test controls the clock, so that the speed of the machine does not matter.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.base import watching
from assistant.base.watching import HOLD_FOR, STABLE_FOR
from assistant.conversation import base_follower
from assistant.conversation.open_base import OpenBase
from assistant.index import builder, cache
from assistant.paths import cache_dir

POLL = STABLE_FOR / 4
"""Seconds between two polls."""
HEAD = "title: Tiny\nsections: [{id: a, title: A}]\nentries:\n"

Saving = Iterator[float]
"""Saves a file in steps, and yields the seconds between them."""


def base(number: int) -> str:
    """A base with a number in its answer."""
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
        yield STABLE_FOR / 2
        file.write(text[len(text) * 3 // 4 :])


def emptied_first(path: Path, text: str) -> Saving:
    path.write_text("")
    yield STABLE_FOR * 2  # longer than STABLE_FOR: only the size shows that it is incomplete
    path.write_text(text)


def letter_by_letter(path: Path, text: str) -> Saving:
    with path.open("r+") as file:
        for at in range(0, len(text), 100):
            file.write(text[at : at + 100])
            file.flush()
            yield STABLE_FOR / 20
        file.truncate()


def renamed_over(path: Path, text: str) -> Saving:
    new = path.with_name("new.tmp")
    new.write_text(text)
    yield STABLE_FOR * 2
    os.replace(new, path)  # noqa: PTH105


def moved_away_first(path: Path, text: str) -> Saving:
    path.rename(path.with_name("backup~"))
    yield STABLE_FOR * 2
    path.write_text(text)


def deleted_and_made_anew(path: Path, text: str) -> Saving:
    path.unlink()
    yield STABLE_FOR * 2
    path.write_text(text)


def link_swapped(path: Path, text: str) -> Saving:
    target = path.with_name(f"target-{len(list(path.parent.iterdir()))}.txt")
    target.write_text(text)
    yield STABLE_FOR
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
    yield STABLE_FOR * 4
    path.write_text(text)


def touched_and_then_changed(path: Path, text: str) -> Saving:
    path.touch()
    yield STABLE_FOR * 2
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
    """A clock that the test advances."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the change detector."""
    clock = Clock()
    real = watching.ChangeDetector
    monkeypatch.setattr(base_follower, "ChangeDetector", lambda read, _, **rest: real(read, clock, **rest))
    return clock


@pytest.fixture
def path(tmp_path: Path, quick_builds: None) -> Path:
    path = tmp_path / "base" / "tiny.yaml"
    path.parent.mkdir()
    path.write_text(base(0))
    return path


@pytest.fixture
def open_base(path: Path, clock: Clock) -> Iterator[OpenBase]:
    open_base = OpenBase.open([path.parent])
    assert open_base.follow() is None
    yield open_base
    open_base.close()


def until(clock: Clock, follow: Callable[[], object], reached: Callable[[], bool]) -> None:
    """Follow until something is reached, which it must be once any change is believed."""
    for _ in range(int(HOLD_FOR / POLL) + 10):
        if reached():
            return
        follow()
        clock.now += POLL
    assert reached()


@pytest.mark.parametrize("save", WAYS)
def test_no_answer_is_wrong_or_empty_however_a_base_is_saved(
    path: Path, open_base: OpenBase, clock: Clock, save: Callable[[Path, str], Saving]
) -> None:
    told: list[str] = []
    chat = open_base.conversation()

    def passes(seconds: float) -> None:
        """Let time pass, polling several times a second."""
        until = clock.now + seconds
        while clock.now < until:
            change = open_base.follow()
            if change is not None:
                told.append(change.summary)
            clock.now = min(until, clock.now + POLL)

    def saved(text: str, old: str) -> None:
        """Save, expecting the old answer meanwhile; then wait until the change is accepted."""
        for pause in save(path, text):
            passes(pause)
            assert chat.ask("Where is the lamp?").answer == old
        passes(STABLE_FOR * 2)

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
    assert any("lost more than half" in line or "is missing" in line for line in told) == gone


def test_a_file_that_shrank_is_reported_once_and_used_if_that_is_confirmed(
    path: Path, open_base: OpenBase, clock: Clock
) -> None:
    told: list[str] = []

    def follow() -> None:
        change = open_base.follow()
        if change is not None:
            told.append(change.summary)

    whole = path.read_text()
    path.unlink()
    until(clock, follow, lambda: bool(told))
    assert told == [f"{path} is missing: reading the base again in 10 seconds"]
    path.write_text(whole)
    until(clock, follow, lambda: follow() is None)
    told.clear()
    path.write_text(HEAD + base(7)[len(HEAD) :].splitlines()[0] + "\n")
    until(clock, follow, lambda: bool(told))
    assert told == [f"{path} lost more than half of its size: reading the base again in 10 seconds"]
    assert open_base.entry_count == 10
    until(clock, follow, lambda: len(told) > 1)
    assert told[1].startswith(f"{path}: 9 entries have disappeared")
    assert open_base.entry_count == 10
    assert open_base.confirm()
    until(clock, follow, lambda: len(told) > 2)
    assert "9 entries removed" in told[2]
    assert open_base.conversation().ask("Where is the lamp?").answer == "Place 7."


def test_a_file_that_shrank_and_is_restored_is_no_change(
    path: Path, open_base: OpenBase, clock: Clock
) -> None:
    told = []
    path.write_text(HEAD)
    until(clock, lambda: told.append(open_base.follow()), lambda: any(told))
    path.write_text(base(0))
    for _ in range(20):
        assert open_base.follow() is None
        clock.now += POLL
    path.write_text(base(1))
    until(clock, open_base.follow, lambda: open_base.conversation().ask("lamp").answer == "Place 1.")


def test_a_file_written_while_it_is_read_waits_for_the_next_poll(
    path: Path, open_base: OpenBase, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = cache.Cache.open

    def written_meanwhile(self: cache.Cache, **options: bool) -> cache.Opened:
        monkeypatch.setattr(cache.Cache, "open", opening)
        path.write_text(base(2))
        return opening(self)

    path.write_text(base(1))
    monkeypatch.setattr(cache.Cache, "open", written_meanwhile)
    until(clock, open_base.follow, lambda: cache.Cache.open is opening)
    assert open_base.conversation().ask("lamp").answer == "Place 0."
    until(clock, open_base.follow, lambda: open_base.conversation().ask("lamp").answer == "Place 2.")


def test_problems_of_a_half_written_file_are_not_reported(
    path: Path, open_base: OpenBase, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = cache.Cache.open

    def cut_meanwhile(self: cache.Cache, **options: bool) -> cache.Opened:
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
        lambda: changes.append(open_base.follow()),
        lambda: open_base.conversation().ask("lamp").answer == "Place 2.",
    )
    assert [change for change in changes if getattr(change, "problems", ())] == []


def test_a_broken_base_is_read_once(
    path: Path, open_base: OpenBase, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    opening = cache.Cache.open
    monkeypatch.setattr(cache.Cache, "open", lambda self, **options: opened.append(1) or opening(self))
    path.write_text(base(1).replace("title: Tiny", "titel: Tiny"))
    told = []
    until(clock, lambda: told.append(open_base.follow()), lambda: any(told))
    for _ in range(5):
        assert open_base.follow() is None
    assert len(opened) == 1


def test_training_that_finishes_later_is_used(
    path: Path, open_base: OpenBase, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "should_train", lambda *size: True)
    monkeypatch.setattr(builder, "training_seconds", lambda *size: 60.0)
    monkeypatch.setattr(cache, "start_training", lambda *args: None)
    path.write_text(base(1))
    until(clock, open_base.follow, lambda: open_base.conversation().ask("lamp").answer == "Place 1.")
    assert open_base.store().awaits_training
    assert open_base.follow() is None
    cache.Cache([path.parent], cache_dir(), notice=print, progress=lambda *args: None).open(
        exact=True
    ).store.close()
    until(clock, open_base.follow, lambda: not open_base.store().awaits_training)


def test_an_index_in_memory_is_built_once(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    open_base = OpenBase.open([path.parent])
    open_base.follow()
    opened: list[int] = []
    opening = cache.Cache.open
    monkeypatch.setattr(cache.Cache, "open", lambda self: opened.append(1) or opening(self))
    for _ in range(5):
        assert open_base.follow() is None
    assert opened == []
    path.write_text(base(1))
    until(clock, open_base.follow, lambda: open_base.conversation().ask("lamp").answer == "Place 1.")
    open_base.close()


class Curator:
    """Saves the base and follows it."""

    def __init__(self, path: Path, open_base: OpenBase, clock: Clock) -> None:
        self.path, self.open_base, self.clock = path, open_base, clock
        self.told: list[str] = []

    def saves(self, text: str) -> list[str]:
        """Save a text, let two seconds pass, and return what was reported."""
        self.path.write_text(text)
        return self.waits()

    def waits(self, seconds: float = 2.0) -> list[str]:
        told = []
        end = self.clock.now + seconds
        while self.clock.now < end:
            change = self.open_base.follow()
            if change is not None:
                told.append(change.summary)
            self.clock.now += POLL
        return told


@pytest.fixture
def curator(path: Path, open_base: OpenBase, clock: Clock) -> Curator:
    return Curator(path, open_base, clock)


def cut(text: str, entries: int) -> str:
    """Return a base cut short after some of its entries."""
    return HEAD + "".join(text[len(HEAD) :].splitlines(keepends=True)[:entries])


def test_a_file_cut_between_two_entries_is_held_back(curator: Curator, path: Path) -> None:
    (told,) = curator.saves(cut(base(0), 6))
    assert told == (
        f"{path}: 4 entries have disappeared and none has been added, as if the file were cut short"
        " (truncated). Save it again, or confirm with /reload."
    )
    assert curator.open_base.entry_count == 10
    assert curator.waits(60) == []
    assert curator.open_base.conversation().ask("What is thing 8?").status == "answered"
    assert curator.saves(base(0)) == ["base fixed"]
    assert not curator.open_base.confirm()


def test_a_file_that_shrank_is_used_at_once_when_it_is_confirmed(curator: Curator) -> None:
    (told,) = curator.saves(cut(base(0), 2))
    assert "lost more than half of its size" in told
    assert curator.open_base.confirm()
    assert curator.waits() == ["Base updated: 8 entries removed"]
    assert not curator.open_base.confirm()


def test_content_that_is_held_back_is_used_when_it_is_confirmed(curator: Curator) -> None:
    curator.saves(cut(base(0), 6))
    assert curator.open_base.confirm()
    assert curator.waits() == ["Base updated: 4 entries removed"]
    assert curator.open_base.entry_count == 6
    assert not curator.open_base.confirm()


def test_content_that_is_held_back_is_used_when_it_is_saved_again(curator: Curator, path: Path) -> None:
    curator.saves(cut(base(0), 6))
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    assert curator.waits() == ["Base updated: 4 entries removed"]
    curator.saves(cut(base(0), 3))
    assert curator.saves(cut(base(0), 2).replace("Place 0", "Place 1")) == [
        "Base updated: 1 entry changed, 4 entries removed"
    ]


def test_a_file_that_is_written_slowly_is_held_back_until_it_is_complete(curator: Curator) -> None:
    assert "5 entries have disappeared" in curator.saves(cut(base(0), 5))[0]
    assert "4 entries have disappeared" in curator.saves(cut(base(0), 6))[0]
    assert curator.open_base.entry_count == 10
    assert curator.saves(
        base(0) + "  - {id: last, section: a, question: What is last?, answer: This.}\n"
    ) == ["Base updated: 1 entry new"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: cut(text, 8),  # two of ten: somebody has deleted them
        lambda text: cut(text, 6).replace("e0", "new"),
        lambda text: cut(text, 6).replace("It is.", "No."),
    ],
)
def test_other_changes_are_used_at_once(curator: Curator, change: Callable[[str], str]) -> None:
    (told,) = curator.saves(change(base(0)))
    assert told.startswith("Base updated: ")


def test_a_file_of_several_that_disappears_is_held_back(curator: Curator, path: Path) -> None:
    other = path.with_name("other.yaml")
    other.write_text(
        base(0)[len(HEAD) - len("entries:\n") :]
        .replace("lamp", "door")
        .replace("thing", "part")
        .replace("id: e", "id: f")
    )
    assert curator.waits() == ["Base updated: 10 entries new"]
    other.unlink()
    told = curator.waits(HOLD_FOR + 2)
    assert told[0].startswith(f"{other} is missing")
    assert told[1].startswith(f"{other}: 10 entries have disappeared")
    assert curator.open_base.entry_count == 20
