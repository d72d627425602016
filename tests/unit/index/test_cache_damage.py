"""What is kept and what keeps it going wrong: damage, plants, failing calls. The answers go on all the same."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from assistant.index.staleness import seal

from assistant.errors import BaseError
from assistant.index import builder, cache, index_file

Desk = Any
"""Of ``conftest.py``: a base, its cache directory and what was told about it."""


def change_sealed(desk: Desk, path: Path, change: str, *values: str) -> None:
    """Change a database by hand and seal it as the program would, with no note that vouches for it."""
    database = sqlite3.connect(path)
    database.execute(change, values)
    database.commit()
    database.close()
    seal(path)
    desk.note().unlink()


def wipe(path: Path) -> None:
    """Overwrite a file in place, as a failing disk does under those who have it open."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(bytes(size))


@pytest.mark.parametrize("share", [0.0, 0.003, 0.01, 0.2, 0.5, 0.9, 0.999])
def test_a_damaged_byte_is_noticed(desk: Desk, builds: list[int], share: float) -> None:
    expected = desk.answers(desk.open().store)
    data = bytearray(desk.index().read_bytes())
    data[int(share * len(data))] ^= 0x55
    desk.index().write_bytes(data)
    assert desk.answers(desk.open().store) == expected
    assert len(builds) == 2


@pytest.mark.parametrize("without_note", [False, True])
@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_broken_index_is_built_anew(
    desk: Desk, builds: list[int], content: bytes | None, without_note: bool
) -> None:
    expected = desk.answers(desk.open().store)
    whole = desk.index().read_bytes()
    desk.index().write_bytes(whole[: len(whole) // 2] if content is None else content)
    if without_note:
        desk.note().unlink()
    assert desk.answers(desk.open().store) == expected
    assert len(builds) == 2


def test_an_index_that_vanished_is_built_anew(desk: Desk, builds: list[int]) -> None:
    desk.open()
    desk.index().unlink()
    assert desk.open().path == desk.index()
    assert len(builds) == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 0}', "\xff", '{"files": 7, "format": 2}'])
def test_a_damaged_note_costs_a_look_at_the_files(desk: Desk, builds: list[int], text: str) -> None:
    desk.open()
    desk.note().write_text(text, encoding="latin-1")
    assert desk.open().path == desk.index()
    assert len(builds) == 1


def test_another_database_under_its_name_is_not_used(desk: Desk, builds: list[int]) -> None:
    desk.open()
    path = desk.index()
    path.unlink()
    change_sealed(desk, path, "CREATE TABLE meta (key, value)")
    assert desk.open().store.entry_count == 3
    assert len(builds) == 2


@pytest.mark.parametrize(("name", "value"), [("format", 0), ("version", '"0"'), ("content", '"other"')])
def test_an_index_of_another_make_or_base_is_not_used(
    desk: Desk, builds: list[int], name: str, value: object
) -> None:
    desk.open()
    change_sealed(desk, desk.index(), "UPDATE meta SET value = ? WHERE key = ?", value, name)
    desk.open()
    assert len(builds) == 2


def test_planted_links_are_not_followed(desk: Desk, tmp_path: Path, builds: list[int]) -> None:
    desk.open()
    for path in (desk.index(), desk.note()):
        planted = tmp_path / path.name
        path.rename(planted)
        path.symlink_to(planted)
        kept = planted.read_bytes()
        assert desk.open().store.entry_count == 3
        assert planted.read_bytes() == kept
    assert len(builds) == 2


@pytest.mark.parametrize("call", ["open", "replace", "fsync"])
def test_a_call_that_fails_costs_the_cache_and_not_the_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    expected = desk.answers(desk.open().store)
    desk.index().unlink()
    desk.note().unlink()
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
    assert desk.folder is not None
    assert list(desk.folder.iterdir()) == []


def test_an_interruption_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "fits", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        desk.open()
    assert desk.folder is not None
    assert list(desk.folder.iterdir()) == []
    desk.folder = None
    with pytest.raises(KeyboardInterrupt):
        desk.open()


def test_what_a_killed_build_left_goes_when_it_is_old(desk: Desk) -> None:
    assert desk.folder is not None
    desk.folder.mkdir()
    old, young = desk.folder / ".building-1-a", desk.folder / ".building-2-b"
    orphan = desk.folder / f"index-{'0' * 32}.sqlite"
    for path in (old, young, orphan):
        path.write_bytes(b"half")
    for path in (old, orphan):
        os.utime(path, (1e9, 1e9))
    desk.open()
    assert [path.exists() for path in (old, young, orphan)] == [False, True, False]


def test_clearing_away_survives_a_directory_that_cannot_be_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "base-0.json").mkdir()
    index_file.sweep(tmp_path)
    assert (tmp_path / "base-0.json").is_dir()
    monkeypatch.setattr(Path, "glob", lambda *given: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    index_file.sweep(tmp_path)


def test_an_index_that_cannot_be_opened_after_all_is_kept_in_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "open_store", lambda *args: None)
    opened = desk.open()
    assert (opened.path, opened.store.entry_count) == (None, 3)


