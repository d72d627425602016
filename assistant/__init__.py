"""A question-and-answer assistant for the terminal: curated answers, matched offline, always with their source.

    >>> import assistant
    >>> chat = assistant.open()
    >>> chat.ask("when did it stop?").status
    'answered'

Importing the package loads nothing else; what is needed is loaded when it is first used.
"""

from __future__ import annotations

from assistant.version import VERSION as __version__

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    import os

    from assistant.conversation.conversation import Conversation

__all__ = ["__version__", "open"]


def open(path: str | os.PathLike[str] | None = None) -> Conversation:
    """A conversation with a base.

    Args:
        path: a file or a directory of YAML files; without it the bundled base. A base that is opened for the
            first time is fitted at once, which takes some seconds; from then on it opens in milliseconds.

    Raises:
        assistant.errors.BaseError: the base has problems; all of them are listed.
    """
    from pathlib import Path

    from assistant.conversation.library import Library

    return Library.open([Path(path)] if path is not None else None, wait_for_training=True).conversation()
