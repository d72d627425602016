"""Importing into a directory again updates answers and keeps everything else, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.base.loader import load_base
from assistant.errors import BaseError, EditError, OutputError
from assistant.importing.building import ImportedBase, build
from assistant.importing.found import Found
from assistant.importing.merging import Plan, carry_out, plan_import


def imported(
    *questions: tuple[str, str], section: str = "Use", variants: tuple[str, ...] = ()
) -> ImportedBase:
    found = Found("FAQ.md")
    found.title = "My FAQ"
    for line, (question, answer) in enumerate(questions, 1):
        found.add(line, question, answer, variants, section)
    return build([found])[0]


def bring(folder: Path, base: ImportedBase) -> Plan:
    plan = plan_import(folder, base, "faq", "FAQ.md")
    carry_out(plan)
    load_base([folder])
    return plan


CURATED = """\
# my base
title: My own title
language: en
sections:
  - id: use
    title: How to use it   # renamed
synonyms:
  - [run, start]
entries:
  - id: why
    section: use
    question: Why, in my words?
    variants:
      - what for  # mine
      - Why?
    related: [own]
    answer: old   # remember
    tags: [start]

  - {id: how, section: use, question: How?, answer: 'old one'}
  - id: own
    section: use
    question: My own question?
    answer: >-
      Mine,
      folded.
  - id: who
    section: use
    question: Who?
    answer: |
      old

      text


decoys:
  - which train
