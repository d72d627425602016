"""The lines above the prompt: warnings at the start, and the errors of the base on disk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from assistant.errors import Problem
from assistant.sanitize import safe_line


class Banner(Static):
    """Shows warnings until the first question, and file, line and fix while the base on disk cannot be loaded."""

    def __init__(self) -> None:
        super().__init__(id="banner", markup=False)
        self.display = False
        self._noted = 0
        self.noting = False
        """Whether it shows warnings of the start."""

    def follow(self, warnings: Sequence[str]) -> None:
        """Show the warnings that have been added to a list since the last call."""
        new, self._noted = warnings[self._noted :], len(warnings)
        if new:
            self.note(name_files_once(new))

    def note(self, warnings: Sequence[str]) -> None:
        """Show warnings, one per line; hide them if there are none."""
        self.noting = self.display = bool(warnings)
        self.update(Content("\n").join(Content.styled(safe_line(one), "$second") for one in warnings))

    def show(self, problems: Sequence[Problem]) -> None:
        """Show the first problem and the number of others; hide the line if there are none."""
        self.display = bool(problems)
        if problems:
            self.noting = False
            first = problems[0]
            place = f"{first.path}:{first.line}:{first.column}" if first.line else first.path
            others = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            self.update(
                Content.assemble(
                    ("The base on disk is not used: ", "$error"),
                    (safe_line(place), "bold $error"),
                    (f": {safe_line(first.message)}. ", "$error"),
                    (safe_line(first.remedy) + others, "$quiet"),
                )
            )


def name_files_once(warnings: Sequence[str]) -> list[str]:
    """Return warnings, with the file of those that begin with ``path:line:column`` on a line of its own.

    >>> name_files_once(["a:1:2: wrong", "a:2:2: wrong"])
    ['a', '  1:2: wrong', '  2:2: wrong']
    """
    lines: list[str] = []
    named = ""
    for warning in warnings:
        place = re.match(r"(.+?):(?=\d+:\d+: )", warning)
        if place and place[1] != named:
            named = place[1]
            lines.append(named)
        lines.append(f"  {warning[place.end() :]}" if place else warning)
    return lines
