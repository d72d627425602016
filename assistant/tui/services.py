"""What the chat is given: a base that follows its files, a conversation, and what is kept between sessions.

No widget opens a file by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation.turn import Turn
from assistant.curation.editor import open_editor

if TYPE_CHECKING:
    from assistant.conversation.conversation import Conversation
    from assistant.conversation.library import Library
    from assistant.curation.curator import Curator
    from assistant.storage.history import History
    from assistant.storage.inbox import Inbox

Row = tuple[str, str, str, str]
"""An entry in a listing: id, section, question, kind."""


def open_in_browser(url: str) -> bool:
    """Open a link in a graphical browser.

    Returns:
        Whether one took it. A text browser is never started: it would draw over the chat.
    """
    if sys.platform not in ("win32", "darwin") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    import webbrowser  # most conversations open nothing

    try:
        return webbrowser.open(url)
    except (OSError, webbrowser.Error):
        return False


@dataclass(frozen=True)
class Services:
    """Everything the chat is given."""

    library: Library
    """The open base."""
    history: History
    """Questions asked before."""
    inbox: Inbox
    """Where questions without the right answer are remembered."""
    talk: Conversation | None = None
    """The conversation to go on with (``--continue``); a new one when ``None``."""
    save: Callable[[Sequence[Turn]], None] = lambda turns: None
    """Keeps the conversation, called off the event loop after every turn."""
    preferences: Mapping[str, str] = field(default_factory=dict)
    """Choices kept from before: ``theme``."""
    prefer: Callable[[str, str], None] = lambda name, value: None
    """Keeps a choice."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys rebound by action id, as the settings file has them: ``{"contents": "f6"}``."""
    notices: Sequence[str] = ()
    """What to tell the person at the start, such as a history that cannot be written."""
    open_link: Callable[[str], bool] = open_in_browser
    """Opens a link; only ever called when asked to, and with http, https or mailto alone."""
    curator: Curator | None = None
    """Changes the base; ``None`` where it cannot be changed from the chat."""
    open_editor: Callable[[Path, int], None] = open_editor
    """Opens a file at a line, while the chat has left the screen."""
    folder: Path = field(default_factory=Path)
    """Where a conversation is saved unless another place is named."""
    limit: int = 2000
    """The longest question, in characters; what is longer is cut, with a note."""
    watch_every: float = 0.3
    """Seconds between two looks at the base's files; 0 not to look at all."""
