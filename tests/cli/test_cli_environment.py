"""Every command with missing or invalid streams, home directories, locales and widths."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_driving import ROOT, STARTER, Caller

from tests.soak.sizes import some

CLOSINGS = ("<&- >&- 2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&-", ">&-", "2>&-")
FRUIT = ROOT / "tests" / "data" / "fruit.yaml"
LABELLED = '{"question": "how many books may I borrow", "expect": ["borrowing"]}\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, index_cache: Path) -> Caller:
    """Call the program on the starter base, with a question in the inbox."""
    home = tmp_path_factory.mktemp("environment")
    caller = Caller(home, index_cache)
    caller.env["ASSISTANT_FAQ"] = str(STARTER)
    shutil.copy(FRUIT, home / "base.yaml")
    (home / "labelled.jsonl").write_text(LABELLED)
    caller("-q", "zebras on the moon")
    return caller


@pytest.fixture(scope="module")
def line(place: Caller) -> dict[str, str]:
    """Return a call of every command, by name."""
    base = place.home / "base.yaml"
    return {
        "list": "list",
        "check": f"check {base}",
        "eval": f"eval {place.home}/labelled.jsonl",
        "teach": f"teach --faq {base} apple which colour --dry-run",
        "show": "show borrowing",
        "inbox": "inbox",
        "paths": "paths",
        "plain": "--plain",
        "plain --json": "--plain --json",
    }


COMMANDS = ("list", "check", "eval", "teach", "show", "inbox", "paths", "plain", "plain --json")


@pytest.mark.soak("combinations")
@pytest.mark.parametrize("command", COMMANDS)
def test_closed_streams_are_reported_or_ignored(
    place: Caller, line: dict[str, str], tmp_path: Path, command: str
) -> None:
    closings = some(CLOSINGS, every=3)
    script = "; ".join(
        f"$ASSISTANT {line[command]} {closed}; echo $? >> {tmp_path}/codes" for closed in closings
    )
    ended = place.shell(script)
    assert "Something went wrong" not in ended.err
    codes = [int(code) for code in (tmp_path / "codes").read_text().split()]
    for closed, code in zip(closings, codes, strict=True):
        if ">&-" in closed.replace("2>&-", "") and not command.startswith("plain"):
            assert code == 3, (closed, code)  # the output could not be written
        else:
            assert code in (0, 1, 2, 3), (closed, code)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_and_a_closed_pipe(place: Caller, line: dict[str, str], command: str) -> None:
    asked = "yes hello | head -3000 |" if command.startswith("plain") else ""
    ended = place.shell(f"{asked} $ASSISTANT {line[command]} > /dev/full")
    assert "Something went wrong" not in ended.err
    assert ended.code == 3
    assert ended.err.count("could not be written") == 1
    ended = place.shell(f"{asked} $ASSISTANT {line[command]} | head -c 1 | wc -c")
    assert ended.out.strip() in ("0", "1")
    assert "Something went wrong" not in ended.err
    assert "Broken" not in ended.err


NOWHERE = {"HOME": "/dev/null/x", "XDG_CACHE_HOME": "", "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": ""}
ODD = {
    "nothing": {"TERM": "", "LANG": "C", "LC_ALL": "C", "COLUMNS": "-3", "LINES": "x"},
    "nonsense": {
        "TERM": "no-such-terminal",
        "LC_ALL": "xx_YY.ZZ",
        "COLUMNS": "9" * 30,
        "PYTHONIOENCODING": "ascii",
    },
    "nowhere": NOWHERE,
}


@pytest.mark.parametrize("surroundings", ODD)
def test_every_command_works_in_unusual_environments(
    place: Caller, line: dict[str, str], tmp_path: Path, surroundings: str
) -> None:
    script = []
    for command in COMMANDS:
        given = "echo how many books may I borrow |" if command.startswith("plain") else ""
        script.append(f"{given} $ASSISTANT {line[command]} >> {tmp_path}/out; echo $? >> {tmp_path}/codes")
    ended = place.shell(
        "; ".join(script), env={"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} | ODD[surroundings]
    )
    codes = (tmp_path / "codes").read_text().split()
    assert set(codes) <= {"0", "1"}, dict(zip(COMMANDS, codes, strict=True))
    assert "Something went wrong" not in ended.err
    shown = (tmp_path / "out").read_text(encoding="utf-8")
    assert "five books" in shown
    assert "\x1b" not in shown


def test_an_empty_environment(small: Caller, tmp_path: Path) -> None:
    root = small.env["PYTHONPATH"]
    ended = small.shell(
        f"cd / && env -i PYTHONPATH={root} $ASSISTANT --no-log -q how many books may I borrow --faq {STARTER}"
    )
    assert ended.code == 0
    assert "five books" in ended.out
