"""A terminal driver that survives malformed input: the only file that uses private names of Textual.

Textual's driver (Textualize/textual#6690 and related issues, as of 8.2) ends the app on one byte that is not UTF-8
or on a malformed escape sequence, runs at 100 % CPU after the terminal has closed, queues input without a limit, reads
Alt+Enter as Enter, and types "^e" for Alt+E when another escape sequence follows immediately. This driver replaces
bytes it cannot decode, drops sequences it cannot parse, ends the app at the end of the input, reads no faster than the
app handles keys, and rewrites Alt keys. If Textual lacks a private name used here, Textual's driver is used.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import selectors
import sys
from typing import IO, TYPE_CHECKING, Any, cast

from textual.driver import Driver

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

CHUNK = 4096
"""Maximum number of bytes read at a time."""
WAITING = 1000
"""Maximum number of keys queued in the app; the rest waits in the terminal. A megabyte of queued keys takes 3 GB."""


ALT = re.compile(r"\x1b([\ra-z])")
"""Alt with a letter or Enter, as terminals without the Kitty keyboard protocol send it."""


def robust_driver(default: type[Driver]) -> type[Driver]:
    """Return the robust driver, or ``default`` if the platform or the version of Textual does not support it."""
    if sys.platform == "win32" or default.__module__ != "textual.drivers.linux_driver":
        return default
    try:
        from textual._xterm_parser import XTermParser
        from textual.drivers.linux_driver import LinuxDriver
    except ImportError:
        return default
    needed = (LinuxDriver, ("run_input_thread", "process_message")), (XTermParser, ("feed", "tick"))
    if any(not hasattr(kind, name) for kind, names in needed for name in names):
        return default

    class RobustDriver(LinuxDriver):
        """Textual's driver with a different input thread."""

        def __init__(self, app: App[object], **options: Any) -> None:
            super().__init__(app, **options)
            file = sys.__stdout__ or sys.__stderr__
            if file is not None:
                self._file = cast("Any", SafeWriter(file))

        def run_input_thread(self) -> None:
            """Read until the app ends or the terminal closes."""
            decode = codecs.getincrementaldecoder("utf-8")("replace").decode
            parser = XTermParser(self._debug)
            with selectors.DefaultSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    messages: list[Message] = []
                    if selector.select(0.1):
                        try:
                            data = os.read(self.fileno, CHUNK)
                        except OSError:
                            data = b""  # the terminal was closed: EIO
                        if not data:
                            self._end()
                            return
                        # An incomplete character decodes to "", which the parser would take for the end of input.
                        text = ALT.sub(lambda key: f"\x1b[{ord(key[1])};3u", decode(data))
                        try:
                            for message in parser.feed(text) if text else ():
                                messages.append(message)
                        except Exception:  # the parser raises ValueError, IndexError and more
                            parser = XTermParser(self._debug)
                    for message in [*messages, *parser.tick()]:
                        self.process_message(message)
                    self._wait_for_app(len(messages))

        def _wait_for_app(self, sent: int) -> None:
            """Wait while too many keys are queued."""
            queue = getattr(self._app, "key_queue", None)
            while sent and queue is not None and queue.unhandled > WAITING:
                if self.exit_event.wait(0.01):
                    return

        def _end(self) -> None:
            """Exit the app as Ctrl+D does, without waiting: a signal may be ending it at the same time."""
            with contextlib.suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._app.exit)

    return RobustDriver


class SafeWriter:
    """A file that discards output it cannot write.

    Otherwise an error would end Textual's writer thread, and the app would wait forever on the full queue.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, ignoring a closed terminal."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Flush, ignoring a closed terminal."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        """Delegate everything else to the file."""
        return getattr(self._file, name)
