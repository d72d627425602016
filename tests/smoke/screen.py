"""What a terminal shows after some output: just enough of one to read the chat's screen.

Output of a full-screen program cannot be searched as it is: escape sequences and cursor movements split the
words. A terminal emulator from a package would do, but the smoke test runs where only the program is installed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import accumulate

SEQUENCE = re.compile(
    r"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[0-9;:]*)[ -/]*(?P<final>[@-~])"  # CSI
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # OSC, DCS, SOS, PM and APC
    r"|\x1b[ -/]*[0-~]",  # the short ones
    re.DOTALL,
)
UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_](?:(?!\x07|\x1b\\).)*|[ -/]*)\Z", re.DOTALL)
"""The start of a sequence whose rest has not been read yet."""

ALTERNATE_SCREEN = 1049
CURSOR = 25
AUTOMATIC_WRAP = 7
ON_FROM_THE_START = (CURSOR, AUTOMATIC_WRAP)


class Screen:
    """A grid of characters and background colors, and the terminal's modes.

    Understands cursor movement, erasing, background colors and private modes; skips every other sequence.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.modes: dict[int, bool] = dict.fromkeys(ON_FROM_THE_START, True)
        """The private modes that are known, by number: the cursor, the mouse, pasting and so on."""
        self._rest = ""
        self._background = ""
        self._row = self._column = 0
        self._clear()

    def resize(self, width: int, height: int) -> None:
        """Cut or extend the screen; its text stays where it is."""
        self._text = _resized(self._text, width, height, " ")
        self._color = _resized(self._color, width, height, "")
        self.width, self.height = width, height
        self._move(self._row, self._column)

    def feed(self, text: str) -> None:
        """Show output; a sequence may be split between two calls."""
        text = self._rest + text
        unfinished = UNFINISHED.search(text)
        self._rest = unfinished[0] if unfinished else ""
        text = text[: len(text) - len(self._rest)]
        end = 0
        for found in SEQUENCE.finditer(text):
            self._write(text[end : found.start()])
            end = found.end()
            if found["final"]:
                self._control(found["private"], found["numbers"], found["final"])
        self._write(text[end:])

    @property
    def rows(self) -> list[str]:
        """The text of each row, without trailing spaces."""
        return ["".join(row).rstrip() for row in self._text]

    @property
    def words(self) -> str:
        """All text with single spaces, so that a line break or a gap does not matter to a search."""
        return " ".join(" ".join(self.rows).split())

    @property
    def changed_modes(self) -> list[int]:
        """The private modes that are not as they are in a new terminal."""
        return [mode for mode, on in self.modes.items() if on is not (mode in ON_FROM_THE_START)]

    @property
    def background(self) -> str:
        """The background color of most cells, as the parameters that set it; empty for the default."""
        return Counter(color for row in self._color for color in row).most_common(1)[0][0]

    def find(self, words: str) -> tuple[int, int] | None:
        """Return column and row of some words, in any case; ``None`` when they are not on one row."""
        wanted = words.casefold()
        for number, row in enumerate(self._text):
            before, found, _ = "".join(row).casefold().partition(wanted)
            if found:
                ends = accumulate(map(len, row))  # the second cell of a wide character holds nothing
                return next(column for column, end in enumerate(ends) if end > len(before)), number
        return None

    def __str__(self) -> str:
        return "\n".join(self.rows).strip("\n")

    def _clear(self) -> None:
        self._text = [[" "] * self.width for _ in range(self.height)]
        self._color = [[""] * self.width for _ in range(self.height)]

    def _write(self, text: str) -> None:
        for character in text:
            if character == "\r":
                self._column = 0
            elif character == "\n":
                self._line_feed()
            elif character == "\b":
                self._column = max(0, self._column - 1)
            elif character >= " ":
                self._put(character)

    def _put(self, character: str) -> None:
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            return
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > self.width:
            return
        if self._column + width > self.width:
            self._column = 0
            self._line_feed()
        for offset, part in enumerate((character, "")[:width]):
            self._text[self._row][self._column + offset] = part
            self._color[self._row][self._column + offset] = self._background
        self._column += width

    def _line_feed(self) -> None:
        if self._row < self.height - 1:
            self._row += 1
            return
        self._text = [*self._text[1:], [" "] * self.width]
        self._color = [*self._color[1:], [""] * self.width]

    def _control(self, private: str, parameters: str, final: str) -> None:
        numbers = [int(number or 0) for number in parameters.replace(":", ";").split(";")]
        if private == "?" and final in "hl":
            self._set_modes(numbers, final == "h")
        elif private:
            return
        elif final == "m":
            self._select_background(numbers)
        elif final in "Hf":
            row, column = (*numbers, 0)[:2]
            self._move(max(row, 1) - 1, max(column, 1) - 1)
        elif final in "ABCDEFGd":
            self._move_by(final, max(numbers[0], 1))
        elif final in "JKX":
            self._erase(final, numbers[0])

    def _set_modes(self, numbers: list[int], on: bool) -> None:
        for number in numbers:
            self.modes[number] = on
            if number == ALTERNATE_SCREEN:
                self._clear()

    def _select_background(self, numbers: list[int]) -> None:
        at = 0
        while at < len(numbers):
            number = numbers[at]
            length = (
                {5: 3, 2: 5}.get(numbers[at + 1], 1) if number in (38, 48) and at + 1 < len(numbers) else 1
            )
            if number in (0, 49):
                self._background = ""
            elif number == 48 or 40 <= number <= 47 or 100 <= number <= 107:
                self._background = ";".join(map(str, numbers[at : at + length]))
            at += length

    def _move(self, row: int, column: int) -> None:
        self._row = min(max(row, 0), self.height - 1)
        self._column = min(max(column, 0), self.width - 1)

    def _move_by(self, final: str, count: int) -> None:
        row, column = self._row, self._column
        places = {
            "A": (row - count, column),
            "B": (row + count, column),
            "C": (row, column + count),
            "D": (row, column - count),
            "E": (row + count, 0),
            "F": (row - count, 0),
            "G": (row, count - 1),
            "d": (count - 1, column),
        }
        self._move(*places[final])

    def _erase(self, final: str, number: int) -> None:
        here = self._row * self.width + self._column
        if final == "X":
            start, end = here, here + max(number, 1)
        elif final == "K":
            line = self._row * self.width
            start, end = ((here, line + self.width), (line, here + 1), (line, line + self.width))[number]
        else:
            whole = self.width * self.height
            start, end = ((here, whole), (0, here + 1), (0, whole), (0, 0))[number]
        for place in range(start, min(end, self.width * self.height)):
            row, column = divmod(place, self.width)
            self._text[row][column] = " "
            self._color[row][column] = self._background


def _resized(rows: list[list[str]], width: int, height: int, empty: str) -> list[list[str]]:
    kept = [[*row[:width], *[empty] * (width - len(row))] for row in rows[:height]]
    return kept + [[empty] * width for _ in range(height - len(kept))]


def is_light(background: str) -> bool:
    """Return whether a 24-bit background color is nearer to white than to black."""
    numbers = [int(number) for number in background.split(";") if number]
    return numbers[:2] == [48, 2] and sum(numbers[2:5]) > 3 * 128
