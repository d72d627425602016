"""One content has one index: built once, used while it fits, rebuilt when it does not, done without if need be."""

from __future__ import annotations

import importlib
import os
import runpy
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.errors import BaseError
from assistant.index import background_training, builder, cache, staleness

Desk = Any


"""Of ``conftest.py``: a base, its cache directory and what was told about it."""


def test_an_index_is_built_once(desk: Desk, builds: list[int]) -> None:
    first, second = desk.open(), desk.open()
    assert (len(builds), first.path, second.path) == (1, desk.index(), desk.index())
    assert desk.answers(first.store) == desk.answers(second.store)


def test_it_is_readable_by_its_owner_only(desk: Desk) -> None:
    desk.open()
    assert {path.stat().st_mode & 0o777 for path in (desk.index(), desk.note())} == {0o600}
    assert desk.index().parent.stat().st_mode & 0o777 == 0o700


def test_an_edit_is_answered_from_at_once_and_the_old_index_goes(desk: Desk) -> None:
    desk.open()
    old = desk.index()
    desk.edit("From nine.", "From ten.")
    entry = desk.open().store.entry("hours")
    assert entry is not None
    assert entry.answer == "From ten."
    assert desk.index() != old


def test_an_edit_of_the_same_length_in_the_same_instant_is_seen(desk: Desk) -> None:
    desk.open()
    before = desk.file.stat()
    desk.edit("nine", "four")
    os.utime(desk.file, ns=(before.st_atime_ns, before.st_mtime_ns))
    entry = desk.open().store.entry("hours")
    assert entry is not None
    assert entry.answer == "From four."


def test_what_is_settled_is_not_read_again(
    desk: Desk, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staleness, "COARSENESS", -(10**18))
    desk.open()
    monkeypatch.setattr(cache, "content_hash", lambda files: pytest.fail("the files were read"))
    assert desk.open().path == desk.index()


def test_unsettled_stamps_are_renewed_after_a_look_at_the_content(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staleness, "COARSENESS", 10**18)
    first = desk.open()
    assert not desk.cache().unchanged(first)
    before = desk.note().read_bytes()
    desk.open()
    assert desk.note().read_bytes() != before


def test_whether_files_are_unchanged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staleness, "COARSENESS", -(10**18))
    opened = desk.open()
    assert desk.cache().unchanged(opened)
    desk.edit("nine", "eleven")
    assert not desk.cache().unchanged(opened)
    desk.file.unlink()
    assert not desk.cache().unchanged(opened)


def test_a_base_that_vanishes_meanwhile_has_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staleness, "COARSENESS", -(10**18))
    opened = desk.open()
    monkeypatch.setattr(cache, "base_files", lambda paths: ([desk.file], []))
    desk.file.unlink()
    assert not desk.cache().unchanged(opened)
    with pytest.raises(BaseError):
        desk.open()


def test_a_base_with_problems_is_refused(desk: Desk) -> None:
    desk.edit("title:", "titel:")
    with pytest.raises(BaseError):
        desk.open()
    desk.file.unlink()
    with pytest.raises(BaseError):
        desk.open()


def test_an_index_whose_stamps_changed_and_nothing_else_is_used(desk: Desk, builds: list[int]) -> None:
    desk.open()
    os.utime(desk.index(), (1e9, 1e9))
    assert desk.open().path == desk.index()
    assert len(builds) == 1


def test_without_a_cache_directory_the_index_is_in_memory(desk: Desk) -> None:
    expected = desk.answers(desk.open().store)
    desk.folder = None
    opened = desk.open()
    assert (opened.path, desk.answers(opened.store), desk.notices) == (None, expected, [])
    assert not desk.cache().unchanged(opened)


def test_a_cache_directory_that_cannot_be_made_is_told_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk.folder = tmp_path / "file" / "cache"
    opened = desk.open()
    assert (opened.path, opened.store.entry_count, len(desk.notices)) == (None, 3, 1)


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
    entry = desk.open().store.entry("hours")
    assert entry is not None
    assert entry.answer == "From ten."


