"""The line above the prompt while the base on disk has errors."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from assistant.errors import Problem
from assistant.sanitize import safe_line


class Banner(Static):
    """Shows file, line and fix while the base on disk cannot be loaded."""

    def __init__(self) -> None:
        super().__init__(id="banner", markup=False)
        self.display = False

    def show(self, problems: Sequence[Problem]) -> None:
        """Show the first problem and the number of others; hide the line if there are none."""
        self.display = bool(problems)
        if problems:
            first = problems[0]
            place = f"{first.path}:{first.line}:{first.column}" if first.line else first.path
            others = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            self.update(
                Content.assemble(
                    ("The base on disk is not used: ", "$error"),
                    (safe_line(place), "bold $error"),
                    (f" {safe_line(first.message)}. ", "$error"),
                    (safe_line(first.remedy) + others, "$quiet"),
                )
            )
