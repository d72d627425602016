"""Read questions from CSV and TSV files with a header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from assistant.base.problems import in_quotes
from assistant.importing import names
from assistant.importing.found import Found
from assistant.importing.names import plain_name

_DELIMITERS = ",;\t|"


class Columns:
    """The columns of a header by their use."""

    def __init__(self, header: Sequence[str]) -> None:
        plain = [plain_name(name) for name in header]
        self.count = len(header)
        self.question = _first(plain, names.QUESTION)
        self.answer = _first(plain, names.ANSWER)
        self.section = _first(plain, names.SECTION)
        self.id = _first(plain, names.ID)
        self.variants = [at for at, name in enumerate(plain) if name.rstrip("0123456789") in names.VARIANTS]

    @property
    def usable(self) -> bool:
        """Whether there are a question and an answer."""
        return self.question is not None and self.answer is not None

    def add(self, row: Sequence[str], line: int, found: Found, section: str = "") -> None:
        """Add the question of a row."""
        variants = [text for at in self.variants for text in split_variants(_cell(row, at))]
        named = _cell(row, self.section) or section
        question, answer = _cell(row, self.question), _cell(row, self.answer)
        found.add(line, question, answer, variants, named, _cell(row, self.id))


def _first(plain: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return the column with the first of the wanted names that occurs."""
    return next((plain.index(name) for name in wanted if name in plain), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def split_variants(text: str) -> list[str]:
    """Split a cell with several questions at line breaks or ``|``, otherwise at semicolons."""
    separator = r"\n|\|" if re.search(r"[\n|]", text) else ";"
    return [part.strip() for part in re.split(separator, text) if part.strip()]


def read_table(text: str, found: Found) -> None:
    """Read the questions of a CSV or TSV text. The header tells the delimiter."""
    lead = len(text) - len(text.lstrip("\n"))
    skipped = text.count("\n", 0, lead)
    text = text[lead:]
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        columns = Columns(header)
        if columns.usable:
            _read_rows(text, delimiter, columns, found, skipped)
            return
    remedy = "Name the columns question and answer in the first line."
    found.fail(skipped + 1, "no-header", "the header has no question and no answer", remedy)


def _read_rows(text: str, delimiter: str, columns: Columns, found: Found, skipped: int) -> None:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    last = 0
    try:
        for row in rows:
            line, last = last + 1, rows.line_num
            if line == 1 or not any(map(str.strip, row)):
                continue
            if len(row) > columns.count:
                message = f"the row has {len(row)} cells, but the header has {columns.count}"
                remedy = f"Put cells that contain {in_quotes(delimiter)} in double quotes."
                found.skip(skipped + line, "bad-row", message, remedy)
            else:
                columns.add(row, skipped + line, found)
    except csv.Error as error:
        remedy = "Correct the quotes; the rows from here on are not imported."
        found.fail(skipped + last + 1, "syntax", f"the row cannot be read: {error}", remedy)
