"""The database: private, shared by processes, and never in the way."""

from __future__ import annotations

import errno
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from assistant.base.loader import load_base
from assistant.paths import bundled_base, database_file, identity, settings_file
from assistant.storage import database as module
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.schema import ROWS, VERSION
from tests.soak.sizes import portion

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and signals as POSIX has them")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database in a directory that does not exist yet."""
    return tmp_path / "state" / "assistant" / "records.sqlite"


def test_reading_creates_nothing(path: Path) -> None:
    assert History(Database(path)).entries() == []
    assert not path.parent.exists()


def test_nothing_is_stored_without_a_path() -> None:
    database = Database(None)
    assert database.write(lambda connection: 1) is None
    assert database.read("SELECT 1") == []


def test_the_schema_version_and_the_write_ahead_log_are_set(path: Path) -> None:
    database = Database(path)
    History(database).append("one")
    assert database.read("PRAGMA user_version") == [(VERSION,)]
    assert database.read("PRAGMA journal_mode") == [("wal",)]


@posix
def test_files_and_directories_are_private(path: Path) -> None:
    before = os.umask(0)
    try:
        database = Database(path)
        History(database).append("one")
    finally:
        os.umask(before)
    assert {one.name for one in path.parent.iterdir()} >= {path.name, f"{path.name}-wal"}
    for one in path.parent.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
def test_what_others_could_read_is_made_private(path: Path) -> None:
    History(Database(path)).append("one")
    path.chmod(0o666)
    path.parent.chmod(0o777)
    History(Database(path)).append("two")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("suffix", ["", "-wal", "-journal"])
@pytest.mark.parametrize("exists", [True, False])
def test_a_planted_link_is_not_followed(
    path: Path, tmp_path: Path, said: list[str], suffix: str, exists: bool
) -> None:
    target = tmp_path / "target"
    if exists:
        target.write_text("precious")
        target.chmod(0o644)
    path.parent.mkdir(parents=True)
    path.with_name(path.name + suffix).symlink_to(target)
    history = History(Database(path, said.append))
    history.append("one")
    assert history.entries() == ["one"]
    assert target.exists() == exists
    if exists:
        assert target.read_text() == "precious"
        assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert said == [
        f"{path}: {path.name}{suffix} is a link or of the wrong type. Questions are not recorded."
    ]


@posix
def test_a_planted_directory_is_not_followed(path: Path, tmp_path: Path, said: list[str]) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir(mode=0o755)
    path.parent.parent.mkdir()
    path.parent.symlink_to(target)
    History(Database(path, said.append)).append("one")
    assert list(target.iterdir()) == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o755
    assert len(said) == 1


@posix
def test_a_pipe_does_not_block(path: Path, said: list[str]) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    History(Database(path, said.append)).append("one")
    assert len(said) == 1


@posix
def test_a_directory_of_another_user_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    History(Database(path, said.append)).append("one")
    assert not path.exists()
    assert said == [f"{path}: assistant belongs to another user. Questions are not recorded."]


@pytest.mark.parametrize("depth", [0, 1])
def test_a_file_in_place_of_a_directory_is_reported_once(path: Path, said: list[str], depth: int) -> None:
    blocker = path.parents[depth]
    blocker.parent.mkdir(parents=True, exist_ok=True)
    blocker.write_text("in the way")
    database = Database(path, said.append)
    for question in ("one", "two"):
        History(database).append(question)
    assert History(database).entries() == []
    assert blocker.read_text() == "in the way"
    assert len(said) == 1


def test_a_directory_in_place_of_the_file_is_reported(path: Path, said: list[str]) -> None:
    path.mkdir(parents=True)
    History(Database(path, said.append)).append("one")
    assert len(said) == 1


def test_a_notice_contains_no_control_characters(tmp_path: Path, said: list[str]) -> None:
    blocker = tmp_path / "\x1b]52;x"
    blocker.write_text("")
    History(Database(blocker / "records.sqlite", said.append)).append("one")
    assert said[0].isprintable()