def test_files_that_change_while_the_index_is_built_get_no_note(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builder.build

    def slow(*args: object) -> object:
        desk.edit("From nine.", "From ten.")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(builder, "build", slow)
    desk.open()
    monkeypatch.undo()
    entry = desk.open().store.entry("hours")
    assert entry is not None
    assert entry.answer == "From ten."


def test_a_fit_that_takes_long_follows_in_a_process_of_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(builder, "fits", lambda *size: True)
    monkeypatch.setattr(builder, "fit_seconds", lambda *size: 60.0)
    monkeypatch.setattr(cache, "fit_later", lambda *args: started.append(args))
    quick = desk.open()
    assert (quick.store.trained, quick.store.fits, len(started)) == (False, True, 1)
    patient = desk.open(wait_for_training=True)
    assert patient.store.trained
    assert desk.open().store.trained


def test_one_fit_at_a_time_is_started(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **rest: started.append(command))
    for _ in range(2):
        background_training.fit_later([desk.file], tmp_path, "content")
    assert len(started) == 1
    background_training.fit_later([desk.file], tmp_path / "missing", "content")
    assert len(started) == 1


def test_the_fitter_builds_fits_and_gives_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.index import training_process

    assert desk.folder is not None
    monkeypatch.setattr(builder, "fits", lambda *size: True)
    monkeypatch.setattr(os, "nice", lambda by: by, raising=False)
    desk.open()
    (desk.folder / ".fitting-x").touch()
    training_process.main(str(desk.folder), str(desk.file))
    assert desk.open().store.trained
    assert not list(desk.folder.glob(".fitting-*"))
    desk.edit("title:", "titel:")
    training_process.main(str(desk.folder), str(desk.file))
    monkeypatch.delattr(os, "nice")
    monkeypatch.setattr(sys, "argv", ["fitter", str(desk.folder), str(desk.file)])
    monkeypatch.delitem(sys.modules, "assistant.index.training_process")
    runpy.run_module("assistant.index.training_process", run_name="__main__")


def test_a_fit_of_what_has_changed_since_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.index import training_process

    assert desk.folder is not None
    monkeypatch.setattr(builder, "fits", lambda *size: True)
    monkeypatch.setattr(os, "nice", lambda by: by, raising=False)
    fit = builder.fit_index

    def edited_meanwhile(database: Any, base: Any, vocabulary: Any, progress: Any) -> None:
        desk.edit("nine", "eight")
        fit(database, base, vocabulary, progress)

    monkeypatch.setattr(builder, "fit_index", edited_meanwhile)
    training_process.main(str(desk.folder), str(desk.file))
    assert not list(desk.folder.glob("index-*"))
    assert not list(desk.folder.glob(".building-*"))


def test_an_index_can_be_shipped_beside_its_base(
    desk: Desk, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.file.parent
    shipped = cache.ship(folder)
    assert cache.ship(folder) == shipped
    assert len(builds) == 1
    assert desk.open().path == shipped
    desk.edit("From nine.", "From ten.")
    monkeypatch.setattr(builder, "fit_index", lambda *args: (_ for _ in ()).throw(OSError))
    with pytest.raises(OSError):  # noqa: PT011
        cache.ship(folder)
    assert not list(folder.glob(".index*"))


PROGRAM = """
import sys
from pathlib import Path
from assistant.index.cache import Cache
opened = Cache([Path(sys.argv[1])], Path(sys.argv[2]), notice=print, progress=lambda stage, share: None).open()
print(opened.store.entry("hours").answer)
"""


def command(desk: Desk) -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(desk.file), str(desk.folder)]


def test_several_processes_at_once_all_answer(desk: Desk) -> None:
    running = [subprocess.Popen(command(desk), stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[0] for process in running] == ["From nine.\n"] * 4
    assert desk.open().path == desk.index()


def test_a_directory_without_base_files_is_refused_and_has_changed(desk: Desk) -> None:
    opened = desk.open()
    desk.file = desk.file.parent / "empty"
    desk.file.mkdir()
    assert not desk.cache().unchanged(opened)
    with pytest.raises(BaseError):
        desk.open()


def test_a_change_that_no_stamp_shows_is_seen_while_the_clock_is_coarse(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "stamps", lambda files: (("base.yaml", 1, time.time_ns(), 1, 1),)[:0])
    monkeypatch.setattr(staleness.Note, "settled", lambda note: False)
    desk.open()
    desk.edit("nine", "four")
    entry = desk.open().store.entry("hours")
    assert entry is not None
    assert entry.answer == "From four."


def test_the_index_that_travels_in_the_wheel_is_built_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "hatchling.builders.hooks.plugin.interface"
    hooks = ModuleType(name)
    hooks.__dict__["BuildHookInterface"] = Hook
    monkeypatch.setitem(sys.modules, name, hooks)
    monkeypatch.delitem(sys.modules, "assistant.index.build_hook", raising=False)
    base = tmp_path / "faq"
    base.mkdir()
    (base / "base.yaml").write_text(desk.file.read_text(encoding="utf-8"), encoding="utf-8")
    shipping = importlib.import_module("assistant.index.build_hook")
    path = list(sys.path)
    stamped = []
    for _ in range(2):
        shipping.ShippedIndex(tmp_path).initialize("1", {})
        stamped.append(staleness.stamp(base / "index.sqlite"))
    assert stamped[0] == stamped[1]
    assert sys.path == path
    monkeypatch.delitem(sys.modules, "assistant.index.build_hook")


class Hook:
    """What hatchling gives a build hook, as far as ours asks for it."""

    def __class_getitem__(cls, item: object) -> type[Hook]:
        return cls

    def __init__(self, root: Path) -> None:
        self.root = str(root)
