"""All that is kept on the machine, used at once, under failing calls and deaths: nothing kept is lost or torn.

One process a kind, which forks for every death. What a single log does is tried in ``tests/unit/keeping``; here
everything that a chat and a curator write is, one after the other: history, inbox, conversation, choices, a
question accepted into the base, and taking that back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes and signals as POSIX has them")
ROOT = Path(__file__).parents[2]

COMMON = """
import errno, json, os, shutil, signal, stat, sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from assistant.base.loader import load_base
from assistant.errors import AssistantError
from assistant.keeping import steps
from assistant.keeping.choices import Choices
from assistant.keeping.conversations import Conversations
from assistant.keeping.grouping import grouped
from assistant.keeping.history import History
from assistant.keeping.inbox import Inbox
from assistant.turn import Turn

here = Path(sys.argv[1])
state, base = here / "state", here / "base" / "faq.yaml"
OLD = (
    "title: T\\nsections: [{id: a, title: A}]\\nentries:\\n"
    "  - id: one\\n    section: a\\n    question: q\\n    variants: [first]\\n    answer: x\\n"
).encode()
ASKED, PRIOR = Turn("where are the zebras", "no_match"), Turn("who feeds the lions", "no_match")
told, refused = [], []

def places():
    told.clear(); refused.clear()
    tell = told.append
    return (History(state / "h.jsonl", tell), Inbox(state / "i.jsonl", "T", tell),
            Conversations(state / "c", "T", tell), Choices(state / "o.jsonl", notice=tell))

def group(inbox, question):
    return next((one for one in grouped(inbox.kept().missed) if one.question == question), None)

def fresh():
    shutil.rmtree(here / "base", ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)
    base.parent.mkdir()
    base.write_bytes(OLD)
    history, inbox, talk, choices = places()
    history.append("an earlier question")
    inbox.record(PRIOR)
    talk.save([PRIOR])
    choices.prefer("theme", "light")

def attempt(action):
    try:
        return action()
    except AssistantError as error:
        refused.append(str(error))

def use():
    history, inbox, talk, choices = places()
    history.append("a later question")
    inbox.record(ASKED)
    talk.save([ASKED])
    choices.prefer("theme", "dark")
    prior = group(inbox, PRIOR.question)
    if prior is not None:
        attempt(lambda: steps.accept(inbox, prior, "one", steps.plan_accept(prior, "one", [base.parent])))
    attempt(lambda: steps.undo(inbox))

def whole():
    # What was kept before is there, what was added is there or not, and nothing is torn or open to others.
    history, inbox, talk, choices = places()
    assert history.entries()[0] == "an earlier question"
    assert history.entries()[1:] in ([], ["a later question"])
    kept = inbox.kept()
    settled = [question for step in kept.steps for question in step.questions]
    known = [one.question for one in grouped(kept.missed)] + settled
    assert PRIOR.question in known, known
    assert talk.last() in ([ASKED], [PRIOR])
    assert [one for path in (state / "c").iterdir() for one in path.read_bytes().split(b"\\n") if b"lions" in one]
    assert choices.preferences()["theme"] in ("dark", "light")
    assert told == [], told
    variants = load_base([base.parent]).base.entries[0].variants
    assert variants in (("first",), ("first", PRIOR.question)), variants
    for folder, _, names in os.walk(state):
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        assert all(stat.S_IMODE(os.stat(Path(folder) / name).st_mode) == 0o600 for name in names)

def goes_on():
    # The same once more, undisturbed, and the step that was under way can be ended.
    use()
    assert told == [], told
    assert all("already a phrasing" in one or "no step" in one for one in refused), refused
    assert base.read_bytes() == OLD or refused
"""

FAULTS = """
figures = {}
for name in ("open", "write", "fsync", "replace", "unlink", "close", "fstat", "stat", "lstat", "chmod", "fchmod",
             "mkdir", "lseek", "read", "scandir", "listdir", "ftruncate"):
    real = getattr(os, name)
    nth, seen = 0, 0

    def faulty(*args, **rest):
        global seen
        seen += 1
        if seen == nth:
            if name == "close":
                real(*args)
            raise OSError(errno.EIO, "Input/output error")
        return real(*args, **rest)

    while seen >= nth:
        seen, nth = 0, nth + 1
        fresh()
        setattr(os, name, faulty)
        try:
            use()
        finally:
            setattr(os, name, real)
        assert len(told) <= 4, told  # each place says it once
        assert all("\\n" not in one for one in (*told, *refused))
        for one in (*state.glob(".*"), *base.parent.glob(".*")):
            assert name == "unlink", (name, nth, one)
        whole()
        goes_on()
    figures[name] = nth - 1
print(json.dumps(figures))
"""

DEATHS = """
EVENTS = {"open", "os.rename", "os.remove", "os.chmod", "os.chown", "os.mkdir", "os.truncate", "fcntl.flock"}
armed, count, dying, kills = False, 0, 0, 0

def hook(event, args):
    global count
    if armed and event in EVENTS:
        count += 1
        if count == dying:
            os.kill(os.getpid(), signal.SIGKILL)

def twice(real):
    def call(*args):
        hook("open", ())
        result = real(*args)
        hook("open", ())
        return result
    return call

sys.addaudithook(hook)
os.fsync, os.replace, os.write = twice(os.fsync), twice(os.replace), twice(os.write)
while True:
    dying += 1
    fresh()
    child = os.fork()
    if child == 0:
        armed = True
        use()
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    kills += 1
    whole()
    goes_on()
print(json.dumps({"kills": kills}))
"""


def run(script: str, folder: Path) -> dict[str, int]:
    """Run a script after what they share; it prints its figures as JSON."""
    command = [sys.executable, "-c", COMMON + script, str(folder), str(ROOT)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert (ended.returncode, ended.stderr) == (0, "")
    figures: dict[str, int] = json.loads(ended.stdout)
    return figures


def test_any_call_that_fails_costs_at_most_what_was_being_kept(tmp_path: Path) -> None:
    figures = run(FAULTS, tmp_path)
    assert min(figures[name] for name in ("open", "write", "close")) > 5
    assert sum(figures.values()) > 100


def test_a_death_at_any_step_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    assert run(DEATHS, tmp_path)["kills"] > 40
