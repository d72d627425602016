"""Damaged files, planted links and failing calls cost the cached index, never the answer."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BaseError
from assistant.index import builder, cache
from assistant.index.cache_entry import PROGRAM_FILES, CacheEntry
from assistant.index.index_file import open_store, remove_abandoned

Desk = Any
"""See ``conftest.py``: a base, its cache directory and the notices about it."""


def wipe(path: Path) -> None:
    """Overwrite a file in place, as a failing disk does while others have it open."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(bytes(size))


@pytest.mark.parametrize("share", [0.0, 0.003, 0.01, 0.2, 0.5, 0.9, 0.999])
def test_an_index_that_was_changed_is_rebuilt(desk: Desk, builds: list[int], share: float) -> None:
    expected = desk.answers(desk.open().store)
    data = bytearray(desk.index().read_bytes())
    data[int(share * len(data))] ^= 0x55
    desk.index().write_bytes(data)
    assert desk.answers(desk.open().store) == expected
    assert len(builds) == 2


@pytest.mark.parametrize("entry", [None, b"{}"])
@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_broken_index_without_its_entry_is_rebuilt(
    desk: Desk, builds: list[int], content: bytes | None, entry: bytes | None
) -> None:
    expected = desk.answers(desk.open().store)
    data = desk.index().read_bytes()
    desk.index().write_bytes(data[: len(data) // 2] if content is None else content)
    desk.entry().unlink() if entry is None else desk.entry().write_bytes(entry)
    assert desk.answers(desk.open().store) == expected
    assert len(builds) == 2


def test_a_missing_index_is_rebuilt(desk: Desk, builds: list[int]) -> None:
    desk.open()
    desk.index().unlink()
    assert desk.open().path == desk.index()
    assert len(builds) == 2


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 0}', "\xff", '{"version": [3, "0"]}', '{"files": 7}']
)
def test_a_damaged_entry_costs_a_build(desk: Desk, builds: list[int], text: str) -> None:
    desk.open()
    desk.entry().write_text(text, encoding="latin-1")
    assert desk.open().path == desk.index()
    desk.open()
    assert len(builds) == 2


def test_an_entry_of_another_version_is_not_used(desk: Desk) -> None:
    desk.open()
    values = json.loads(desk.entry().read_bytes())
    desk.entry().write_text(json.dumps(values | {"version": [values["version"][0], "0"]}))
    assert CacheEntry.read(desk.entry()) is None


def test_an_index_of_other_content_is_not_opened(desk: Desk) -> None:
    desk.open()
    assert open_store(desk.index(), "other") is None
    assert open_store(desk.file, "other") is None
    assert open_store(desk.folder, "other") is None
    assert open_store(desk.folder / ("x" * 5000), "other") is None


def test_the_files_of_the_program_are_part_of_the_content() -> None:
    names = {path.name for path in PROGRAM_FILES}
    assert {"builder.py", "schema.py", "training.py", "thesaurus.txt"} <= names


def test_planted_links_are_replaced_and_not_followed(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    for path in (desk.index(), desk.entry()):
        planted = tmp_path / path.name
        path.rename(planted)
        path.symlink_to(planted)
        desk.edit("From ", "From about ")
        before = planted.read_bytes()
        assert desk.hours().startswith("From about ")
        assert planted.read_bytes() == before
    assert not desk.entry().is_symlink()


@pytest.mark.parametrize("call", ["open", "replace", "fsync"])
def test_a_failing_call_costs_the_cache_and_not_the_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    expected = desk.answers(desk.open().store)
    desk.index().unlink()
    desk.entry().unlink()
    real = getattr(os, call)

    def failing(*args: object, **named: object) -> object:
        if call != "open" or "cache" in str(args[0]):
            raise OSError(28, "No space left on device")
        return real(*args, **named)

    monkeypatch.setattr(os, call, failing)
    assert desk.answers(desk.open().store) == expected
    assert len(desk.notices) == 1
    assert "No space left" in desk.notices[0]


def test_a_full_disk_while_building_costs_the_cache_and_not_the_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builder.put_meta
    failed: list[int] = []

    def full(database: sqlite3.Connection, values: dict[str, object]) -> None:
        if not failed:
            failed.append(1)
            raise sqlite3.OperationalError("database or disk is full")
        real(database, values)

    monkeypatch.setattr(builder, "put_meta", full)
    assert (desk.open().path, len(desk.notices)) == (None, 1)
    assert list(desk.folder.iterdir()) == []


def test_a_cache_directory_that_cannot_be_made_is_reported_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk.folder = tmp_path / "file" / "cache"
    cached = desk.cache()
    for _ in range(2):
        opened = cached.open()
        assert (opened.path, opened.store.entry_count) == (None, 3)
    assert len(desk.notices) == 1


def test_an_interruption_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "should_train", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        desk.open()
    assert list(desk.folder.iterdir()) == []


def test_leftovers_of_killed_processes_are_removed_when_they_are_old(desk: Desk) -> None:
    desk.folder.mkdir()
    old, young = desk.folder / ".index-1-a", desk.folder / ".index-2-b"
    unused = desk.folder / "index-0-1.sqlite"
    for path in (old, young, unused):
        path.write_bytes(b"half")
    for path in (old, unused):
        os.utime(path, (1e9, 1e9))
    desk.open()
    assert [path.exists() for path in (old, young, unused)] == [False, True, False]


def test_an_index_in_use_is_not_removed_however_old_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    index = desk.index()
    os.utime(index, (1e9, 1e9))
    remove_abandoned(desk.folder, {index.name})
    assert index.exists()
    remove_abandoned(tmp_path / "missing", set())


def test_an_index_that_cannot_be_opened_after_its_build_is_built_in_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "open_store", lambda *args, **rest: None)
    opened = desk.open()
    assert (opened.path, opened.store.entry_count) == (None, 3)


def test_an_index_damaged_while_it_is_open_is_rebuilt_in_memory(desk: Desk, builds: list[int]) -> None:
    expected = desk.answers(desk.open().store)
    opened = desk.open()
    wipe(opened.path)
    assert desk.answers(opened.store) == expected
    assert len(builds) == 2
    for _ in range(2):
        assert desk.answers(desk.open().store) == expected
    assert len(builds) == 3


def test_an_index_that_lost_a_fact_is_not_opened(desk: Desk) -> None:
    content = desk.open().content
    with closing(sqlite3.connect(desk.index())) as database, database:
        database.execute("DELETE FROM meta WHERE key = 'title'")
    assert open_store(desk.index(), content) is None


def test_an_index_damaged_while_its_base_is_broken_reports_the_base(desk: Desk) -> None:
    opened = desk.open()
    desk.file.write_text("title: [")
    wipe(opened.path)
    with pytest.raises(BaseError):
        opened.store.entry("hours")


def test_a_failure_in_memory_is_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise sqlite3.OperationalError("out of memory")

    monkeypatch.setattr(builder, "put_meta", full)
    desk.folder = None
    with pytest.raises(sqlite3.OperationalError):
        desk.open()
