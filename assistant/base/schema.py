"""The keys of a base: one definition for checking files and for the JSON Schema that editors use.

After a change, run ``python -m assistant.base.schema`` to regenerate ``schema.json``.
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


class ValueType(Enum):
    """The type of a value."""

    TEXT = "a text"
    ID = "an id"
    KIND = "a kind"
    PERCENT = "a number from 0 to 100"
    TEXTS = "a list of texts"
    GROUPS = "a list of lists of texts"
    TABLE = "a table of keys"
    TABLES = "a list of tables of keys"


class Field(NamedTuple):
    """A key and its value."""

    name: str
    type: ValueType
    about: str
    """One line of help for curators."""
    required: bool = False
    inner: TableSchema | None = None
    """The keys of a table, or of each table of a list."""


class TableSchema(NamedTuple):
    """The keys of a table."""

    name: str
    """Name in messages."""
    keys: dict[str, Field]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the required keys."""
        return tuple(key.name for key in self.keys.values() if key.required)


def _table_schema(name: str, *keys: Field) -> TableSchema:
    return TableSchema(name, {key.name: key for key in keys})


SOURCE = _table_schema(
    "source",
    Field("citation", ValueType.TEXT, "How to cite the source."),
    Field("url", ValueType.TEXT, "Web address of the source."),
)
SECTION = _table_schema(
    "section",
    Field("id", ValueType.ID, "Name of the section; entries refer to it.", required=True),
    Field("title", ValueType.TEXT, "Title as users see it.", required=True),
    Field("locator", ValueType.TEXT, "Where in the source the section is, in words."),
    Field("summary", ValueType.TEXT, "One line in your own words."),
)
ENTRY = _table_schema(
    "entry",
    Field("id", ValueType.ID, "Name of the entry, unique in the whole base.", required=True),
    Field("section", ValueType.TEXT, "Id of the section it belongs to; only small_talk may omit it."),
    Field(
        "locator",
        ValueType.TEXT,
        "Where in the source the answer is, if more precise than the section's locator.",
    ),
    Field("question", ValueType.TEXT, "The question in its best wording.", required=True),
    Field("variants", ValueType.TEXTS, "Other wordings of the same question, as people would type them."),
    Field("answer", ValueType.TEXT, "The answer, in Markdown.", required=True),
    Field("quote", ValueType.TEXT, "A few words found verbatim in the source."),
    Field("related", ValueType.TEXTS, "Ids of entries to offer after the answer."),
    Field("kind", ValueType.KIND, "answer (the default), not_in_source or small_talk."),
    Field("tags", ValueType.TEXTS, "Your own keywords for finding entries."),
)
SETTINGS = _table_schema(
    "settings",
    Field(
        "threshold",
        ValueType.PERCENT,
        "Lowest score (0-100) that is answered; derived from the base if omitted.",
    ),
    Field(
        "margin",
        ValueType.PERCENT,
        "Smallest lead (0-100) over the second candidate; derived from the base if omitted.",
    ),
)
BASE = _table_schema(
    "base",
    Field("title", ValueType.TEXT, "What the base is about."),
    Field("language", ValueType.TEXT, "Language of the texts, such as en."),
    Field("source", ValueType.TABLE, "Where the answers come from.", inner=SOURCE),
    Field("sections", ValueType.TABLES, "The parts of the source.", inner=SECTION),
    Field("synonyms", ValueType.GROUPS, "Groups of words with the same meaning in this base."),
    Field("entries", ValueType.TABLES, "Questions with their answers.", inner=ENTRY),
    Field("decoys", ValueType.TEXTS, "Questions that use words of the base but must not be answered."),
    Field("settings", ValueType.TABLE, "When to answer a question.", inner=SETTINGS),
)
REQUIRED_OF_BASE = ("title", "sections", "entries")
"""Keys that a base must have, each in at least one of its files."""

_TEXT: dict[str, object] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_TYPES: dict[ValueType, dict[str, object]] = {
    ValueType.TEXT: _TEXT,
    ValueType.ID: {"type": ["string", "integer"], "pattern": ID_PATTERN, "minimum": 0},
    ValueType.KIND: {"enum": list(KINDS)},
    ValueType.PERCENT: {
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": 100,
        "pattern": PERCENT_PATTERN,
    },
    ValueType.TEXTS: {"type": "array", "items": _TEXT},
    ValueType.GROUPS: {"type": "array", "items": {"type": "array", "items": _TEXT}},
}
"""The simple types in JSON Schema. A bare 1.10 is a number to an editor, but a text here, so both are valid."""


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a base file."""
    head: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Question base",
        "description": "Questions with curated answers; every scalar is read as the text that was typed.",
    }
    return head | _table(BASE)


def schema_text() -> str:
    """Return the text of ``schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _table(table: TableSchema) -> dict[str, object]:
    schema: dict[str, object] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _property(key) for key in table.keys.values()},
    }
    if table.required:
        schema["required"] = list(table.required)
    if table is ENTRY:
        schema["if"] = {"not": {"properties": {"kind": {"const": "small_talk"}}, "required": ["kind"]}}
        schema["then"] = {"required": ["section"]}
    return schema


def _property(key: Field) -> dict[str, object]:
    description: dict[str, object] = {"description": key.about}
    if key.inner is None:
        return description | _TYPES[key.type]
    if key.type is ValueType.TABLE:
        return description | _table(key.inner)
    return description | {"type": "array", "items": _table(key.inner)}


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
