"""The curator: plan, preview, save and undo changes to a base."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import Turn
from assistant.curation.curator import (
    Curator,
    circumstances,
    other_wordings,
    proposal_text,
)
from assistant.curation.grouping import Proposal, grouped
from assistant.errors import EditError, UsageError
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import Reason

MakeBase = Callable[[dict[str, str]], Path]
HEAD = "title: Tiny\nsections: [{id: a, title: A}, {id: b, title: B}]\nentries:\n"
LAMP = "  - {id: lamp, section: a, question: Where is the lamp?, answer: Here., variants: [lamp place]}\n"
DOOR = "  - {id: door, section: b, question: How wide is the door?, answer: One metre.}\n"
HELLO = "  - {id: hello, kind: small_talk, question: Hello, answer: Hi.}\n"


@pytest.fixture
def folder(make_base: MakeBase) -> Path:
    return make_base({"one.yaml": HEAD + LAMP + HELLO, "two.yaml": "entries:\n" + DOOR})


@pytest.fixture
def open_base(folder: Path) -> Iterator[OpenBase]:
    open_base = OpenBase.open([folder])
    yield open_base
    open_base.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(Database(tmp_path / "state" / "records.sqlite"), "Tiny")


@pytest.fixture
def curator(open_base: OpenBase, folder: Path, inbox: Inbox) -> Curator:
    return Curator(open_base, [folder], inbox=inbox)


def test_teaching_resolves_the_question_in_the_inbox(
    curator: Curator, inbox: Inbox, folder: Path, open_base: OpenBase
) -> None:
    inbox.record(Turn("does it fit through?", "no_match"))
    inbox.record(Turn("zzyzx", "no_match"))
    planned = curator.plan_phrasing("door", "Does it fit through")
    assert [one.group.question for one in curator.waiting()] == ["zzyzx", "does it fit through?"]
    curator.save(planned)
    assert [one.group.question for one in curator.waiting()] == ["zzyzx"]
    assert "Does it fit through" in (folder / "two.yaml").read_text()
    assert open_base.refresh() is not None
    assert open_base.conversation().ask("does it fit through").entry == "door"
    assert curator.undo() == "accept “does it fit through”"
    assert len(curator.waiting()) == 2
    assert "fit" not in (folder / "two.yaml").read_text()


def test_teaching_a_phrasing_that_is_not_in_the_inbox_can_be_undone(
    curator: Curator, inbox: Inbox, folder: Path
) -> None:
    inbox.record(Turn("zzyzx", "no_match"))
    before = (folder / "one.yaml").read_bytes()
    curator.save(curator.plan_phrasing("lamp", "light where"))
    assert "light where" in (folder / "one.yaml").read_text()
    assert [one.group.question for one in curator.waiting()] == ["zzyzx"]
    assert curator.last_step() == "accept “light where”"
    assert curator.undo() == "accept “light where”"
    assert (folder / "one.yaml").read_bytes() == before
    assert curator.last_step() == ""
    with pytest.raises(UsageError, match="no step"):
        curator.undo()


def test_undo_never_changes_a_file_of_another_base_with_the_same_title(
    curator: Curator, inbox: Inbox, folder: Path, tmp_path: Path
) -> None:
    curator.save(curator.plan_phrasing("lamp", "light where"))
    after = (folder / "one.yaml").read_bytes()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    other = OpenBase.open([copy])
    try:
        with pytest.raises(EditError, match="another base with this title"):
            Curator(other, [copy], inbox=inbox).undo()
    finally:
        other.close()
    assert (folder / "one.yaml").read_bytes() == after
    curator.undo()
    assert (folder / "one.yaml").read_bytes() != after


def test_teaching_works_without_a_writable_inbox(open_base: OpenBase, folder: Path) -> None:
    curator = Curator(open_base, [folder], inbox=Inbox(Database(None)))
    curator.save(curator.plan_phrasing("lamp", "light where"))
    assert "light where" in (folder / "one.yaml").read_text()
    assert curator.last_step() == ""


def test_a_read_only_file_is_reported_when_planning(
    curator: Curator, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.record(Turn("zzyzx", "no_match"))
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(EditError, match=r"one\.yaml is read-only.* --faq"):
        curator.plan_phrasing("lamp", "light where")
    with pytest.raises(EditError, match=r"two\.yaml is read-only.* --faq"):
        curator.plan_draft("b", curator.waiting()[0].group)


def test_questions_to_another_base_are_not_listed(curator: Curator, tmp_path: Path) -> None:
    Inbox(Database(tmp_path / "state" / "records.sqlite"), "Other").record(Turn("zzyzx", "no_match"))
    assert curator.waiting() == []


def test_the_impact_lists_the_questions_that_change(curator: Curator, open_base: OpenBase) -> None:
    wording = "clearance of the opening"
    before = open_base.conversation().ask(wording, alone=True)
    planned = curator.plan_phrasing("door", wording)
    stages: list[str] = []
    impact = curator.impact(planned, lambda stage, share: stages.append(stage))
    curator.save(planned)
    open_base.refresh()
    after = open_base.conversation().ask(wording, alone=True)
    assert (before.entry, after.entry) == (None, "door")
    assert [(one.question, one.after.entries) for one in impact.changes] == [(wording, ("door",))]
    assert stages


def test_an_exception_in_the_progress_callback_cancels(curator: Curator) -> None:
    class Enough(Exception):
        pass

    def give_up(stage: str, share: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        curator.impact(curator.plan_phrasing("door", "clearance"), give_up)


def test_a_new_entry_belongs_to_the_section_of_the_nearest_one(curator: Curator, inbox: Inbox) -> None:
    inbox.record(Turn("the width of a door", "ambiguous"))
    inbox.record(Turn("qqq", "no_match"))
    near, far = sorted(grouped(inbox.questions()), key=lambda group: group.number)
    assert curator.section_for(near) == "b"
    assert curator.section_for(far) is None


def test_no_entry_is_proposed_for_a_question_in_another_language(curator: Curator, inbox: Inbox) -> None:
    inbox.record(curator.open_base.conversation().ask("Wo finde ich bitte die Tür?"))
    (waiting,) = curator.waiting()
    assert waiting.proposal is None
    assert circumstances(waiting.group).startswith("other language, ")


def test_a_rejected_entry_is_not_proposed_again(curator: Curator, inbox: Inbox) -> None:
    question = "the width of the door"
    inbox.record(Turn(question, "no_match"))
    assert curator.waiting()[0].proposal.entry == "door"  # type: ignore[union-attr]
    inbox.mark(Turn(question, "answered", entry="door"), Reason.WRONG)
    proposal = curator.waiting()[0].proposal
    assert proposal is None or proposal.entry != "door"


def test_formatting_a_group(inbox: Inbox) -> None:
    for start in ("", "so ", "and ", "but ", "or ", "then ", "so then "):
        inbox.record(Turn(f"{start}where is the lamp", "no_match", about="lamps"))
    (group,) = grouped(inbox.questions())
    assert other_wordings(group).endswith("; 1 more")
    assert circumstances(group).startswith("declined, about lamps, last asked 20")
    assert proposal_text(None) == "no similar entry"
    assert proposal_text(Proposal("a", "A?", 51.2)) == "similar to a: A? · 51"
    assert proposal_text(Proposal("a", "", 99.0, True)) == "now answered by a · 99"
