"""A base that is saved in every way an editor knows, while questions are asked all the time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant.base import watching
from assistant.index import building, cache
from assistant.session import Library

STILL, HOLD = 0.06, 0.5
"""Seconds; as long as they must be here for a machine that is busy, and no longer."""
HEAD = "title: Tiny\nsections: [{id: a, title: A}]\nentries:\n"


def base(number: int) -> str:
    """A base whose answer says its number."""
    lamp = f"  - {{id: lamp, section: a, question: Where is the lamp?, answer: Place {number}., variants: [lamp]}}\n"
    more = "".join(
        f"  - {{id: e{n}, section: a, question: What is thing {n}?, answer: It is.}}\n" for n in range(9)
    )
    return HEAD + lamp + more


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def in_two_halves(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text[: len(text) * 3 // 4])
        file.flush()
        time.sleep(STILL / 3)
        file.write(text[len(text) * 3 // 4 :])


def emptied_first(path: Path, text: str) -> None:
    path.write_text("")
    time.sleep(STILL * 2)  # longer than it must be still: only its size tells that this is not it
    path.write_text(text)


def letter_by_letter(path: Path, text: str) -> None:
    with path.open("r+") as file:
        for at in range(0, len(text), 100):
            file.write(text[at : at + 100])
            file.flush()
            time.sleep(STILL / 20)
        file.truncate()


def renamed_over(path: Path, text: str) -> None:
    new = path.with_name("new.tmp")
    new.write_text(text)
    os.replace(new, path)  # noqa: PTH105


def moved_away_first(path: Path, text: str) -> None:
    path.rename(path.with_name("backup~"))
    path.write_text(text)


def deleted_and_made_anew(path: Path, text: str) -> None:
    path.unlink()
    time.sleep(STILL * 2)
    path.write_text(text)


def link_swapped(path: Path, text: str) -> None:
    target = path.with_name(f"target-{time.monotonic_ns()}.txt")
    target.write_text(text)
    link = path.with_name("link.tmp")
    link.symlink_to(target.name)
    os.replace(link, path)  # noqa: PTH105


def behind_a_link(path: Path, text: str) -> None:
    link_swapped(path, path.read_text())
    path.resolve().write_text(text)


def with_the_old_date(path: Path, text: str) -> None:
    status = path.stat()
    path.write_text(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def broken_in_between(path: Path, text: str) -> None:
    path.write_text(text.replace("title: Tiny", "titel: Tiny"))
    time.sleep(STILL * 4)
    path.write_text(text)


def touched_and_then_changed(path: Path, text: str) -> None:
    path.touch()
    time.sleep(STILL)
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


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(watching, "Settled", partial(watching.Settled, still_for=STILL, hold_for=HOLD))
    path = tmp_path / "base" / "tiny.yaml"
    path.parent.mkdir()
    path.write_text(base(0))
    return path


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    library = Library.open([path.parent])
    assert library.follow() is None
    yield library
    library.close()


def until(follow: Callable[[], object], reached: Callable[[], bool]) -> None:
    """Follow until something is reached, and not for ever."""
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline
        follow()
        time.sleep(0.01)


def test_in_twelve_ways_of_saving_no_answer_is_ever_wrong_or_empty(path: Path, library: Library) -> None:
    told: list[str] = []
    answers: list[str | None] = []
    stop = threading.Event()

    def follow() -> None:
        while not stop.wait(0.01):
            change = library.follow()
            if change is not None:
                told.append(change.summary)

    thread = threading.Thread(target=follow)
    thread.start()
    chat = library.conversation()

    def saved(
        save: Callable[[Path, str], None], text: str, old: str, reached: Callable[[str | None], bool]
    ) -> None:
        """Save in one way, and ask until it has come through: whatever is answered before is the old answer."""
        writer = threading.Thread(target=save, args=(path, text))
        writer.start()
        deadline = time.monotonic() + 20
        while not reached(answer := chat.ask("Where is the lamp?").answer):
            answers.append(answer)
            assert answer == old, save.__name__
            assert time.monotonic() < deadline, save.__name__
            time.sleep(0.02)
        writer.join()

    def complaints() -> int:
        return sum("missing-key" in line or "titel" in line for line in told)

    try:
        for number, save in enumerate(WAYS, 1):
            old, new, known = f"Place {number - 1}.", f"Place {number}.", complaints()
            broken = base(number).replace("title: Tiny", "titel: Tiny")
            saved(
                save, broken, old, lambda answer, old=old, known=known: answer == old and complaints() > known
            )
            saved(save, base(number), old, lambda answer, new=new: answer == new)
    finally:
        stop.set()
        thread.join()
    assert len(answers) > len(WAYS)
    assert sum("1 entry changed" in line for line in told) == len(WAYS)
    assert complaints() in (
        len(WAYS),
        len(WAYS) + 1,
    )  # once each, and once more for the way that breaks it itself
    assert any("held back" in line for line in told)


def test_a_file_cut_short_is_told_once_and_taken_when_it_stays_so(path: Path, library: Library) -> None:
    told: list[str] = []

    def follow() -> None:
        change = library.follow()
        if change is not None:
            told.append(change.summary)

    path.write_text(HEAD + base(7)[len(HEAD) :].splitlines()[0] + "\n")
    until(follow, lambda: bool(told))
    assert told == [f"{path} lost more than half of its size: held back for up to 10 seconds"]
    assert library.entry_count == 10
    until(follow, lambda: len(told) > 1)
    assert "9 entries removed" in told[1]
    assert library.conversation().ask("Where is the lamp?").answer == "Place 7."


def test_a_file_held_back_that_is_whole_again_is_no_change(path: Path, library: Library) -> None:
    told = []
    path.write_text(HEAD)
    until(lambda: told.append(library.follow()), lambda: any(told))
    path.write_text(base(0))
    until(library.follow, lambda: not library._held)
    path.write_text(base(1))
    until(library.follow, lambda: library.conversation().ask("lamp").answer == "Place 1.")


def test_what_is_written_while_it_is_read_waits_for_the_next_look(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = cache.Cache.open

    def written_meanwhile(self: cache.Cache) -> cache.Opened:
        monkeypatch.setattr(cache.Cache, "open", opening)
        path.write_text(base(2))
        return opening(self)

    path.write_text(base(1))
    monkeypatch.setattr(cache.Cache, "open", written_meanwhile)
    until(library.follow, lambda: cache.Cache.open is opening)
    assert library.conversation().ask("lamp").answer == "Place 0."
    until(library.follow, lambda: library.conversation().ask("lamp").answer == "Place 2.")


def test_problems_of_what_is_half_written_while_it_is_read_are_not_told(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
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
        lambda: changes.append(library.follow()),
        lambda: library.conversation().ask("lamp").answer == "Place 2.",
    )
    assert [change for change in changes if getattr(change, "problems", ())] == []


def test_a_broken_base_is_not_read_again_and_again(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    opening = cache.Cache.open
    monkeypatch.setattr(cache.Cache, "open", lambda self: opened.append(1) or opening(self))
    path.write_text(base(1).replace("title: Tiny", "titel: Tiny"))
    told = []
    until(lambda: told.append(library.follow()), lambda: any(told))
    for _ in range(5):
        assert library.follow() is None
    assert len(opened) == 1


def test_a_fit_that_comes_later_is_taken(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "fits", lambda *size: True)
    monkeypatch.setattr(building, "fit_seconds", lambda *size: 60.0)
    monkeypatch.setattr(cache, "fit_later", lambda *args: None)
    path.write_text(base(1))
    until(library.follow, lambda: library.conversation().ask("lamp").answer == "Place 1.")
    assert not library.fitted
    assert library.follow() is None
    Library.open([path.parent], patient=True).close()
    until(library.follow, lambda: library.fitted)
