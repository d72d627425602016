"""Everything a chat and a curator store, under failing calls and sudden deaths: nothing stored is lost.

One process per kind, which forks for every death. The database alone is tested in ``tests/unit/storage``; here
history, inbox, conversation, preference, an accepted question and its undo follow one another.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.injecting import run
from tests.soak.sizes import portion

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes and signals as POSIX has them")

COMMON = """
import json, os, shutil, sqlite3, stat, sys
from contextlib import closing
from functools import partial
from pathlib import Path
from assistant.base.editing import plan_phrasing
from assistant.base.loader import load_base
from assistant.conversation.turn import Turn
from assistant.curation import steps
from assistant.curation.grouping import grouped
from assistant.errors import AssistantError
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.storage.preferences import Preferences
from tests.hostile.injecting import Deaths, failing

here = Path(sys.argv[1])
state, base = here / "state", here / "base" / "faq.yaml"
OLD = (
    "title: T\\nsections: [{id: a, title: A}]\\nentries:\\n"
    "  - id: one\\n    section: a\\n    question: q\\n    variants: [first]\\n    answer: x\\n"
).encode()
ASKED, PRIOR = Turn("where are the zebras", "no_match"), Turn("who feeds the lions", "no_match")
told, refused = [], []

class Connection(sqlite3.Connection):
    def execute(self, *args):
        return super().execute(*args)

sqlite3.connect = partial(sqlite3.connect, factory=Connection)

def places():
    told.clear(); refused.clear()
    database = Database(state / "records.sqlite", told.append)
    return History(database), Inbox(database, "T"), Conversations(database, "T"), Preferences(database)

def group(inbox, question):
    return next((one for one in grouped(inbox.questions()) if one.question == question), None)

def fresh():
    shutil.rmtree(here / "base", ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)
    base.parent.mkdir()
    base.write_bytes(OLD)
    history, inbox, talk, preferences = places()
    history.append("an earlier question")
    inbox.record(PRIOR)
    talk.save([PRIOR])
    preferences.set("theme", "light")

def attempt(action):
    try:
        return action()
    except AssistantError as error:
        refused.append(str(error))

def use():
    history, inbox, talk, preferences = places()
    history.append("a later question")
    inbox.record(ASKED)
    talk.save([ASKED])
    preferences.set("theme", "dark")
    prior = group(inbox, PRIOR.question)
    if prior is not None:
        plan = lambda: plan_phrasing([base.parent], "one", prior.question)
        attempt(lambda: steps.save(inbox, plan(), prior, "one", prior.question))
    attempt(lambda: steps.undo(inbox, [base]))

def whole():
    # What was kept before is there, what was added is there or not, and nothing is torn or open to others.
    history, inbox, talk, preferences = places()
    assert history.entries()[0] == "an earlier question"
    assert history.entries()[1:] in ([], ["a later question"])
    known = [one.question for one in inbox.questions()] + [one.summary for one in inbox.resolutions()]
    assert PRIOR.question in known, known
    assert talk.resume() in ([ASKED], [PRIOR])
    with closing(sqlite3.connect(state / "records.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM conversation WHERE turn LIKE '%lions%'").fetchone() == (1,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert preferences.values()["theme"] in ("dark", "light")
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
calls_made = [(os, name) for name in ("open", "write", "fsync", "replace", "unlink", "close", "fstat", "stat", "lstat",
                                      "chmod", "mkdir", "read", "scandir", "listdir")]
for owner, name in [*calls_made, (Connection, "execute"), (Connection, "executemany")]:
    nth, seen = 1 - every, 0
    while seen >= nth:
        nth += every
        fresh()
        with failing(owner, name, nth) as calls:
            use()
        seen = calls.seen
        assert len(told) <= 1, told
        assert all("\\n" not in one for one in (*told, *refused))
        for one in (*state.glob(".*"), *base.parent.glob(".*")):
            assert name == "unlink", (name, nth, one)
        whole()
        goes_on()
    figures[name] = seen
print(json.dumps(figures))
"""

DEATHS = """
death = Deaths("open", "os.rename", "os.remove", "os.chmod", "os.chown", "os.mkdir")
os.fsync, os.replace, os.write = death.around(os.fsync), death.around(os.replace), death.around(os.write)
Connection.execute = death.around(Connection.execute)
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
def test_a_failing_call_costs_at_most_what_was_being_stored(tmp_path: Path) -> None:
    figures = run(COMMON + FAULTS, tmp_path, every=portion(5, 1))
    assert min(figures[name] for name in ("open", "lstat", "execute")) > 5
    assert sum(figures.values()) > 100


@pytest.mark.soak("kills")
def test_a_death_at_any_step_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    every = portion(5, 1)
    assert run(COMMON + DEATHS, tmp_path, every=every)["kills"] > 40 // every