def test_an_open_index_that_turns_out_damaged_is_built_anew_from_its_base(
    desk: Desk, builds: list[int]
) -> None:
    expected = desk.answers(desk.open().store)
    opened = desk.open()
    wipe(opened.path)
    assert desk.answers(opened.store) == expected
    assert len(builds) == 2


def test_an_index_damaged_while_its_base_is_gone_says_so(desk: Desk) -> None:
    opened = desk.open()
    desk.file.unlink()
    desk.file.mkdir()
    wipe(opened.path)
    with pytest.raises(BaseError):
        opened.store.entry("hours")


def test_what_fails_in_memory_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise sqlite3.OperationalError("out of memory")

    monkeypatch.setattr(builder, "put_meta", full)
    desk.folder = None
    with pytest.raises(sqlite3.OperationalError):
        desk.open()


def test_an_index_that_vanishes_before_its_note_is_written_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "checksum", lambda path: (_ for _ in ()).throw(OSError(2, "gone")))
    assert desk.open().store.entry_count == 3
    assert len(desk.notices) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE feature SET entries = x'ffffffff'",
        "UPDATE vectors SET sizes = x'0100', members = x'00000000', lengths = x'0000803f' WHERE entry < 3",
        "UPDATE entry SET kind = char(27)",
        "UPDATE term SET feature = x''",
        "UPDATE term SET weight = 1e308",
    ],
)
def test_values_out_of_range_are_noticed_when_they_are_read(
    desk: Desk, builds: list[int], change: str
) -> None:
    expected = [entry for entry, _ in desk.answers(desk.open().store)]
    change_sealed(desk, desk.index(), change)
    assert [entry for entry, _ in desk.answers(desk.open().store)] == expected
    assert len(builds) == 2


@pytest.mark.parametrize(
    "change",
    [
        "CREATE VIEW term2 AS SELECT * FROM term",
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN SELECT 1; END",
        "DELETE FROM entry WHERE no = 2",
        "UPDATE meta SET value = '1000000000' WHERE key = 'entries'",
    ],
)
def test_an_index_with_more_in_it_than_an_index_has_is_not_opened(
    desk: Desk, builds: list[int], change: str
) -> None:
    expected = desk.answers(desk.open().store)
    change_sealed(desk, desk.index(), change)
    assert index_file.open_store(desk.index()) is None
    assert desk.answers(desk.open().store) == expected
    assert len(builds) == 2


def test_a_folder_under_the_name_of_an_index_is_none(tmp_path: Path) -> None:
    assert index_file.open_store(tmp_path) is None
    assert index_file.open_store(tmp_path / ("x" * 5000)) is None


def test_what_cannot_be_kept_is_told_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk.folder = tmp_path / "file" / "cache"
    cached = desk.cache()
    for _ in range(2):
        cached.open().store.close()
    assert len(desk.notices) == 1
