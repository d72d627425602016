"""Format an answer for ``--format``, in ``-q`` and ``show``."""

from __future__ import annotations

from assistant.conversation import wording
from assistant.conversation.export import as_format
from assistant.errors import UsageError
from assistant.terminal.output import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from assistant.conversation.open_base import OpenBase
    from assistant.conversation.turn import Turn

UNNAMED_SOURCE = "The base names no source to cite. Add source: with a citation or url to it."
NO_ANSWER = "There is no confident answer, so there is no source to cite."


def formatted(turn: Turn, format: str, open_base: OpenBase) -> list[str]:
    """Return the lines of an answer in a format.

    Returns:
        The lines; none for the citation of an answer without a source, which is reported on stderr.

    Raises:
        UsageError: The format is a citation, and the base names no source.
    """
    text = as_format(turn, format, open_base.source, open_base.title)
    if text:
        return text.split("\n")
    if not any(open_base.source):
        raise UsageError(UNNAMED_SOURCE)
    note(NO_ANSWER if turn.answer is None else wording.NO_SOURCE)
    return []
