"""Turn the questions of several files into the sections and entries of one base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.base.cross_checks import phrasing_key
from assistant.base.model import Entry, Section
from assistant.base.problems import in_quotes
from assistant.base.schema import ID_PATTERN
from assistant.errors import Problem
from assistant.importing.found import Found, FoundQuestion, one_line
from assistant.importing.ids import unique_slug

DEFAULT_SECTION = "Frequently asked questions"
"""Section of questions outside of sections, in files without a title."""


class ImportedBase(NamedTuple):
    """What was imported."""

    title: str
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    places: tuple[str, ...]
    """The place of each entry in its file, for messages."""


def build(found: Sequence[Found]) -> tuple[ImportedBase, list[Problem]]:
    """Return the base, and the problems of questions that several files or places have."""
    questions, problems = _distinct([question for file in found for question in file.questions])
    problems += _share_phrasings(questions)
    title = next((file.title for file in found if file.title), "")
    rest = title or DEFAULT_SECTION
    sections: dict[str, Section] = {}
    for question in questions:
        name = question.section or rest
        if name not in sections:
            taken = {section.id for section in sections.values()}
            sections[name] = Section(unique_slug(name, "section", taken), name)
    entries: list[Entry] = []
    taken_ids: set[str] = set()
    for question in questions:
        id = question.id
        if not re.match(ID_PATTERN, id) or id.isdigit() or id in taken_ids:
            id = unique_slug(question.question, "question", taken_ids)
        taken_ids.add(id)
        section = sections[question.section or rest].id
        entries.append(Entry(id, question.question, question.answer, section, question.variants))
    places = tuple(question.place for question in questions)
    return ImportedBase(title or _name(found), tuple(sections.values()), tuple(entries), places), problems


def _name(found: Sequence[Found]) -> str:
    """Return a title from the name of the only file, or of the directory of the first one."""
    path = Path(found[0].path)
    name = path.name.partition(".")[0] if len(found) == 1 else path.absolute().parent.name
    words = one_line(re.sub(r"[-_]+", " ", name))
    return words[:1].upper() + words[1:] or DEFAULT_SECTION


def _distinct(questions: Sequence[FoundQuestion]) -> tuple[list[FoundQuestion], list[Problem]]:
    """Merge questions that occur twice with the same answer; report those with different answers."""
    kept: dict[str, FoundQuestion] = {}
    problems: list[Problem] = []
    for question in questions:
        key = phrasing_key(question.question)
        first = kept.setdefault(key, question)
        if first is question:
            continue
        if first.answer == question.answer:
            kept[key] = first._replace(variants=(*first.variants, *question.variants))
        else:
            message = f"{in_quotes(question.question)} has another answer at {first.place}"
            problems.append(_skipped(question, "duplicate-question", message, "Merge the two answers."))
    return list(kept.values()), problems


def _share_phrasings(questions: list[FoundQuestion]) -> list[Problem]:
    """Remove alternatives that belong to another question, or that occur twice."""
    owners = {phrasing_key(question.question): question for question in questions}
    problems: list[Problem] = []
    for at, question in enumerate(questions):
        variants: list[str] = []
        for variant in question.variants:
            owner = owners.get(phrasing_key(variant))
            if owner is None:
                owners[phrasing_key(variant)] = question
                variants.append(variant)
            elif owner.place != question.place or owner.question != question.question:
                message = f"{in_quotes(variant)} also belongs to {in_quotes(owner.question)} at {owner.place}"
                problems.append(
                    _skipped(question, "duplicate-phrasing", message, "Delete it from one of the two.")
                )
        questions[at] = question._replace(variants=tuple(variants))
    return problems


def _skipped(question: FoundQuestion, rule: str, message: str, remedy: str) -> Problem:
    return Problem(question.path, question.line, 1, rule, message, remedy, "warning")