@pytest.mark.parametrize("data", [b"not a database", b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_renamed_and_a_new_one_created(
    path: Path, said: list[str], data: bytes
) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    database = Database(path, said.append)
    History(database).append("one")
    assert History(database).entries() == ["one"]
    (aside,) = [one for one in path.parent.iterdir() if one.name.startswith("records.sqlite-damaged-")]
    assert aside.read_bytes() == data
    assert said == [f"{path}: the database is damaged. Renamed to {aside.name}; a new one is created."]


def test_damage_that_a_query_meets_costs_no_second_database(path: Path, said: list[str]) -> None:
    one = Database(path)
    for number in range(100):
        History(one).append(f"question {number} " + "x" * 500)
    one.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    first, second = Database(path, said.append), Database(path, said.append)
    for database in (first, second):  # both have seen the damaged file
        database.read("SELECT 1")
    assert History(first).entries() == []
    History(first).append("again")
    assert History(second).entries() == ["again"]
    assert len([one for one in path.parent.glob("*-damaged-*") if one.name[-1].isdigit()]) == 1
    assert len(said) == 1


def test_a_newer_database_is_left_alone(path: Path, said: list[str]) -> None:
    History(Database(path)).append("one")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    history = History(Database(path, said.append))
    history.append("two")
    assert history.entries() == ["two"]
    assert said == [f"{path}: written by another version of assistant. Questions are not recorded."]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT question FROM history").fetchall() == [("one",)]


def test_a_transaction_of_another_process_is_waited_for_but_not_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    History(Database(path)).append("one")
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    database = Database(path, said.append)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        History(database).append("two")
        other.execute("COMMIT")
    History(database).append("three")
    assert History(Database(path)).entries() == ["one", "three"]
    assert said == [f"{path}: database is locked. Questions are not recorded."]


def test_the_oldest_rows_are_deleted(path: Path) -> None:
    database = Database(path)
    history = History(database)
    history.append("oldest")
    database.write(lambda connection: connection.execute("UPDATE sqlite_sequence SET seq = ?", (ROWS,)))
    history.append("newest")
    assert History(database).entries() == ["newest"]


def test_threads_may_share_it(path: Path) -> None:
    database = Database(path)

    def work(name: int) -> None:
        for number in range(50):
            History(database).append(f"{name} {number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(History(database).entries()) == 200


def test_bytes_that_are_not_utf_8_are_replaced(path: Path) -> None:
    database = Database(path)
    History(database).append("one")
    database.write(
        lambda connection: connection.execute("UPDATE history SET question = CAST(x'61ff' AS TEXT)")
    )
    assert History(database).entries() == ["a\ufffd"]


def test_the_settings_can_forbid_it(home: Path) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("log: off\n")
    assert Database.open().path is None
    settings_file().write_text("log: on\n")
    assert Database.open().path == database_file()
    assert Database.open(log=False).path is None
    assert not (home / "state").exists()


@posix
def test_a_call_that_fails_is_reported_and_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    database = Database(path, said.append)
    with monkeypatch.context() as patched:

        def full(*args: object, **rest: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patched.setattr(os, "open", full)
        History(database).append("one")
    History(database).append("two")
    assert History(Database(path)).entries() == ["two"]
    assert said == [f"{path}: {os.strerror(errno.ENOSPC)}. Questions are not recorded."]


WRITER = """
import sys
from pathlib import Path
from assistant.storage.database import Database
from assistant.storage.schema import insert
path, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
database = Database(path, lambda message: print(message, file=sys.stderr))
for number in range(count):
    row = {"base": who, "at": "", "question": str(number)}
    if database.write(lambda connection: insert(connection, "history", **row)):
        print(number, flush=True)
"""


def writers(path: Path, count: int, processes: int) -> list[subprocess.Popen[str]]:
    """Start processes that write once they are told."""
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(who), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in range(processes)
    ]


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    started = writers(path, 100, processes=4)
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        out, err = process.communicate()
        assert (err, len(out.split())) == ("", 100)
    rows = Database(path).read("SELECT base, question FROM history ORDER BY id")
    for who in range(4):
        assert [question for base, question in rows if base == str(who)] == [str(n) for n in range(100)]


@posix
@pytest.mark.soak("kills")
def test_a_killed_process_loses_nothing_that_was_stored(path: Path) -> None:
    chance = random.Random(7)
    stored = 0
    for _ in range(portion(4, 100)):
        (process,) = writers(path, 100_000, processes=1)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(chance.randint(1, 40))]
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        stored += ("".join(lines) + rest).count("\n")
        database = Database(path)
        found = database.read("SELECT max(id) FROM history")[0][0]
        assert found >= stored
        stored = found
        assert database.read("PRAGMA integrity_check") == [("ok",)]


def test_a_database_of_the_first_version_is_upgraded(path: Path) -> None:
    history = History(Database(path))
    history.append("one", "an answer")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE history DROP COLUMN answer")
        connection.execute("PRAGMA user_version = 1")
    history = History(Database(path))
    history.append("two", "another answer")
    assert [(one.question, one.answer) for one in history.asked()] == [("one", ""), ("two", "another answer")]


def test_records_under_the_title_of_the_bundled_base_are_given_to_it(path: Path, tmp_path: Path) -> None:
    title = load_base([bundled_base()]).base.title
    for name in (title, "Another"):
        History(Database(path), name).append(f"of {name}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    assert History(Database(path), identity(title, [bundled_base()])).entries() == [f"of {title}"]
    assert History(Database(path), identity(title, [tmp_path])).entries() == []  # a copy
    assert History(Database(path), identity("Another", [tmp_path])).entries() == ["of Another"]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from assistant.storage.database import Database
from assistant.storage.schema import insert
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, size = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
database = Database(path, lambda message: print(message, file=sys.stderr))
for number in range(400):
    row = {"base": "", "at": "", "question": f"question {number}"}
    if database.write(lambda connection: insert(connection, "history", **row)):
        print(row["question"])
"""


@pytest.mark.untraced
@posix
@pytest.mark.parametrize("size", [0, 500, 60_000, 100_000])
def test_a_full_disk_loses_nothing_that_was_stored(path: Path, size: int) -> None:
    command = [sys.executable, "-c", LIMITED, str(path), str(size)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(ended.stderr.splitlines()) == 1
    stored = ended.stdout.splitlines()
    history = History(Database(path))
    assert history.entries() == stored
    assert size < 60_000 or stored
    history.append("again")
    assert History(Database(path)).entries() == [*stored, "again"]
