"""What a change does: told before it is saved, and just that is so afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from assistant.base.editing import apply, plan_phrasing
from assistant.base.files import read_base
from assistant.base.loader import Version, load_base
from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import Turn
from assistant.errors import BaseError
from assistant.evaluation.impact import REMOVED, UNLABELLED, Impact
from assistant.evaluation.impact_questions import (
    MOST_LOGGED,
    collect_questions,
    each_once,
    logged_questions,
    stored_phrasings,
)
from assistant.evaluation.labelled_question import LabelledFile, LabelledQuestion
from assistant.evaluation.preview import preview, preview_versions
from assistant.index import builder
from assistant.paths import cache_dir, identity
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import Reason

Write = Callable[..., str]

TOPICS = (
    "opening hours",
    "book loans",
    "late fines",
    "parking spaces",
    "wireless passwords",
    "printed pages",
)
FRAMES = (
    "what about {}", "tell me about {}", "how do {} work", "where do I find {}", "explain {} please",
    "I have a question on {}", "are {} free", "who decides on {}", "when do {} change", "why are there {}",
    "information on {}", "rules for {}", "the rules of {} in short", "can you describe {}", "{} for visitors",
    "{} on sunday", "do you offer {}", "what do {} cost", "are there {} at all", "who may use {}",
    "{} in the evening",
)  # fmt: skip
UNSEEN = (
    "what does it cost when I bring it back after the date", "penalty for bringing it back after the date",
    "can I bring it back after the date", "what if I am after the date", "after the date what then",
    "where can I leave my bicycle", "is there room for my bicycle", "my bicycle", "how many sheets may I copy",
    "which is the capital of France", "the opening of the parking", "loans of passwords", "free pages",
    "the penalty", "a penalty on parking", "is the wireless free on sunday", "how late is it",
)  # fmt: skip
TAUGHT = "what is the penalty for bringing it back after the date"


def base_text(topics: Iterable[str] = TOPICS) -> str:
    lines = ["title: T", "sections:", "  - {id: a, title: A}", "entries:"]
    for topic in topics:
        first, *rest = (frame.format(topic) for frame in FRAMES)
        lines += [f"  - id: {topic.replace(' ', '-')}", "    section: a", f"    question: {first}"]
        lines += [f"    answer: All on {topic}.", "    variants:", *(f"      - {text}" for text in rest)]
    return "\n".join(lines) + "\n"


@pytest.fixture(autouse=True)
def _quick_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit takes time with the square of its texts: some of the everyday questions are enough here."""
    some = builder.background()[::4]
    monkeypatch.setattr(builder, "background", lambda: some)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "faq" / "base.yaml"
    path.parent.mkdir()
    path.write_text(base_text())
    return path


def what_is_given(path: Path, questions: Iterable[str]) -> dict[str, tuple[str, list[str | None]]]:
    """Every question asked the long way, on its own."""
    open_base = OpenBase.open([path], wait_for_training=True)
    found = {}
    for question in questions:
        turn = open_base.conversation().ask(question, alone=True)
        found[question] = (turn.status, [one.entry for one in (turn, *turn.also) if one.entry])
    open_base.close()
    return found


# what it comes to


@pytest.mark.parametrize(
    ("id", "taught"),
    [
        ("late-fines", TAUGHT),
        ("parking-spaces", "where can I leave a bicycle"),
        ("printed-pages", "how many sheets are free"),
        ("book-loans", "what happens after the date"),
    ],
)
def test_just_the_questions_it_names_change(base: Path, write: Write, id: str, taught: str) -> None:
    labelled = write(*({"question": one, "expect": ["late-fines"]} for one in UNSEEN[:9]))
    history = History(Database.open(), "T")
    for one in UNSEEN[9:]:
        history.append(one)
    mixed = [f"{one} and {other}?" for one, other in product(TOPICS[:3], TOPICS[3:])]
    inbox = Inbox(Database.open(), "T")
    for one in mixed:
        inbox.record(Turn(one, "no_match"))
    every = dict.fromkeys([*UNSEEN, *mixed, taught, *phrasings(base)])

    edit = plan_phrasing([base], id, taught)
    impact = preview([base], edit, labelled=[Path(labelled)])
    before = what_is_given(base, every)
    apply(edit)
    after = what_is_given(base, every)

    changed = {one for one in every if before[one] != after[one]}
    assert {change.question for change in impact.changes} == changed
    assert taught in changed
    assert len(changed) > 1  # it reaches beyond itself
    for change in impact.changes:
        for asked, told in ((before, change.before), (after, change.after)):
            assert asked[change.question] == (told.status, list(told.entries))
    assert impact.asked == len(every)


