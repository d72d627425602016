"""Open links in a graphical browser."""

from __future__ import annotations

import os
import sys


def open_in_browser(url: str) -> bool:
    """Open a link, and return whether a browser opened it.

    Do nothing without a graphical session: a text browser would take over the terminal.
    """
    if not _has_desktop():
        return False
    import webbrowser  # slow to import, and most conversations open nothing

    try:
        return webbrowser.open(url)
    except (OSError, webbrowser.Error):
        return False


def _has_desktop() -> bool:
    """Return whether there is a graphical session."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
