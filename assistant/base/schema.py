"""The keys a base may have: one definition, from which files are checked and the JSON Schema is made.

Editors show the schema's words while somebody types, and ``check`` reports by the same definition, so the two
cannot come to differ. Run ``python -m assistant.base.schema`` to write ``schema.json`` anew after a change.
"""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from assistant.base.model import KINDS

ID_PATTERN = r"^[a-z0-9._-]+$"
PERCENT_PATTERN = r"^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)$"
SCHEMA_FILE = Path(__file__).with_name("schema.json")


class Form(Enum):
    """What may stand behind a key."""

    TEXT = "a text"
    ID = "an id"
    KIND = "a kind"
    PERCENT = "a number from 0 to 100"
    TEXTS = "a list of texts"
    GROUPS = "a list of lists of texts"
    TABLE = "a table of keys"
    TABLES = "a list of tables of keys"


class Key(NamedTuple):
    """One key and what may stand behind it."""

    name: str
    form: Form
    about: str
    """One line for the person who writes it."""
    required: bool = False
    inner: Shape | None = None
    """The keys of a table, or of each table of a list."""


class Shape(NamedTuple):
    """The keys of one kind of table."""

    name: str
    """What a message calls it."""
    keys: dict[str, Key]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the keys that may not be missing."""
        return tuple(key.name for key in self.keys.values() if key.required)


def _shape(name: str, *keys: Key) -> Shape:
    return Shape(name, {key.name: key for key in keys})


SOURCE = _shape(
    "source",
    Key("citation", Form.TEXT, "How to cite the source."),
    Key("url", Form.TEXT, "Where the source is to be found."),
)
SECTION = _shape(
    "section",
    Key("id", Form.ID, "Name of the section; entries refer to it.", required=True),
    Key("title", Form.TEXT, "Title as people read it.", required=True),
    Key("locator", Form.TEXT, "Where in the source the section is, in words."),
    Key("summary", Form.TEXT, "One line in your own words."),
)
ENTRY = _shape(
    "entry",
    Key("id", Form.ID, "Name of the entry, unique in the whole base.", required=True),
    Key("section", Form.TEXT, "Id of the section it belongs to; only small_talk may go without."),
    Key("locator", Form.TEXT, "Where in the source the answer is, when narrower than the section's."),
    Key("question", Form.TEXT, "The question in its best wording.", required=True),
    Key("variants", Form.TEXTS, "Other wordings of the same question, as people would type them."),
    Key("answer", Form.TEXT, "The answer, in Markdown.", required=True),
    Key("quote", Form.TEXT, "A few words found verbatim in the source."),
    Key("related", Form.TEXTS, "Ids of entries to offer after the answer."),
    Key("kind", Form.KIND, "answer (the default), not_in_source or small_talk."),
    Key("tags", Form.TEXTS, "Words of your own for finding entries."),
)
SETTINGS = _shape(
    "settings",
    Key("threshold", Form.PERCENT, "Lowest score that is answered; follows from the base when left out."),
    Key("margin", Form.PERCENT, "Least lead over the second; follows from the base when left out."),
)
BASE = _shape(
    "base",
    Key("title", Form.TEXT, "What the base is about."),
    Key("language", Form.TEXT, "Language of the texts, such as en."),
    Key("source", Form.TABLE, "Where the answers come from.", inner=SOURCE),
    Key("sections", Form.TABLES, "The parts of the source.", inner=SECTION),
    Key("synonyms", Form.GROUPS, "Groups of words that mean the same in this base."),
    Key("entries", Form.TABLES, "Questions with their answers.", inner=ENTRY),
    Key("decoys", Form.TEXTS, "Questions in the base's own words that it must not answer."),
    Key("settings", Form.TABLE, "What to answer and what not.", inner=SETTINGS),
)
REQUIRED_OF_BASE = ("title", "sections", "entries")
"""Needed somewhere in a base: of its files, each may leave them to another."""

_TEXT: dict[str, object] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_FORMS: dict[Form, dict[str, object]] = {
    Form.TEXT: _TEXT,
    Form.ID: {"type": ["string", "integer"], "pattern": ID_PATTERN, "minimum": 0},
    Form.KIND: {"enum": list(KINDS)},
    Form.PERCENT: {"type": ["number", "string"], "minimum": 0, "maximum": 100, "pattern": PERCENT_PATTERN},
    Form.TEXTS: {"type": "array", "items": _TEXT},
    Form.GROUPS: {"type": "array", "items": {"type": "array", "items": _TEXT}},
}
"""Simple forms in JSON Schema. An editor reads a bare 1.10 as a number; here it is a text all the same."""


def json_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of one base file."""
    head: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Question base",
        "description": "Questions with curated answers; every scalar is read as the text that was typed.",
    }
    return head | _table(BASE)


def schema_text() -> str:
    """The schema as it is shipped."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _table(shape: Shape) -> dict[str, object]:
    schema: dict[str, object] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _property(key) for key in shape.keys.values()},
    }
    if shape.required:
        schema["required"] = list(shape.required)
    if shape is ENTRY:
        schema["if"] = {"not": {"properties": {"kind": {"const": "small_talk"}}, "required": ["kind"]}}
        schema["then"] = {"required": ["section"]}
    return schema


def _property(key: Key) -> dict[str, object]:
    about: dict[str, object] = {"description": key.about}
    if key.inner is None:
        return about | _FORMS[key.form]
    if key.form is Form.TABLE:
        return about | _table(key.inner)
    return about | {"type": "array", "items": _table(key.inner)}


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
