"""A base file being taught something, under failing calls, deaths and a full disk: the old bytes or the new."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.injecting import run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes and signals as POSIX has them")

COMMON = """
import errno, json, os, resource, signal, stat, sys, tempfile
from pathlib import Path
from assistant.base.editing import apply, plan_phrasing
from assistant.base.loader import load_base
from assistant.errors import BaseError, EditError
from tests.hostile.injecting import Deaths, failing

here = Path(sys.argv[1])
path = here / "faq.yaml"
link = here / "link.yml"
old = (
    "title: T  # mine\\nsections: [{id: a, title: A}]\\nentries:\\n"
    "  - id: one\\n    section: a\\n    question: q\\n    variants: [first]\\n    answer: x\\n"
).encode()
path.write_bytes(old)
path.chmod(0o640)
new = plan_phrasing([path], "one", "second").after

def fresh():
    for other in here.iterdir():
        if other != path:
            other.unlink()
    path.write_bytes(old)

def teach():
    apply(plan_phrasing([path], "one", "second"))

def whole():
    found = path.read_bytes()
    assert found in (old, new), found
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    load_base([here])  # litter, if any, is no part of the base
    return found == new
"""

FAULTS = """
figures = {}
for module, name in (
    (os, "open"), (os, "replace"), (os, "fsync"), (os, "close"), (os, "chmod"), (os, "chown"), (os, "stat"),
    (os, "fdopen"), (os, "access"), (os, "fstat"), (os, "read"), (os, "unlink"), (tempfile, "mkstemp"), (os, "lstat"),
):
    nth, seen = 0, 0
    while seen >= nth:
        nth += 1
        fresh()
        error = None
        with failing(module, name, nth) as calls:
            try:
                teach()
            except (BaseError, EditError) as refused:
                error = str(refused)
        seen = calls.seen
        taught = whole()
        # What is said is true: refused means untouched (a name that may not last is no refusal).
        assert taught == (error is None), (name, nth, taught, error)
        assert error is None or ("\\n" not in error and "Input/output error" in error), error
        names = [other.name for other in here.iterdir()]
        assert names == ["faq.yaml"] or name == "unlink", (name, nth, names)
    figures[name] = nth - 1
print(json.dumps(figures))
"""

DEATHS = """
death = Deaths("open", "os.rename", "os.remove", "os.chmod", "os.chown", "tempfile.mkstemp", "fcntl.flock")
os.fsync, os.replace = death.around(os.fsync), death.around(os.replace)
kills = taught = 0
while True:
    death.dying += 1
    fresh()
    if not death.befell(teach):
        break
    kills += 1
    if whole():
        taught += 1
    else:
        teach()
    assert whole()
print(json.dumps({"kills": kills, "taught": taught}))
"""

FULL = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
runs = 0
for size in range(len(new) + 1):
    fresh()
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        teach()
        told = None
    except (BaseError, EditError) as error:
        told = str(error)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert whole() == (told is None) == (size >= len(new)), (size, told)
    assert [other.name for other in here.iterdir()] == ["faq.yaml"]
    runs += 1
print(json.dumps({"runs": runs}))
"""

RIVALS = """
import time
fresh()
ready, go = os.pipe()
children = []
for who in range(4):
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(ready, 1)
        for number in range(5):
            for attempt in range(400):
                try:
                    apply(plan_phrasing([path], "one", f"wording {who} {number}"))
                    break
                except (BaseError, EditError) as error:
                    if "has changed since" not in str(error):
                        os._exit(2)
            else:
                os._exit(3)
        os._exit(0)
    children.append(child)
os.close(go)
os.close(ready)
assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
variants = load_base([path]).base.entries[0].variants
assert sorted(variants) == sorted(["first", *(f"wording {who} {number}" for who in range(4) for number in range(5))])
assert [other.name for other in here.iterdir()] == ["faq.yaml"]
print(json.dumps({"edits": len(variants) - 1}))
"""


def test_any_call_that_fails_leaves_the_old_bytes_or_the_new_ones(tmp_path: Path) -> None:
    figures = run(COMMON + FAULTS, tmp_path)
    assert figures["replace"] == 1
    assert figures["fsync"] == 2
    assert sum(figures.values()) > 15


def test_a_death_at_any_step_leaves_the_old_bytes_or_the_new_ones(tmp_path: Path) -> None:
    figures = run(COMMON + DEATHS, tmp_path)
    assert figures["kills"] > 8
    assert 0 < figures["taught"] < figures["kills"]


def test_a_disk_that_is_full_at_any_byte_leaves_the_old_ones(tmp_path: Path) -> None:
    assert run(COMMON + FULL, tmp_path)["runs"] > 100


def test_four_processes_that_teach_at_once_lose_nothing(tmp_path: Path) -> None:
    assert run(COMMON + RIVALS, tmp_path)["edits"] == 20