"""


def test_a_new_directory_is_created(tmp_path: Path) -> None:
    plan = bring(tmp_path / "a" / "b", imported(("Why?", "x"), ("How?", "y\n\nz")))
    assert plan.added == ("why", "how")
    base = load_base([tmp_path / "a" / "b"]).base
    assert base.title == "My FAQ"
    assert [(entry.id, entry.answer) for entry in base.entries] == [("why", "x"), ("how", "y\n\nz")]


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    base = imported(("Why?", "x"), ("How?", "y\n\n    z"))
    bring(tmp_path, base)
    before = (tmp_path / "faq.yaml").read_bytes()
    plan = bring(tmp_path, base)
    assert (plan.edits, plan.new_file, plan.added, plan.updated, plan.unchanged) == ((), None, (), (), 2)
    assert (tmp_path / "faq.yaml").read_bytes() == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_answers_change(tmp_path: Path, newline: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(CURATED.replace("\n", newline).encode())
    before = load_base([tmp_path]).base
    plan = bring(tmp_path, imported(("Why?", "new: a\nb"), ("How?", "it's {new}"), ("Who?", "new\n\n- text")))
    assert (plan.added, plan.updated, plan.unchanged) == ((), ("why", "how", "who"), 0)
    after = load_base([tmp_path]).base
    answers = {"why": "new: a\nb", "how": "it's {new}", "who": "new\n\n- text"}
    expected = (e._replace(answer=answers.get(e.id, e.answer)) for e in before.entries)
    assert after == before._replace(entries=tuple(expected))
    old = file.read_bytes().decode().split(newline)
    assert [line for line in CURATED.split("\n") if line not in old] == [
        "    answer: old   # remember",
        "  - {id: how, section: use, question: How?, answer: 'old one'}",
        "    answer: |",
        "      old",
        "      text",
    ]
    assert '    answer: "new: a\\nb"   # remember' in old


def test_an_entry_whose_question_was_reworded_is_found_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(CURATED.replace("      - Why?\n", ""))
    plan = bring(tmp_path, imported(("Why?", "new")))
    assert (plan.added, plan.updated) == ((), ("why",))
    entry = load_base([tmp_path]).base.entries[0]
    assert (entry.question, entry.variants) == ("Why, in my words?", ("what for", "Why?"))


def test_a_question_that_the_faq_reworded_is_found_by_its_alternatives(tmp_path: Path) -> None:
    bring(tmp_path, imported(("Why?", "x"), ("How?", "y")))
    plan = bring(tmp_path, imported(("What is the reason?", "z"), variants=("Why?",)))
    assert (plan.added, plan.updated) == ((), ("why",))
    entry = load_base([tmp_path]).base.entries[0]
    assert (entry.question, entry.variants, entry.answer) == ("Why?", ("What is the reason?",), "z")


def test_new_questions_are_added_to_the_imported_file(tmp_path: Path) -> None:
    bring(tmp_path, imported(("Why?", "x"), ("How?", "y\n\nz")))
    before = (tmp_path / "faq.yaml").read_text()
    plan = bring(tmp_path, imported(("Why?", "x"), ("When?", "now\n\nor so"), section="Buy"))
    assert plan.added == ("when",)
    after = (tmp_path / "faq.yaml").read_text()
    assert after == before.replace("    title: Use\n", "    title: Use\n  - id: buy\n    title: Buy\n") + (
        "\n  - id: when\n    section: buy\n    question: When?\n    answer: |-\n      now\n\n      or so\n"
    )


def test_new_questions_go_to_a_new_file_if_there_is_no_imported_one(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(CURATED)
    plan = bring(tmp_path, imported(("When?", "now")))
    assert (tmp_path / "mine.yaml").read_text() == CURATED
    assert plan.new_file == tmp_path / "faq.yaml"
    assert load_base([tmp_path]).base.entries[0] == load_base([tmp_path]).base.entries[0]._replace(
        id="when", section="use", answer="now"
    )


@pytest.mark.parametrize(
    "layout",
    [
        "title: T\nsections: [{id: use, title: Use}]\nentries: [{id: a, section: use, question: A?, answer: x}]\n",
        "{title: T, sections: [{id: use, title: Use}], entries: [{id: a, section: use, question: A?, answer: x}]}\n",
        "title: T\nsections:\n- id: use\n  title: Use\nentries:\n- id: a\n  section: use\n  question: A?\n  answer: x",
        "entries:\n-\n  id: a\n  section: use\n  question: A?\n  answer: |+\n    x\n\n\n"
        "sections:\n- {id: use, title: Use}\ntitle: T\n",
    ],
)
def test_additions_work_in_any_layout(tmp_path: Path, layout: str) -> None:
    (tmp_path / "faq.yaml").write_text(layout)
    plan = bring(tmp_path, imported(("A?", "new\ntext"), ("B?", "y"), section="Other"))
    assert (plan.added, plan.updated) == (("b",), ("a",))
    base = load_base([tmp_path]).base
    assert {entry.id: entry.answer for entry in base.entries} == {"a": "new\ntext", "b": "y"}
    assert {section.title for section in base.sections} == {"Use", "Other"}


def test_alternatives_of_the_faq_are_added_and_those_of_the_curator_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(CURATED)
    plan = bring(tmp_path, imported(("Why?", "old"), variants=("How come?", "WHAT FOR", "Who")))
    assert plan.updated == ("why",)
    entry = load_base([tmp_path]).base.entries[0]
    assert entry.variants == ("what for", "Why?", "How come?")
    assert "      - what for  # mine\n" in (tmp_path / "mine.yaml").read_text()


def test_questions_that_the_curator_merged_stay_merged(tmp_path: Path) -> None:
    merged = CURATED.replace("      - Why?\n", "      - Why?\n      - What is it for?\n")
    (tmp_path / "mine.yaml").write_text(merged)
    plan = bring(tmp_path, imported(("Why?", "new"), ("What is it for?", "other")))
    assert (plan.added, plan.updated) == ((), ("why",))
    [problem] = plan.problems
    assert (problem.path, problem.line, problem.rule) == ("FAQ.md", 2, "not-updated")
    assert '"why"' in problem.message


def test_an_answer_that_an_alias_shares_is_left_alone(tmp_path: Path) -> None:
    text = CURATED.replace("answer: old   #", "answer: &a old   #").replace(
        "answer: 'old one'", "answer: *a "
    )
    (tmp_path / "mine.yaml").write_text(text)
    plan = bring(tmp_path, imported(("Why?", "new"), ("How?", "new"), ("Who?", "new")))
    assert plan.updated == ("who",)
    assert [problem.rule for problem in plan.problems] == ["not-updated", "not-updated"]


def test_a_broken_base_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(CURATED + "entrys: []\n")
    with pytest.raises(BaseError, match="unknown key"):
        plan_import(tmp_path, imported(("Why?", "new")), "faq", "FAQ.md")


def test_a_file_that_changes_in_between_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(CURATED)
    plan = plan_import(tmp_path, imported(("Why?", "new")), "faq", "FAQ.md")
    (tmp_path / "mine.yaml").write_text(CURATED + "# more\n")
    with pytest.raises(EditError, match="has changed"):
        carry_out(plan)
    plan = plan_import(tmp_path, imported(("When?", "new")), "faq", "FAQ.md")
    (tmp_path / "faq.yaml").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"):
        carry_out(plan)
    assert (tmp_path / "faq.yaml").read_text() == "mine"
