"""The prompt of plain mode at a terminal, which announces what happens while it waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from assistant.conversation.slash_commands import complete
from assistant.plain.session import YOU
from assistant.terminal.output import note

RECALLED = 500
"""Number of earlier questions available with the arrow keys."""


class LinePrompt:
    """Reads lines with line editing and history where readline is available."""

    def __init__(self) -> None:
        self._waiting = False
        self._typed: Callable[[], str] = str
        """Returns what has been typed so far."""

    def lines(self, earlier: list[str]) -> Iterator[str]:
        """Yield the typed lines.

        Args:
            earlier: Questions to recall, newest last.
        """
        try:
            import readline
        except ImportError:
            pass
        else:
            for text in earlier[-RECALLED:]:
                readline.add_history(text.replace("\n", " "))
            readline.set_completer_delims("")
            readline.set_completer(_complete)
            readline.parse_and_bind("tab: complete")
            self._typed = readline.get_line_buffer
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        while True:
            self._waiting = True
            try:
                line = input(YOU)
            except EOFError:
                print()
                return
            finally:
                self._waiting = False
            yield line

    def announce(self, text: str) -> None:
        """Write a message to stderr; at the prompt, on a line of its own, and then the prompt again."""
        if not self._waiting:
            note(f"assistant: {text}")
            return
        note(f"\nNotice: {text}")
        print(f"{YOU}{self._typed()}", end="", flush=True)


def _complete(typed: str, state: int) -> str | None:
    """Complete a slash command, for the Tab key."""
    names = [f"/{command.name}" for command in complete(typed, "plain")]
    return names[state] if state < len(names) else None
