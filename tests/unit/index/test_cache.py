"""An index is built once for each content of a base, used while it is up to date, and otherwise rebuilt."""

from __future__ import annotations

import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BaseError
from assistant.index import builder, cache, cache_entry, training, training_process
from assistant.index.cache_entry import FileStamp

Desk = Any
"""See ``conftest.py``: a base, its cache directory and the notices about it."""


@pytest.fixture
def fine_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make stamps conclusive at once."""
    monkeypatch.setattr(cache_entry, "CLOCK_RESOLUTION", -(10**18))


def test_an_index_is_built_once(desk: Desk, builds: list[int]) -> None:
    first, second = desk.open(), desk.open()
    assert (len(builds), first.path, second.path) == (1, desk.index(), desk.index())
    assert desk.answers(first.store) == desk.answers(second.store)


def test_the_cache_is_private_to_the_user(desk: Desk) -> None:
    desk.open()
    assert {path.stat().st_mode & 0o777 for path in (desk.index(), desk.entry())} == {0o600}
    assert desk.index().parent.stat().st_mode & 0o777 == 0o700


def test_an_edit_is_used_at_once_and_replaces_the_index(desk: Desk) -> None:
    desk.open()
    old = desk.index()
    desk.edit("From nine.", "From ten.")
    assert desk.hours() == "From ten."
    assert desk.index() != old


def test_bases_with_equal_content_do_not_share_an_index(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    index, original = desk.index(), desk.file
    (tmp_path / "copy").mkdir()
    desk.file = Path(shutil.copy(original, tmp_path / "copy"))
    desk.open()
    desk.edit("From nine.", "From ten.")
    assert desk.hours() == "From ten."
    desk.file = original
    assert (desk.open().path, desk.hours()) == (index, "From nine.")


def test_an_edit_of_the_same_length_in_the_same_instant_is_seen(desk: Desk) -> None:
    desk.open()
    before = desk.file.stat()
    desk.edit("nine", "four")
    os.utime(desk.file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert desk.hours() == "From four."


def test_an_edit_that_no_stamp_shows_is_seen_within_the_resolution_of_the_clock(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = FileStamp("base.yaml", 1, time.time_ns(), 1, 1)
    monkeypatch.setattr(cache, "stamp_files", lambda files: (stamp,))
    desk.open()
    desk.edit("nine", "four")
    assert desk.hours() == "From four."


@pytest.mark.usefixtures("fine_clock")
def test_unchanged_files_are_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    monkeypatch.setattr(cache, "content_hash", lambda files: pytest.fail("the files were read"))
    assert desk.open().path == desk.index()


def test_an_inconclusive_entry_is_renewed_when_the_content_has_been_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_entry, "CLOCK_RESOLUTION", 10**18)
    first = desk.open()
    assert not desk.cache().unchanged(first)
    before = desk.entry().read_bytes()
    desk.open()
    assert desk.entry().read_bytes() != before


@pytest.mark.usefixtures("fine_clock")
def test_files_without_a_change_are_unchanged(desk: Desk) -> None:
    opened = desk.open()
    assert desk.cache().unchanged(opened)
    desk.edit("nine", "eleven")
    assert not desk.cache().unchanged(opened)
    desk.file.unlink()
    assert not desk.cache().unchanged(opened)


@pytest.mark.usefixtures("fine_clock")
def test_files_that_were_only_touched_do_not_cost_a_build(desk: Desk, builds: list[int]) -> None:
    desk.open()
    os.utime(desk.file, (1e9, 1e9))
    opened = desk.open()
    assert desk.cache().unchanged(opened)
    assert len(builds) == 1


@pytest.mark.usefixtures("fine_clock")
def test_a_base_that_vanishes_between_two_checks_has_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = desk.open()
    monkeypatch.setattr(cache, "base_files", lambda paths: ([desk.file], []))
    desk.file.unlink()
    assert not desk.cache().unchanged(opened)
    with pytest.raises(BaseError):
        desk.open()


def test_a_base_with_problems_is_rejected(desk: Desk) -> None:
    desk.edit("title:", "titel:")
    with pytest.raises(BaseError):
        desk.open()
    desk.file.unlink()
    with pytest.raises(BaseError):
        desk.open()


def test_a_directory_without_base_files_is_rejected(desk: Desk) -> None:
    opened = desk.open()
    desk.file = desk.file.parent / "empty"
    desk.file.mkdir()
    assert not desk.cache().unchanged(opened)
    with pytest.raises(BaseError):
        desk.open()


def test_without_a_cache_directory_the_index_is_in_memory(desk: Desk) -> None:
    expected = desk.answers(desk.open().store)
    desk.folder = None
    opened = desk.open()
    assert (opened.path, desk.answers(opened.store), desk.notices) == (None, expected, [])
    assert not desk.cache().unchanged(opened)


def test_files_that_change_while_they_are_read_are_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.base import loader

    real = loader.load_base

    def slow(paths: list[Path]) -> object:
        loaded = real(paths)
        if "From nine." in desk.file.read_text(encoding="utf-8"):
            desk.edit("From nine.", "From ten.")
        return loaded

    monkeypatch.setattr(loader, "load_base", slow)
    assert desk.hours() == "From ten."


def test_files_that_change_while_the_index_is_built_get_no_entry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builder.build

    def slow(*args: object) -> object:
        desk.edit("From nine.", "From ten.")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(builder, "build", slow)
    desk.open()
    monkeypatch.undo()
    assert desk.hours() == "From ten."


def test_the_index_of_a_copy_is_found_when_the_base_has_its_content(
    desk: Desk, tmp_path: Path, builds: list[int]
) -> None:
    original = desk.file
    desk.open()
    (tmp_path / "copy").mkdir()
    desk.file = Path(shutil.copy(original, tmp_path / "copy"))
    desk.cache(copy_of=[original]).open()
    assert len(builds) == 1
    desk.edit("From nine.", "From ten.")
    desk.cache(copy_of=[original]).open()
    assert desk.entry().exists()  # only the one of the base itself
    shutil.copy(desk.file, original)
    desk.file = original
    assert desk.hours() == "From ten."
    assert len(builds) == 2


# Training


@pytest.fixture
def long_training(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let training follow in the background. Collects the commands instead of starting them."""
    started: list[list[str]] = []
    monkeypatch.setattr(builder, "should_train", lambda *size: True)
    monkeypatch.setattr(builder, "training_seconds", lambda *size: 60.0)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **rest: started.append(command))
    return started


