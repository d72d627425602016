"""Read questions from JSON: lists of objects, nested in groups or not, and schema.org ``FAQPage`` data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from assistant.importing import names
from assistant.importing.found import Found
from assistant.importing.html_markdown import to_markdown
from assistant.importing.names import plain_name

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_HTML = re.compile(r"<(?:/?[a-z][a-z0-9]*[\s/>]|!--)|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)


class _Object(dict[str, Any]):
    """A JSON object with the line where it starts."""

    line = 0


def read_json(text: str, found: Found, *, first_line: int = 1) -> None:
    """Read the questions of a JSON text; ``first_line`` is the line where the text starts in its file."""
    lines = _lines_of_objects(text, first_line)

    def as_object(pairs: list[tuple[str, Any]]) -> _Object:
        read = _Object(pairs)
        read.line = next(lines, first_line)
        return read

    try:
        _Reader(found).read(json.loads(text, object_pairs_hook=as_object), "", first_line)
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        found.fail(line, "syntax", f"not valid JSON: {error.msg}", "Correct the syntax.")
    except (RecursionError, ValueError):  # a number may have too many digits
        found.fail(first_line, "syntax", "the JSON is nested too deeply", "Check that it is an FAQ.")


def _lines_of_objects(text: str, first_line: int) -> Iterator[int]:
    """Yield the line of each object of a valid JSON text, in the order in which the objects end."""
    opened: list[int] = []
    line, at = first_line, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if match[0] == "{":
            opened.append(line)
        elif match[0] == "}" and opened:
            yield opened.pop()


class _Reader:
    """Walks through JSON values."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def read(self, value: object, section: str, line: int) -> None:
        """Read the questions in a value."""
        if isinstance(value, list):
            for item in value:
                if isinstance(item, str) and _is_list_of_questions(value):
                    remedy = 'Write {"question": …, "answer": …}.'
                    self.found.skip(line, "no-answer", "a text where an object is expected", remedy)
                self.read(item, section, line)
        elif isinstance(value, _Object):
            self.read_object(value, section)

    def read_object(self, value: _Object, section: str) -> None:
        keys = {plain_name(key): key for key in reversed(value)}
        question = _first_text(value, keys, names.QUESTION)
        nested = [inner for inner in value.values() if isinstance(inner, list | dict)]
        if _is_question(value, keys):
            answer_key = next((keys[name] for name in names.ANSWER if name in keys), None)
            answer = _answer(value[answer_key]) if answer_key is not None else ""
            named = _first_text(value, keys, names.SECTION)
            variants = [text for name in names.VARIANTS if name in keys for text in _texts(value[keys[name]])]
            id = _first_text(value, keys, names.ID)
            self.found.add(value.line, question, answer, variants, named or section, id)
            return
        if len(value) > 1 and not nested and value and all(isinstance(text, str) for text in value.values()):
            self.read_pairs(value, section)
            return
        title = question or _first_text(value, keys, names.SECTION)
        if "FAQPage" in _texts(value.get("@type")):
            self.found.title = self.found.title or title
            title = ""
        for inner in nested:
            self.read(inner, title or section, value.line)

    def read_pairs(self, value: _Object, section: str) -> None:
        """Read an object that has the questions as keys."""
        if not all(key.rstrip().endswith("?") for key in value):
            message = "an object without a question and an answer"
            self.found.skip(value.line, "no-question", message, 'Name them "question" and "answer".')
            return
        for question, answer in value.items():
            self.found.add(value.line, question, answer, (), section)


def _is_question(value: _Object, keys: dict[str, str]) -> bool:
    """Return whether an object is a question with or without an answer, not a group of questions."""
    if value.get("@type") == "Question":
        return True
    has_answer = any(name in keys and not _has_objects(value[keys[name]]) for name in names.ANSWER)
    if any(name in keys and isinstance(value[keys[name]], str) for name in ("question", "q")):
        return True
    return has_answer and any(name in keys and isinstance(value[keys[name]], str) for name in names.QUESTION)


def _has_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)


def _is_list_of_questions(value: list[Any]) -> bool:
    return any(isinstance(item, _Object) for item in value)


def _first_text(value: _Object, keys: dict[str, str], wanted: tuple[str, ...]) -> str:
    """Return the first non-empty text of the keys with these names."""
    texts = (value[keys[name]] for name in wanted if name in keys)
    return next((str(text) for text in texts if isinstance(text, str | int) and str(text).strip()), "")


def _texts(value: object) -> list[str]:
    """Return a text or a list of texts as a list."""
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _answer(value: object) -> str:
    """Return the text of an answer; that of a schema.org ``Answer`` may be HTML."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_answer, value)))
    if isinstance(value, dict):
        text = value.get("text", "")
        return (to_markdown(text) if _HTML.search(text) else text) if isinstance(text, str) else ""
    return value if isinstance(value, str) else ""
