"""Failing calls, killed processes, a full disk, concurrent processes and damage cost the index, never the answer.

Each test runs in a process of its own, which forks for every kill, so that hundreds of them take seconds.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.injecting import run
from tests.soak.sizes import portion

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes and signals as POSIX has them")

COMMON = """
import builtins, errno, io, json, os, random, resource, shutil, signal, sqlite3, stat, sys
from pathlib import Path
from assistant.matching import vocabulary
few = vocabulary.thesaurus()[::1000]
vocabulary.thesaurus = lambda: few
bands = vocabulary.all_frequency_bands()
vocabulary.all_frequency_bands = lambda: bands
from assistant.base import loader
from assistant.conversation.conversation import Conversation
from assistant.index import builder
some = builder.background()[::200]
builder.background = lambda: some
from assistant.index.cache import Cache
from tests.hostile.injecting import Deaths, failing

here = Path(sys.argv[1])
base = here / "base.yaml"
LINES = {"hours": "When is the room open", "loans": "How many books may I borrow", "fines": "What is a late fine"}

def write_base(open_from):
    entries = "".join(
        f"  - {{id: {id}, section: room, question: {question}, variants: [{id} in short],"
        f" answer: {open_from} {id}.}}\\n"
        for id, question in LINES.items()
    )
    base.write_text("title: A room\\nsections: [{id: room, title: R}]\\nentries:\\n" + entries)

def answers(folder, told=None):
    cache = Cache([base], folder, notice=[].append if told is None else told.append, progress=lambda stage, share: None)
    store = cache.open().store
    talk = Conversation(lambda: store)
    found = [(turn.entry, turn.answer, turn.score) for turn in (
        talk.ask(text, alone=True) for text in ("when is the room open", "how mny boks may i borow", "fines", "zzz"))]
    store.close()
    return found

def clean(folder):
    # One cache entry, its index, and perhaps the previous one, private to the user.
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    assert names[0].startswith("base-"), names
    assert 1 <= sum(name.startswith("index-") for name in names) == len(names) - 1 <= 2, names
    for name in names:
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

write_base("From nine")
expected = answers(None)
"""


FAULTS = """
figures = {}
for module, name in (
    (os, "open"), (os, "replace"), (os, "fsync"), (os, "mkdir"), (os, "unlink"), (os, "fdopen"), (io, "open"),
    (os, "lstat"), (os, "scandir"), (os, "close"),
):
    for state in ("nothing", "kept", "stale") if name in ("replace", "unlink", "fsync", "fdopen") else ("nothing",):
        nth, seen = 1 - every, 0
        while seen >= nth:
            nth += every
            folder = here / f"{module.__name__}-{name}-{state}-{nth}"
            write_base("From ten" if state == "stale" else "From nine")
            if state != "nothing":
                answers(folder)
                write_base("From nine")
            told = []
            with failing(module, name, nth, errno.ENOSPC) as calls:
                builtins.open = io.open
                try:
                    found = answers(folder, told)
                except Exception as error:
                    found = error
            builtins.open = io.open
            seen = calls.seen
            failed = seen >= nth
            # Where the base itself could not be read, the base's report is the right answer.
            if not (failed and type(found).__name__ == "BaseError"):
                assert found == expected, (module.__name__, name, state, nth, found)
            assert len(told) <= failed, told
            assert not any("\\n" in line for line in told)
            assert answers(folder, told) == expected
            figures[f"{state}, {module.__name__}.{name}"] = seen
            shutil.rmtree(folder, ignore_errors=True)
print(json.dumps(figures))
"""


@pytest.mark.soak("faults")
def test_any_failing_call_costs_at_most_the_cache(tmp_path: Path) -> None:
    figures = run(COMMON + FAULTS, tmp_path, every=portion(3, 1))
    assert sum(figures.values()) > 60
    assert figures["nothing, os.replace"] == 2  # the index and its cache entry


DEATHS = """
death = Deaths("open", "os.rename", "os.remove", "os.mkdir", "os.listdir", "os.scandir", "sqlite3.connect", "os.chmod")
os.fsync = death.around(os.fsync)
real_connect = sqlite3.connect

def connect(*args, **rest):
    database = real_connect(*args, **rest)
    if stride:
        database.set_progress_handler(death.step, stride)
    return database

sqlite3.connect = connect
kills = 0
for state, stride, step in (("nothing", 0, 1), ("stale", 0, 1), ("kept", 0, 1), ("nothing", 1000, 29)):
    death.dying = 1 - every * step
    folder = here / f"{state}-{stride}"
    while True:
        death.dying += every * step
        shutil.rmtree(folder, ignore_errors=True)
        if state != "nothing":
            write_base("From ten" if state == "stale" else "From nine")
            answers(folder)
        write_base("From nine")
        if not death.befell(lambda: answers(folder)):
            break
        kills += 1
        told = []
        assert answers(folder, told) == expected, (state, death.dying)
        assert told == [], told
        clean(folder)
        if kills % 6:
            continue
        for left in folder.iterdir():
            os.utime(left, (1e9, 1e9))
        write_base("From eleven")
        answers(folder)
        # Leftovers are removed when they are old.
        assert len(list(folder.iterdir())) == 2
