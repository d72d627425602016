"""A question-and-answer assistant for the terminal: curated answers, matched offline, always with their source.

    >>> import assistant
    >>> chat = assistant.open()
    >>> chat.ask("when did it stop?").status
    'answered'

Importing the package is cheap: its modules are loaded on first use.
"""

from __future__ import annotations

from assistant.version import VERSION as __version__

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    import os

    from assistant.conversation.conversation import Conversation

__all__ = ["__version__", "open"]


def open(path: str | os.PathLike[str] | None = None) -> Conversation:
    """Start a conversation about a base.

    Args:
        path: A file or a directory of YAML files; the bundled base by default. The first time a base is opened, its
            index is built and trained, which takes some seconds; from then on it opens in milliseconds.

    Raises:
        assistant.errors.BaseError: The base has problems; the error lists all of them.
    """
    from pathlib import Path

    from assistant.conversation.open_base import OpenBase

    return OpenBase.open([Path(path)] if path is not None else None, wait_for_training=True).conversation()
