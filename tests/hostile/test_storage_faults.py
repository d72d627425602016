"""All that is kept on the machine, used at once, under failing calls and deaths: nothing kept is lost or torn.

One process a kind, which forks for every death. What a single log does is tried in ``tests/unit/keeping``; here
everything that a chat and a curator write is, one after the other: history, inbox, conversation, choices, a
question accepted into the base, and taking that back.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.injecting import run
from tests.soak.sizes import portion

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes and signals as POSIX has them")

COMMON = """
import errno, json, os, shutil, signal, stat, sys, tempfile
from pathlib import Path
from assistant.base.loader import load_base
from assistant.errors import AssistantError
from assistant.curation import steps
from assistant.storage.preferences import Choices
from assistant.storage.conversations import Conversations
from assistant.curation.grouping import grouped
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.conversation.turn import Turn
from tests.hostile.injecting import Deaths, failing

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
    nth, seen = 1 - every, 0
    while seen >= nth:
        nth += every
        fresh()
        with failing(os, name, nth) as calls:
            use()
        seen = calls.seen
        assert len(told) <= 4, told  # each place says it once
        assert all("\\n" not in one for one in (*told, *refused))
        for one in (*state.glob(".*"), *base.parent.glob(".*")):
            assert name == "unlink", (name, nth, one)
        whole()
        goes_on()
    figures[name] = seen
print(json.dumps(figures))
"""

DEATHS = """
death = Deaths("open", "os.rename", "os.remove", "os.chmod", "os.chown", "os.mkdir", "os.truncate", "fcntl.flock")
os.fsync, os.replace, os.write = death.around(os.fsync), death.around(os.replace), death.around(os.write)
kills = 0
while True:
    death.dying += every
    fresh()
    if not death.befell(use):
        break
    kills += 1
    whole()
    goes_on()
print(json.dumps({"kills": kills}))
"""


@pytest.mark.soak("faults")
def test_any_call_that_fails_costs_at_most_what_was_being_kept(tmp_path: Path) -> None:
    figures = run(COMMON + FAULTS, tmp_path, every=portion(5, 1))
    assert min(figures[name] for name in ("open", "write", "close")) > 5
    assert sum(figures.values()) > 100


@pytest.mark.soak("kills")
def test_a_death_at_any_step_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    every = portion(5, 1)
    assert run(COMMON + DEATHS, tmp_path, every=every)["kills"] > 40 // every
