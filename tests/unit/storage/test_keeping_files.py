"""The record file: private, bounded, whole, and never in the way."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.storage import json_lines as files
from assistant.storage import private_files as opening
from assistant.storage.json_lines import Log

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and locks as POSIX has them")
fcntl = pytest.importorskip("fcntl")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "assistant" / "log.jsonl"


def values(log: Log) -> list[object]:
    return [line.value["n"] for line in log.lines()]


def test_what_is_appended_is_read_in_order(path: Path) -> None:
    log = Log(path, "the log")
    assert log.append({"n": 1}, {"n": "two\n\u2028 \x85 ü"})
    assert log.first
    assert log.append({"n": 3})
    assert not log.first
    assert values(Log(path, "the log")) == [1, "two\n\u2028 \x85 ü", 3]
    assert [line.number for line in log.lines()] == [1, 2, 3]
    assert path.read_bytes().count(b"\n") == 3


def test_nothing_is_kept_without_a_path_or_a_value(path: Path) -> None:
    assert not Log(None, "the log").append({"n": 1})
    assert Log(None, "the log").lines() == []
    assert not Log(path, "the log").append()
    assert not path.parent.exists()
    assert Log(path, "the log").lines() == []


def test_a_lone_surrogate_is_no_obstacle(path: Path) -> None:
    log = Log(path, "the log")
    assert log.append({"n": "\udcff"})
    assert values(log) == ["\udcff"]


@posix
def test_files_and_folders_are_for_their_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        Log(path, "the log").append({"n": 1})
    finally:
        os.umask(before)
    for made, mode in ((path, 0o600), (path.parent, 0o700), (path.parent.parent, 0o700)):
        assert stat.S_IMODE(made.stat().st_mode) == mode


@posix
def test_a_umask_that_takes_everything_is_put_right(path: Path) -> None:
    path.parent.parent.mkdir()
    before = os.umask(0o777)
    try:
        assert Log(path, "the log").append({"n": 1})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
def test_what_was_open_to_others_is_closed(path: Path) -> None:
    log = Log(path, "the log")
    log.append({"n": 1})
    path.chmod(0o666)
    path.parent.chmod(0o777)
    assert log.append({"n": 2})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
def test_reading_does_not_need_the_right_to_close_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    log = Log(path, "the log", said.append)
    log.append({"n": 1})
    path.chmod(0o644)
    path.parent.chmod(0o755)

    def refuse(*args: object, **rest: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "fchmod", refuse)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert values(log) == [1]
    assert said == []


def test_a_torn_last_line_is_closed_and_passed_over(path: Path, said: list[str]) -> None:
    Log(path, "the log").append({"n": 1})
    with path.open("ab") as file:
        file.write(b'{"n": 2, "te')
    log = Log(path, "the log", said.append)
    assert log.append({"n": 3})
    assert values(log) == [1, 3]
    assert [line.number for line in log.lines()] == [1, 3]
    assert b'{"n": 2, "te\n' in path.read_bytes()
    assert said == [f"the log has a damaged line, passed over, in {path}"]


@pytest.mark.parametrize(
    "damage",
    [
        b"\x00" * 50,
        b"\xff\xfe\xfd",
        b"[" * 100_000,
        b"1" * 10_000,
        b"[1, 2]",
        b'"text"',
        b"null",
        b"{}{}",
        b'{"n": }',
    ],
)
def test_damage_is_passed_over_and_stays(path: Path, said: list[str], damage: bytes) -> None:
    log = Log(path, "the log", said.append)
    log.append({"n": 1})
    with path.open("ab") as file:
        file.write(damage + b"\n" + damage + b"\n\n")
    log.append({"n": 2})
    assert values(log) == [1, 2]
    assert damage in path.read_bytes()
    assert said == [f"the log has 2 damaged lines, passed over, in {path}"]


def test_an_overfull_file_loses_its_oldest_lines_and_keeps_their_numbers(path: Path) -> None:
    log = Log(path, "the log", limit=1000)
    for n in range(1, 501):
        assert log.append({"n": n})
        assert path.stat().st_size <= 1000
    lines = log.lines()
    assert [line.value["n"] for line in lines] == list(range(501 - len(lines), 501))
    assert [line.number for line in lines] == [line.value["n"] for line in lines]
    assert len(lines) > 20
    assert list(path.parent.iterdir()) == [path]


def test_a_record_that_leaves_no_room_pushes_out_the_rest(path: Path) -> None:
    log = Log(path, "the log", limit=100)
    for n in range(9):
        log.append({"n": n})
    assert log.append({"n": "x" * 40})
    assert [(line.number, line.value["n"]) for line in log.lines()] == [(10, "x" * 40)]


@pytest.mark.parametrize(
    "head", [{"dropped": -1}, {"dropped": "7"}, {"dropped": 2**60}, {"dropped": 5, "n": 0}]
)
def test_a_head_that_is_not_ours_counts_as_a_line(path: Path, head: dict[str, object]) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(head) + '\n{"n": 1}\n')
    assert [line.number for line in Log(path, "the log").lines()] == [1, 2]


def test_a_record_that_would_push_out_all_others_is_refused(path: Path, said: list[str]) -> None:
    log = Log(path, "the log", said.append, limit=1000)
    log.append({"n": 1})
    assert not log.append({"n": "x" * 600})
    assert values(log) == [1]
    assert said == [f"the log cannot be kept in {path}: {os.strerror(errno.EFBIG)}"]


def test_only_the_end_of_a_far_too_large_file_is_read(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("".join(f'{{"n":{n}}}\n' for n in range(1000)))
    found = values(Log(path, "the log", limit=250))
    assert found == list(range(1000 - len(found), 1000))
    assert 80 < len(found) < 112


def test_shortening_leaves_a_torn_line_a_line_of_its_own(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("".join(f'{{"n":{n}}}\n' for n in range(40)) + '{"n":4')
    log = Log(path, "the log", limit=250)
    assert log.append({"n": 41})
    found = values(log)
    assert found == [*range(40 - len(found) + 1, 40), 41]
    assert b'{"n":4\n' in path.read_bytes()


@posix
def test_what_cannot_be_shortened_still_takes_lines_up_to_a_point(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    log = Log(path, "the log", said.append, limit=200)
    kept = sum(log.append({"n": n}) for n in range(200))
    assert values(log) == list(range(kept))
    assert 700 < path.stat().st_size <= 800
    assert len(said) == 1
    assert list(path.parent.iterdir()) == [path]


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_planted_link_is_not_followed(path: Path, tmp_path: Path, said: list[str], there: bool) -> None:
    victim = tmp_path / "victim"
    if there:
        victim.write_text('{"n": 1}\n')
        victim.chmod(0o644)
    path.parent.mkdir(parents=True)
    path.symlink_to(victim)
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 2})
    assert log.lines() == []
    assert path.is_symlink()
    assert victim.exists() == there
    if there:
        assert victim.read_text() == '{"n": 1}\n'
        assert stat.S_IMODE(victim.stat().st_mode) == 0o644
    assert len(said) == 1


@posix
def test_a_planted_folder_is_not_followed(path: Path, tmp_path: Path, said: list[str]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    (elsewhere / path.name).write_text('{"n": 1}\n')
    path.parent.parent.mkdir()
    path.parent.symlink_to(elsewhere)
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 2})
    assert log.lines() == []
    assert (elsewhere / path.name).read_text() == '{"n": 1}\n'
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
    assert said == [f"the log cannot be kept in {path}: its folder is a link or no folder"]


@posix
def test_a_link_planted_for_the_new_file_is_removed_not_followed(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    log = Log(path, "the log", limit=300)
    log.append({"n": 0})
    path.with_name(f".{path.name}.new").symlink_to(victim)
    for n in range(100):
        assert log.append({"n": n})
    assert victim.read_text() == "precious"
    assert path.stat().st_size <= 300


@posix
def test_a_planted_pipe_makes_nobody_wait(path: Path, said: list[str]) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 1})
    assert log.lines() == []
    assert said == [f"the log cannot be kept in {path}: it is no regular file"]


@posix
@pytest.mark.parametrize("part", ["folder", "file"])
def test_what_belongs_to_others_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str], part: str
) -> None:
    log = Log(path, "the log", said.append)
    log.append({"n": 1})
    before = path.read_bytes()
    uid = os.geteuid()
    answers = iter([uid + 1, uid + 1] if part == "folder" else [uid, uid + 1, uid, uid + 1])
    monkeypatch.setattr(os, "geteuid", lambda: next(answers))
    assert not log.append({"n": 2})
    assert log.lines() == []
    assert path.read_bytes() == before
    assert said == [f"the log cannot be kept in {path}: it belongs to somebody else"]


@pytest.mark.parametrize("depth", [0, 1])
def test_a_file_where_a_folder_should_be(path: Path, said: list[str], depth: int) -> None:
    blocker = path.parents[depth]
    blocker.parent.mkdir(parents=True, exist_ok=True)
    blocker.write_text("in the way")
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 1})
    assert log.lines() == []
    assert not log.append({"n": 1})
    assert blocker.read_text() == "in the way"
    assert len(said) == 1


def test_a_folder_where_the_file_should_be(path: Path, said: list[str]) -> None:
    path.mkdir(parents=True)
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 1})
    assert log.lines() == []
    assert len(said) == 1


def test_a_path_that_no_system_takes(tmp_path: Path, said: list[str]) -> None:
    log = Log(tmp_path / "a\0b" / "log", "the log", said.append)
    assert not log.append({"n": 1})
    assert log.lines() == []
    assert len(said) == 1
    assert "\0" not in said[0]


def test_a_notice_holds_no_control_characters(tmp_path: Path, said: list[str]) -> None:
    blocker = tmp_path / "\x1b]52;x"
    blocker.write_text("")
    assert not Log(blocker / "log", "the log", said.append).append({"n": 1})
    assert said[0].isprintable()


def test_a_lock_that_is_not_let_go_ends_the_waiting(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    log = Log(path, "the log", said.append)
    log.append({"n": 1})
    monkeypatch.setattr(opening, "PATIENCE", 0.02)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert not log.append({"n": 2})
    assert log.append({"n": 3})
    assert values(log) == [1, 3]
    assert said == [f"the log cannot be kept in {path}: another process is using it"]


def test_a_lock_that_is_let_go_is_waited_for(path: Path) -> None:
    log = Log(path, "the log")
    log.append({"n": 1})
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        letting_go = threading.Timer(0.05, fcntl.flock, (other, fcntl.LOCK_UN))
        letting_go.start()
        assert log.append({"n": 2})
        letting_go.join()
    assert values(log) == [1, 2]


def test_whoever_waited_while_the_file_was_replaced_writes_to_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log(path, "the log")
    log.append({"n": 1})
    lock = opening.locked
    moves = iter(["replaced", "removed"])

    def locked_late(descriptor: int) -> bool:
        move = next(moves, "")
        if move == "replaced":
            other = path.with_name("other")
            other.write_text('{"n": 10}\n')
            other.replace(path)
        elif move == "removed":
            path.unlink()
        return lock(descriptor)

    monkeypatch.setattr(files, "locked", locked_late)
    assert log.append({"n": 2})
    assert values(log) == [2]


def test_a_file_that_is_replaced_for_ever_is_given_up(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(files, "is_current", lambda path, descriptor: False)
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 1})
    assert len(said) == 1


def test_a_file_that_comes_and_goes_while_it_is_made_is_given_up(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    def contrary(name: object, flags: int, mode: int = 0o777) -> int:
        raise FileExistsError if flags & os.O_EXCL else FileNotFoundError

    monkeypatch.setattr(opening.os, "open", contrary)
    log = Log(path, "the log", said.append)
    assert not log.append({"n": 1})
    monkeypatch.undo()
    assert said == [f"the log cannot be kept in {path}: {os.strerror(errno.EBUSY)}"]


@pytest.mark.parametrize("way", ["no module", "no locks here"])
def test_without_locks_lines_are_added_and_nothing_is_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    if way == "no module":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    else:
        monkeypatch.setattr(fcntl, "flock", refuse)
    log = Log(path, "the log", limit=100)
    log.append({"n": 0})
    inode = path.stat().st_ino
    kept = 1 + sum(log.append({"n": n}) for n in range(1, 200))
    assert path.stat().st_ino == inode
    assert values(log) == list(range(kept))
    assert path.stat().st_size <= 400


@pytest.mark.parametrize("locks", [True, False])
def test_half_a_record_is_taken_back_where_that_is_safe(
    path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str], locks: bool
) -> None:
    log = Log(path, "the log", said.append)
    log.append({"n": 1})
    before = path.read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    if not locks:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    assert not log.append({"n": 2})
    assert path.read_bytes() == (before if locks else before + b'{"n')
    monkeypatch.undo()
    assert log.append({"n": 3})
    assert values(log) == [1, 3]
    assert said[0] == f"the log cannot be kept in {path}: {os.strerror(errno.ENOSPC)}"


LIMITED = """
import resource, signal, sys
from pathlib import Path
from assistant.storage.json_lines import Log
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, size = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
log = Log(path, "the log", print)
print(sum(log.append({"n": n}) for n in range(100)))
"""


@pytest.mark.untraced
@posix
@pytest.mark.parametrize("size", [0, 5, 500, 503])
def test_a_full_disk_loses_nothing_that_was_kept(path: Path, size: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), str(size)], capture_output=True, text=True, check=True
    )
    notice, kept = ended.stdout.splitlines()
    assert "cannot be kept" in notice
    assert ended.stderr == ""
    log = Log(path, "the log")
    assert values(log) == list(range(int(kept)))
    assert log.append({"n": -1})
    assert log.first == (kept == "0")
    assert values(log) == [*range(int(kept)), -1]
