"""Ask the user before a change that has drawbacks is saved."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.terminal.output import is_terminal, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.terminal.output import Output


def can_ask(out: Output) -> bool:
    """Return whether the user can be asked: input and output are a terminal."""
    return out.tty and is_terminal(sys.stdin)


def confirmed(drawbacks: Sequence[str], out: Output) -> bool:
    """Return whether to save a change. Without drawbacks, or if the user cannot be asked, it is saved.

    Args:
        drawbacks: What speaks against saving, one sentence each.
        out: Where the change was shown.
    """
    if not drawbacks or not can_ask(out):
        return True
    note(f"{' '.join(drawbacks)} Save anyway? (y/N)")
    if sys.stdin.readline().strip().casefold() in ("y", "yes"):
        return True
    note("Not saved.")
    return False
