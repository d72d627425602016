"""The published schema and the checks are one: they come to the same verdict on everything."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from assistant.base.model import Base, BaseSettings, Entry, Section, Source
from assistant.base.nodes import plain
from assistant.base.problems import ProblemReport
from assistant.base.reader import Budget, read_document
from assistant.base.schema import (
    BASE,
    ENTRY,
    SCHEMA_FILE,
    SECTION,
    SETTINGS,
    SOURCE,
    json_schema,
    schema_text,
)
from assistant.base.validation import Checker

jsonschema = pytest.importorskip("jsonschema")

ENTRY_TEXT = {"id": "one", "section": "a", "question": "q", "answer": "x"}


def verdicts(base: object) -> tuple[bool, bool]:
    """Whether the checks, and whether the schema, have nothing against a base."""
    report = ProblemReport()
    document = read_document(json.dumps(base).encode(), "faq.yaml", report, Budget())
    assert not report.problems
    Checker("faq.yaml", report).check(document.root, document.mark, BASE)
    validator = jsonschema.Draft202012Validator(json_schema())
    return not report.problems, validator.is_valid(plain(document.root))


def test_the_shipped_schema_is_the_generated_one():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run python -m assistant.base.schema"


def test_running_the_module_writes_the_schema(monkeypatch):
    written = {}
    monkeypatch.setattr(Path, "write_text", lambda path, text, **_: written.update({path.name: text}))
    runpy.run_path(str(SCHEMA_FILE.with_suffix(".py")), run_name="__main__")
    assert written == {"schema.json": schema_text()}


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    ("shape", "model"),
    [(ENTRY, Entry), (SECTION, Section), (SETTINGS, BaseSettings), (SOURCE, Source), (BASE, Base)],
)
def test_keys_are_the_fields_of_the_model(shape, model):
    assert set(shape.keys) == set(model._fields)


@pytest.mark.parametrize(
    "base",
    [
        {},
        {"title": "T"},
        {"title": " "},
        {"title": ["T"]},
        {"titel": "T"},
        {"source": {"url": "u", "citation": "c"}},
        {"source": {"page": "1"}},
        {"source": "u"},
        {"sections": []},
        {"sections": [{"id": "a", "title": "A", "locator": "1", "summary": "s"}]},
        {"sections": [{"id": "A", "title": "A"}]},
        {"sections": [{"id": "a b", "title": "A"}]},
        {"sections": [{"id": "a"}]},
        {"sections": {"id": "a", "title": "A"}},
        {"synonyms": [["a", "b"], []]},
        {"synonyms": ["a", "b"]},
        {"synonyms": [["a", ""]]},
        {"decoys": ["a"]},
        {"decoys": "a"},
        {"decoys": [{}]},
        {"settings": {"threshold": "60", "margin": "8.5"}},
        {"settings": {"threshold": "100.0"}},
        {"settings": {"threshold": "100.1"}},
        {"settings": {"threshold": "-1"}},
        {"settings": {"threshold": "no"}},
        {"settings": {"margin": ""}},
        {"settings": []},
        {"entries": [ENTRY_TEXT]},
        {"entries": [{**ENTRY_TEXT, "variants": ["a"], "related": ["b"], "tags": [], "quote": "q"}]},
        {"entries": [{**ENTRY_TEXT, "variants": "a"}]},
        {"entries": [{**ENTRY_TEXT, "variants": [["a"]]}]},
        {"entries": [{**ENTRY_TEXT, "kind": "small_talk"}]},
        {"entries": [{**ENTRY_TEXT, "kind": "chat"}]},
        {"entries": [{**ENTRY_TEXT, "anwser": "a"}]},
        {"entries": [{"id": "a", "question": "q", "answer": "a"}]},
        {"entries": [{"id": "a", "question": "q", "answer": "a", "kind": "small_talk"}]},
        {"entries": [{"id": "a", "question": "q", "answer": "a", "kind": "answer"}]},
        {"entries": ["text"]},
        {"entries": "text"},
    ],
)
def test_schema_and_checks_agree(base):
    by_checks, by_schema = verdicts(base)
    assert by_checks == by_schema


def test_an_editor_accepts_what_looks_like_numbers_and_truth():
    validator = jsonschema.Draft202012Validator(json_schema())
    entry = {"id": 2010, "section": True, "question": 1.10, "answer": False, "variants": [1, 2.5]}
    assert validator.is_valid({"title": 1, "entries": [entry], "settings": {"threshold": 60, "margin": 8.5}})
    assert not validator.is_valid({"settings": {"threshold": 101}})
    assert not validator.is_valid({"title": None})