def phrasings(path: Path) -> list[str]:
    return [text for entry in load_base([path]).base.entries for text in entry.phrasings]


def test_the_next_start_finds_the_index_ready(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.index.cache.MAX_WAIT", -1.0)  # training is too long for any question
    edit = plan_phrasing([base], "late-fines", TAUGHT)
    impact = preview([base], edit)
    assert not list(cache_dir().glob("base-*"))  # none for the temporary copies
    apply(edit)
    monkeypatch.setattr(builder, "build", lambda *rest: pytest.fail("rebuilt"))
    open_base = OpenBase.open([base], wait_for_training=True)
    assert open_base.trained
    assert open_base.conversation().ask(TAUGHT).entry == "late-fines"
    open_base.close()
    assert impact.changes[-1].question == TAUGHT


def test_nothing_is_written_where_the_base_lies(base: Path) -> None:
    before = base.read_bytes()
    preview([base.parent], plan_phrasing([base], "late-fines", TAUGHT))
    assert base.read_bytes() == before
    assert [path.name for path in base.parent.iterdir()] == ["base.yaml"]


def test_it_may_be_asked_for_in_another_thread_and_tells_how_far_it_is(base: Path) -> None:
    told: list[tuple[str, float]] = []
    found: list[Impact] = []
    edit = plan_phrasing([base], "late-fines", TAUGHT)

    def work() -> None:
        found.append(preview([base], edit, progress=lambda stage, share: told.append((stage, share))))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [change.question for change in found[0].changes] == [TAUGHT]
    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages.index("asking before the change") < stages.index("asking after the change")
    assert "training" in stages
    assert told[-1] == ("asking after the change", 1.0)


def test_a_base_of_several_files_some_of_one_name(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "xy"]
    for folder, topics in zip(folders, (TOPICS[:3], TOPICS[3:]), strict=True):
        folder.mkdir()
        (folder / "part.yaml").write_text(base_text(topics))
    second = (folders[1] / "part.yaml").read_text().replace("sections:\n  - {id: a, title: A}\n", "")
    (folders[1] / "part.yaml").write_text(second)
    edit = plan_phrasing(folders, "parking-spaces", "a place for my bicycle")
    impact = preview(folders, edit)
    assert [(change.question, change.after.entries) for change in impact.changes] == [
        ("a place for my bicycle", ("parking-spaces",))
    ]


def test_an_unreadable_or_broken_base_is_refused(base: Path) -> None:
    edit = plan_phrasing([base], "late-fines", TAUGHT)
    with pytest.raises(BaseError):
        preview([base], edit._replace(after=b"title: ["))
    with pytest.raises(BaseError):
        preview([base.with_name("gone.yaml")], edit)


def test_one_and_the_same_content_is_not_asked_twice(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenBase, "open", lambda *rest, **named: pytest.fail("opened"))
    now = Version(read_base([base]))
    assert preview_versions(now, now) == Impact(len(phrasings(base)))


# what is asked


def test_labelled_files_with_problems_are_skipped_with_a_note(base: Path, write: Write) -> None:
    whole = load_base([base]).base
    bad, good = write("no json", name="bad.jsonl"), write({"question": "x", "expect": []}, name="good.jsonl")
    other = write({"question": "x", "expect": ["elsewhere"]}, name="other.jsonl")
    said: list[str] = []
    files = collect_questions(whole, whole, labelled=[Path(bad), Path(good), Path(other)], notice=said.append)
    assert [file.path for file in files] == [good, "stored phrasings", UNLABELLED]
    assert len(said) == 2
    assert "bad.jsonl:1:1" in said[0]
    assert "other.jsonl:1:1" in said[1]


def test_phrasings_of_both_bases_are_asked_once(base: Path, make_entry: Callable[..., Any]) -> None:
    whole = load_base([base]).base
    before = whole._replace(entries=(make_entry("x", "both", "old"), make_entry("y", "moved")))
    after = whole._replace(entries=(make_entry("x", "both", "moved"), make_entry("y", "new")))
    rows = {row.question: (row.path, row.expected) for row in stored_phrasings(before, after).rows}
    assert rows == {
        "both": ("a phrasing of x", ("x",)),
        "moved": ("a phrasing of x", ("x",)),
        "new": ("a phrasing of y", ("y",)),
        "old": (REMOVED, ()),
    }


def test_a_question_from_several_places_is_compared_once(
    base: Path, write: Write, make_entry: Callable[..., Any]
) -> None:
    whole = load_base([base]).base._replace(title="T", entries=(make_entry("x", "What is it?", "which one"),))
    labelled = write(
        {"question": "what is it", "expect": ["x"]}, {"question": "WHAT IS IT?", "expect": ["x"]}
    )
    Inbox(Database.open(), "T").record(Turn("Which one?", "no_match"))
    Inbox(Database.open(), "T").record(Turn("and why?", "no_match", about="which one"))
    for text in ("what is it?", "which one", "and why?", "which"):
        History(Database.open(), "T").append(text)
    files = collect_questions(whole, whole, labelled=[Path(labelled)])
    compared = [(row.question, row.path, row.turn) for file in files for row in file.rows if row.path]
    assert compared == [
        ("what is it", labelled, 0),
        ("which one", "a phrasing of x", 0),
        ("and why?", UNLABELLED, 2),  # after its topic
        ("which", UNLABELLED, 0),
        ("and why?", UNLABELLED, 0),  # on its own
    ]


def test_the_first_question_of_a_conversation_stays_as_its_topic() -> None:
    one = LabelledQuestion("a", 1, "What is it?", ())
    first, second = one._replace(question="what is it", turn=1), one._replace(question="why", turn=2)
    files = each_once(
        [LabelledFile("a", ((one,),)), LabelledFile("b", ((first, second), (first,), (first, second)))]
    )
    assert [file.conversations for file in files] == [((one,),), ((first._replace(path=""), second),)]


def test_what_people_asked_is_asked_again_follow_ups_after_what_they_were_about() -> None:
    Inbox(Database.open(), "T").record(Turn("and where?", "no_match", about="what about book loans"))
    Inbox(Database.open(), "T").mark(Turn("twice", "answered", entry="x"), Reason.WRONG)
    for other in ("Another", identity("T", [Path("copy")])):
        Inbox(Database.open(), other).record(Turn("of another base", "no_match"))
        History(Database.open(), other).append("of another base")
    for text in ("twice", "older", "newer"):
        History(Database.open(), "T").append(text)
    talks = [
        [(row.question, row.turn, bool(row.path)) for row in rows]
        for rows in logged_questions(identity("T", [Path("own")])).conversations
    ]
    assert talks == [
        [("twice", 0, True)],
        [("what about book loans", 1, False), ("and where?", 2, True)],
        [("newer", 0, True)],
        [("older", 0, True)],
    ]


def test_of_many_logged_questions_the_newest_are_asked_and_that_is_said() -> None:
    history = History(Database.open(), "T")
    for number in range(MOST_LOGGED + 2):
        history.append(f"question {number}")
    said: list[str] = []
    rows = logged_questions("T", said.append).rows
    assert [rows[0].question, rows[-1].question] == [f"question {MOST_LOGGED + 1}", "question 2"]
    assert said == [
        f"Of {MOST_LOGGED + 2} questions asked on this machine the newest {MOST_LOGGED} are compared."
    ]