print(json.dumps({"kills": kills}))
"""


@pytest.mark.soak("kills")
def test_a_kill_at_any_step_costs_at_most_a_build(tmp_path: Path) -> None:
    every = portion(5, 1)
    assert run(COMMON + DEATHS, tmp_path, every=every)["kills"] > 60 // every


FULL = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
folder = here / "cache"
answers(folder)
whole = max(path.stat().st_size for path in folder.iterdir())
runs = 0
for size in (0, 1, 59, 60, 64, 100, 511, 4096, 5000, 8192, *range(16384, whole, stride), whole - 1, whole):
    shutil.rmtree(folder)
    told = []
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    found = answers(folder, told)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert found == expected
    assert len(told) == (size < whole), (size, told)
    if size < whole:
        assert [path for path in folder.iterdir() if path.name.startswith((".", "index"))] == [], size
    assert answers(folder) == expected
    runs += 1
# An index stored before the disk was full is still used.
resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
told = []
assert answers(folder, told) == expected
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
print(json.dumps({"runs": runs}))
"""


@pytest.mark.soak("faults")
def test_a_full_disk_costs_at_most_the_cache(tmp_path: Path) -> None:
    assert run(COMMON + FULL, tmp_path, stride=portion(65536, 4096))["runs"] > 10


RIVALS = """
for number in range(rounds):
    folder = here / f"cache-{number % 3}"
    write_base("From nine" if number % 2 else "From ten")
    wanted = answers(None)
    ready, go = os.pipe()
    children = []
    for who in range(4):
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(ready, 1)
            told = []
            os._exit(0 if answers(folder, told) == wanted and told == [] else 1)
        children.append(child)
    os.close(go)
    os.close(ready)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4, number
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    assert answers(folder) == wanted
print(json.dumps({"processes": 4 * rounds}))
"""


@pytest.mark.soak("kills")
def test_concurrent_processes_all_answer_and_leave_no_temporary_files(tmp_path: Path) -> None:
    rounds = portion(4, 60)
    assert run(COMMON + RIVALS, tmp_path, rounds=rounds)["processes"] == 4 * rounds


DAMAGE = """
chance = random.Random(8)
folder = here / "cache"
answers(folder)
(index,), (entry,) = folder.glob("index-*"), folder.glob("base-*")
good, entered = index.read_bytes(), entry.read_bytes()
damaged = 0
for number in range(cases):
    for path in folder.iterdir():
        path.unlink()
    answers(folder)
    path, data = (index, bytearray(good)) if number % 4 else (entry, bytearray(entered))
    kind = chance.randrange(4)
    at = chance.randrange(len(data))
    if kind == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del data[at:]
    elif kind == 2:
        data[at : at + 4096] = bytes(4096)
    else:
        data[at:at] = chance.randbytes(chance.randrange(1, 50))
    path.write_bytes(data)
    told = []
    assert answers(folder, told) == expected, (number, kind, at)
    assert told == [], told
    damaged += 1
print(json.dumps({"damaged": damaged}))
"""


@pytest.mark.soak("faults")
def test_a_damaged_index_or_cache_entry_gives_the_same_answers(tmp_path: Path) -> None:
    cases = portion(48, 2000)
    assert run(COMMON + DAMAGE, tmp_path, cases=cases)["damaged"] == cases


PLANTED = """
secret = here / "secret"
secret.write_bytes(b"mine")
folder = here / "cache"
answers(folder)
(index,), (entry,) = folder.glob("index-*"), folder.glob("base-*")
cases = 0
for victim in (index, entry):
    for kind in ("link", "dangling", "loop", "directory"):
        for path in folder.iterdir():
            path.unlink() if not path.is_dir() or path.is_symlink() else shutil.rmtree(path)
        if kind == "link":
            victim.symlink_to(secret)
        elif kind == "dangling":
            victim.symlink_to(here / "nowhere")
        elif kind == "loop":
            victim.symlink_to(victim.name)
        else:
            (victim / "inner").mkdir(parents=True)
        told = []
        assert answers(folder, told) == expected, (victim.name, kind)
        assert answers(folder) == expected
        # an index that is found by its content need not be built again
        assert len(told) == (kind == "directory" and victim == index), (kind, told)
        assert secret.read_bytes() == b"mine"
        assert not (here / "nowhere").exists()
        cases += 1
# The cache directory itself is a file or a link.
for path in folder.iterdir():
    path.unlink() if not path.is_dir() else shutil.rmtree(path)
folder.rmdir()
for kind in ("file", "loop", "dangling"):
    if kind == "file":
        folder.write_text("")
    else:
        folder.symlink_to(folder if kind == "loop" else here / "nowhere")
    told = []
    assert answers(folder, told) == expected
    assert len(told) == 1, (kind, told)
    folder.unlink()
    cases += 1
print(json.dumps({"cases": cases}))
"""


def test_planted_links_are_not_written_through(tmp_path: Path) -> None:
    assert run(COMMON + PLANTED, tmp_path)["cases"] == 11