def test_a_long_training_follows_in_the_background_once(desk: Desk, long_training: list[list[str]]) -> None:
    for _ in range(2):
        opened = desk.open()
        assert (opened.store.trained, opened.store.awaits_training) == (False, True)
    assert len(long_training) == 1
    assert desk.open(wait_for_training=True).store.trained
    assert desk.open().store.trained


def test_an_edit_adjusts_the_ranking_at_once_and_is_trained_in_the_background(
    desk: Desk, long_training: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(wait_for_training=True)
    desk.edit("limit on loans", "most books to take home")
    opened = desk.open()
    assert (opened.store.trained, opened.store.awaits_training) == (True, True)
    assert desk.open(wait_for_training=True).path == opened.path
    train(long_training[0], monkeypatch)
    opened = desk.open()
    assert (opened.store.trained, opened.store.awaits_training) == (True, False)
    assert len(long_training) == 1


def test_a_damaged_former_index_is_not_adjusted(desk: Desk, long_training: list[list[str]]) -> None:
    desk.open(wait_for_training=True)
    with closing(sqlite3.connect(desk.index())) as database:
        database.execute("UPDATE trained SET cells = x'01'")
        database.commit()
    desk.edit("nine", "eight")
    assert not desk.open().store.trained


def test_training_is_started_again_when_the_first_process_has_died(
    desk: Desk, long_training: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    monkeypatch.setattr(training_process, "TRAINING_TIMEOUT", -1)
    desk.open()
    assert len(long_training) == 2


def test_a_cache_directory_without_space_for_a_lock_costs_the_training(
    desk: Desk, long_training: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def full(path: Path, *args: Any) -> int:
        if ".training" in str(path):
            raise OSError(28, "No space left on device")
        return real(path, *args)

    monkeypatch.setattr(os, "open", full)
    assert not desk.open().store.trained
    assert long_training == []


def train(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the command of a training process in this process."""
    module = "assistant.index.background_training"
    assert command[1:3] == ["-m", module]
    monkeypatch.setattr(sys, "argv", ["training", *command[3:]])
    monkeypatch.setattr(os, "nice", lambda by: by, raising=False)
    monkeypatch.delitem(sys.modules, module, raising=False)
    runpy.run_module(module, run_name="__main__")


def test_the_training_process_trains_and_removes_its_own_lock_only(
    desk: Desk, long_training: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = desk.open()
    other = desk.folder / ".training-other"
    other.touch()
    train(long_training[0], monkeypatch)
    assert not desk.cache().unchanged(opened)
    assert desk.open().store.trained
    assert list(desk.folder.glob(".training-*")) == [other]


def test_the_training_process_gives_up_on_a_broken_base(
    desk: Desk, long_training: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.edit("title:", "titel:")
    monkeypatch.delattr(os, "nice", raising=False)
    train(long_training[0], monkeypatch)
    desk.edit("titel:", "title:")
    assert not desk.open().store.trained


def test_the_training_process_gives_up_when_the_base_changes(
    desk: Desk, long_training: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.index().unlink()
    real = training.train_index

    def edited_meanwhile(database: Any, base: Any, vocabulary: Any, progress: Any) -> None:
        desk.edit("nine", "eight")
        real(database, base, vocabulary, progress)

    monkeypatch.setattr(training, "train_index", edited_meanwhile)
    train(long_training[0], monkeypatch)
    assert not [*desk.folder.glob("index-*"), *desk.folder.glob(".index-*")]


# The bundled index


def test_an_index_can_be_bundled_with_its_base(
    desk: Desk, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.file.parent
    bundled = cache.build_bundled_index(folder)
    assert cache.build_bundled_index(folder) == bundled
    assert len(builds) == 1
    assert desk.open().path == bundled
    desk.edit("From nine.", "From ten.")
    monkeypatch.setattr(builder, "put_meta", lambda *args: (_ for _ in ()).throw(OSError))
    with pytest.raises(OSError):  # noqa: PT011
        cache.build_bundled_index(folder)
    assert not list(folder.glob(".index*"))


# Several processes

PROGRAM = """
import sys
from pathlib import Path
from assistant.index.cache import Cache
opened = Cache([Path(sys.argv[1])], Path(sys.argv[2]), notice=print, progress=lambda stage, share: None).open()
print(opened.store.entry("hours").answer)
"""


def test_a_copy_of_the_bundled_base_uses_its_index(
    desk: Desk, tmp_path: Path, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bundled"
    folder.mkdir()
    shutil.copy(desk.file, folder)
    bundled = cache.build_bundled_index(folder)
    monkeypatch.setattr(cache, "bundled_base", lambda: folder)
    builds.clear()
    opened = desk.open(wait_for_training=True)
    assert (len(builds), opened.path, opened.files) == (0, bundled, (desk.file,))
    desk.edit("From nine.", "From ten.")
    assert desk.hours() == "From ten."


def test_nothing_is_said_when_only_the_entry_cannot_be_stored(
    desk: Desk, tmp_path: Path, builds: list[int]
) -> None:
    index = cache.build_bundled_index(tmp_path)
    desk.folder = Path(os.devnull) / "cache"
    builds.clear()
    assert desk.open().path == index
    assert (len(builds), desk.notices) == (0, [])


def test_several_processes_at_once_all_answer(desk: Desk) -> None:
    command = [sys.executable, "-c", PROGRAM, str(desk.file), str(desk.folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[0] for process in running] == ["From nine.\n"] * 4
    assert desk.open().path == desk.index()
