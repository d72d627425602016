"""Whatever is handed over as a base: it is refused with one report, within bounded memory and computing time."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak.sizes import portion

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits, pipes and devices as POSIX has them")
ROOT = Path(__file__).parents[2]
MEMORY = 300 * 2**20
SECONDS = portion(120, 5)
"""Of computing. In the suite it only ends what would go on for ever: on a busy machine everything takes longer."""
PATIENCE = 600
"""Seconds after which a call counts as hanging."""
HEAD = b"title: T\nsections: [{id: a, title: A}]\nentries:\n"


def bound() -> None:
    """Limit the memory and the computing time of the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def refused(path: Path | str, *args: str) -> str:
    """What is said about a base; it must be refused."""
    ended = subprocess.run(
        [sys.executable, "-m", "assistant", *(args or ("-q", "hello")), "--no-log", "--faq", str(path)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        timeout=PATIENCE,
        preexec_fn=bound,
        check=False,
    )
    report = ended.stderr.decode()
    assert (ended.returncode, ended.stdout) == (3, b""), (ended.returncode, report[:500])
    assert "Something went wrong" not in report
    assert "Traceback" not in report
    assert "not enough memory" not in report  # the limits are for others, it keeps within them by itself
    assert len(report) < 200_000  # five hundred problems, and how many more
    return report


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 2**30)


def directory_loop(path: Path) -> None:
    path.mkdir()
    (path / "again.yaml").symlink_to(path)
    (path / "inner").symlink_to(path)


def many_files(path: Path) -> None:
    path.mkdir()
    for number in range(2100):
        (path / f"{number}.yaml").touch()


def bound_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(path))


def laughs(levels: int, width: int) -> bytes:
    lines = [b"a0: &a0 [x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * width)) for n in range(1, levels)]
    return b"\n".join(lines)


def written(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


BIG = 20 * 2**20
MAKERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "not-a-file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "not-a-file"),
    "terminal": (lambda path: path.symlink_to("/dev/tty"), "not-a-file"),
    "socket": (bound_socket, "not-a-file"),
    "link to itself": (lambda path: path.symlink_to(path.name), "unreadable"),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), "missing-file"),
    "directory of itself": (directory_loop, "empty-directory"),
    "too many files": (many_files, "too-many-files"),
    "2 GB of nothing": (sparse, "too-large"),
    "nothing": (written(b""), "empty-file"),
    "NUL": (written(HEAD + b"- \0\n"), "control-character"),
    "zeros": (written(bytes(2**20)), "control-character"),
    "UTF-16": (written(HEAD.decode().encode("utf-16")), "not-utf-8"),
    "UTF-32": (written(HEAD.decode().encode("utf-32")), "not-utf-8"),
    "laughs": (written(laughs(12, 9)), "too-large"),
    "laughs as lists": (written(laughs(40, 2)), "too-large"),
    "brackets": (written(b"[" * 10**6), "too-deep"),
    "braces": (written(b"{a: " * 10**6), "too-deep"),
    "dashes": (written(b"- " * 10**6), "too-deep"),
    "question marks": (written(b"? " * 10**6), "too-deep"),
    "merge keys": (written(b"a: &a {x: y}\nb: {" + b"<<: *a, " * 10**5 + b"}\n"), "merge-key"),
    "anchors": (written(b"".join(b"&a%d x: *a%d\n" % (n, n) for n in range(10**5))), ""),
    "one text": (written(b"a" * BIG), "too-large"),
    "one odd text": (written("👩".encode() + b"a" * 3 * BIG), ""),
    "one quoted text": (written(b'"' + b"\\u00e9" * (BIG // 6)), ""),
    "items": (written(b"- a\n" * 10**6), "wrong-type"),
    "empty lists": (written(b"- []\n" * (BIG // 5)), ""),
    "keys": (written(b"".join(b"k%d: v\n" % n for n in range(10**6))), ""),
    "the same key": (written(b"k: v\n" * 10**6), ""),
    "one text in lines": (written("- |\n  👩\n".encode() + b"  a\n" * BIG), "too-large"),
    "lines": (written(b"\n" * BIG), "too-large"),
    "odd lines": (written("\u2028".encode() + b"#\n" * 3_900_000), "too-large"),
    "many lines": (written(b"#\n" * BIG), "too-large"),
    "comment": (written(b"#" * BIG), "too-large"),
    "ids of nothing": (written(b"a: b: c\n" + b"- id: x\n" * 3_900_000), "syntax"),
    "odd syntax": (written("a: 👩 \u2028".encode() + b": c\n" + b"- b: c\n" * 3_900_000), "syntax"),
    "emoji and bytes": (written("👩".encode() + b"abcd efgh ijkl\n" * 3_900_000 + b"\xff\n"), "not-utf-8"),
    "emoji and controls": (written(b"#\n- a\x07\n" * (BIG // 4) + "👩".encode()), "control-character"),
    "documents": (written(b"---\n" * 10**6), "second-document"),
    "bad entries": (written(HEAD + b"- {id: x, section: zz, question: '', answer: \x1b}\n" * 10**4), ""),
    "broken entries": (written(HEAD + b"- {id: x, section: zz, qestion: '', anser: y}\n" * 10**4), ""),
    "control characters": (written(HEAD + b"\x1b\x07" * 10**6), "control-character"),
}


LONGEST = ("odd lines", "odd syntax", "emoji and bytes")
"""Those that take seconds; smaller ones of their kind are in the suite."""


@pytest.mark.soak("sizes")
@pytest.mark.parametrize("kind", portion([one for one in MAKERS if one not in LONGEST], list(MAKERS)))
def test_it_is_refused_within_bounds(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, rule = MAKERS[kind]
    monkeypatch.chdir(tmp_path)  # a socket's name has to be short
    path = tmp_path / "base.yaml"
    make(path)
    report = refused(path)
    assert (f"({rule})" if rule else "(") in report


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
@pytest.mark.parametrize(
    "path", ["/dev/zero", "/dev/null", "/dev/stdin", "/proc/self/mem", "/proc/self/fd", "\udcff", "a\nb"]
)
def test_what_the_system_offers_is_refused(path: str) -> None:
    refused(path)


def test_a_file_that_may_not_be_read_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "base.yaml"
    path.write_bytes(HEAD)
    path.chmod(0)
    assert "(unreadable)" in refused(path) or os.geteuid() == 0


def test_a_file_that_vanishes_between_listing_and_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.base import files, loader

    path = tmp_path / "base.yaml"
    path.write_bytes(HEAD)
    real = files.base_files

    def listed(paths: list[Path]) -> object:
        found = real(paths)
        path.unlink()
        return found

    monkeypatch.setattr(files, "base_files", listed)
    loaded, problems = loader.inspect_base([tmp_path])
    assert loaded is None
    assert [problem.rule for problem in problems] == ["missing-file"]
