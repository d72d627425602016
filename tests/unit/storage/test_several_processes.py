"""Records under several writers, sudden deaths and failing calls: none torn, none lost that was kept."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.storage.json_lines import Log
from tests.soak.sizes import portion

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locks and signals as POSIX has them")

WRITER = """
import sys
from pathlib import Path
from assistant.storage.json_lines import Log
path, who, count, limit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
sys.stdin.readline()
log = Log(path, "the log", lambda message: print(message, file=sys.stderr), limit)
for n in range(count):
    if log.append({"who": who, "n": n, "text": "x" * (n % 300)}):
        sys.stdout.write(f"{n}\\n")
        sys.stdout.flush()
"""


def writers(path: Path, count: int, limit: int, processes: int = 4) -> list[subprocess.Popen[str]]:
    """Processes that all begin to write once they are told."""
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(who), str(count), str(limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in range(processes)
    ]


def test_four_processes_at_once_tear_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    started = writers(path, 200, 2**22)
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        out, err = process.communicate()
        assert err == ""
        assert len(out.split()) == 200
    lines = Log(path, "the log").lines()
    assert len(lines) == 800 == path.read_bytes().count(b"\n")
    for who in range(4):
        assert [line.value["n"] for line in lines if line.value["who"] == who] == list(range(200))


def test_four_processes_keep_the_newest_while_the_file_is_shortened(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    limit = 20_000
    started = writers(path, 200, limit)
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        out, err = process.communicate()
        assert (err, len(out.split())) == ("", 200)
    lines = Log(path, "the log").lines()
    assert path.stat().st_size <= limit
    assert lines[-1].number == 800  # every record had its line, those dropped since as well
    assert [line.number for line in lines] == list(range(801 - len(lines), 801))
    for who in range(4):
        mine = [line.value["n"] for line in lines if line.value["who"] == who]
        assert mine == list(range(200))[200 - len(mine) :]


ROUNDS = portion(5, 200)


@pytest.mark.soak("kills")
@pytest.mark.parametrize("limit", [2**22, 20_000])
def test_sudden_deaths_lose_nothing_that_was_kept(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "log.jsonl"
    chance = random.Random(7)
    kept: list[tuple[int, int]] = []
    for round_ in range(ROUNDS):
        (process,) = writers(path, 100_000, limit, processes=1)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        said = [process.stdout.readline() for _ in range(chance.randint(1, 150))]
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        whole = [line for line in ("".join(said) + rest).splitlines(keepends=True) if line.endswith("\n")]
        kept += [(round_, int(line)) for line in whole]
        Log(path, "the log", limit=limit).append({"who": -1, "n": round_})
    lines = Log(path, "the log", limit=limit).lines()
    assert path.read_bytes().endswith(b"\n")
    found: set[tuple[int, int]] = set()
    round_ = ROUNDS
    for line in reversed(lines):
        if line.value["who"] == -1:
            round_ = line.value["n"]
        else:
            found.add((round_, line.value["n"]))
    # What is missing was dropped for its age: nothing older is left.
    assert {one for one in kept if one >= min(found)} <= found
    assert limit < 2**20 or set(kept) <= found


FAULTY = """
import errno, json, os, sys
from pathlib import Path
from assistant.storage.json_lines import Log

call, short, folder = sys.argv[1], sys.argv[2] == "short", Path(sys.argv[3])
real = getattr(os, call)
seen = nth = 0

def faulty(*args, **rest):
    global seen
    seen += 1
    if seen != nth:
        return real(*args, **rest)
    if short:
        return real(args[0], args[1][: len(args[1]) // 2])
    if call == "close":
        real(*args)  # a descriptor is gone even when closing it fails
    raise OSError(errno.ENOSPC, "No space left on device")

while seen >= nth:
    seen, nth = 0, nth + 1
    notices = []
    log = Log(folder / str(nth) / "log.jsonl", "the log", notices.append, limit=300)
    setattr(os, call, faulty)
    kept = [n for n in range(60) if log.append({"n": n})]
    setattr(os, call, real)
    found = [line.value["n"] for line in log.lines()]
    names = [one.name for one in log.path.parent.iterdir()]
    last = log.append({"n": 60})
    after = [line.value["n"] for line in log.lines()]
    print(json.dumps([seen >= nth, kept, found, last, after, notices, names]))
"""


@pytest.mark.parametrize(
    ("call", "way"),
    [
        ("write", "short"),
        *(
            (call, "fails")
            for call in ("write", "fsync", "replace", "open", "close", "fstat", "stat", "lseek")
        ),
        *((call, "fails") for call in ("read", "unlink", "mkdir", "chmod", "fchmod")),
    ],
)
def test_any_call_that_fails_costs_at_most_the_record_at_hand(tmp_path: Path, call: str, way: str) -> None:
    command = [sys.executable, "-c", FAULTY, call, way, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    assert ended.stderr == ""
    runs = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(runs) > 1 or call in ("chmod", "fchmod")  # the last one is without a fault
    for failed, kept, found, last, after, notices, names in runs:
        written = sorted({*kept, *found})  # a record may be there although closing the file failed
        assert found == written[len(written) - len(found) :]
        assert len(found) > 10
        assert len(kept) >= 60 - failed
        assert len(notices) == 60 - len(kept)
        assert last
        assert after[-1] == 60
        assert set(after[:-1]) <= set(found)
        assert names == ["log.jsonl"] or (call, names) == ("unlink", [".log.jsonl.new", "log.jsonl"])
