"""One visitor's session: the chat without anything that writes files, run by the web server as a process.

Nothing is recorded or shared: history and inbox exist only in memory, the base cannot be changed, and an exported
conversation is downloaded by the browser.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.conversation.open_base import OpenBase
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.storage.preferences import Preferences
from assistant.storage.settings import load_settings
from assistant.tui.app import run_app
from assistant.tui.services import Services
from assistant.tui.web_chat import WebChat


def services(task: dict[str, Any]) -> Services:
    """Open the base, without records and without anything that changes files."""
    settings = load_settings(notice=lambda text: None)
    open_base = OpenBase.open([Path(path) for path in task["paths"]])
    nothing = Database(None)
    return Services(
        open_base=open_base,
        history=History(nothing),
        inbox=Inbox(nothing),
        talk=open_base.conversation(section=task["section"], top_k=task["n"]),
        preferences=Preferences(nothing, settings).values(),
        keys=settings.keys,
    )


def main(argument: str) -> None:
    """Run a session.

    Args:
        argument: A JSON object: ``paths`` of the base, ``section``, ``n`` candidates, and ``idle`` seconds.
    """
    task = json.loads(argument)
    run_app(WebChat(services(task), task["idle"]))
