"""The terminal's input, taken as it comes.

Textual's own driver dies of one byte that is not UTF-8, of a key code that is no character, and turns for
ever at 100 % CPU when the terminal is gone (Textualize/textual#6690). This one shows what it cannot read,
drops what it cannot understand, reads no faster than the chat can follow, and ends the chat when the input
ends. It draws on stdout, so that stderr stays free for what is written to a log.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import selectors
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import IO, TYPE_CHECKING, Any, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

CHUNK = 4096
BURST = 64
"""So many letters at once were not typed but pasted, in a terminal that does not say so."""
WAITING = 1000
"""Events that may wait for the chat; the rest waits in the terminal. A megabyte of keys would take 3 GB."""


class Sink:
    """A file that may vanish: what cannot be written any more is dropped.

    Textual's writing thread would die of the error, and the chat then wait for ever for room in its queue.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if there is still somebody to read."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Flush, likewise."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def fileno(self) -> int:
        """The descriptor of the file itself."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether the file is a terminal."""
        return self._file.isatty()


class SturdyDriver(LinuxDriver):
    """Textual's driver for terminals, with another way of reading."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        file = sys.__stdout__ or sys.__stderr__
        if file is not None:
            self._file = cast("Any", Sink(file))

    def run_input_thread(self) -> None:
        """Read until the chat ends or the terminal does."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        parser = XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        data = os.read(self.fileno, CHUNK)
                    except OSError:
                        data = b""  # the terminal was closed: EIO
                    if not data:
                        self._end()
                        return
                    text = decode(data)
                    if text:  # half a character gives nothing yet, and nothing means the end to the parser
                        parser = self._feed(parser, text)
                    if len(data) > BURST:
                        self._let_it_follow()
                self._send([*parser.tick()])

    def _feed(self, parser: XTermParser, text: str) -> XTermParser:
        """Hand text to the parser; one that broke on it is replaced."""
        understood: list[Message] = []
        try:
            understood.extend(parser.feed(text))  # what comes before a fault counts
        except Exception:
            # Whatever a terminal may send must not end the chat, and the parser raises what it likes:
            # ValueError for a key code beyond Unicode, IndexError for half a mouse report.
            parser = XTermParser(self._debug)
        self._send(understood)
        return parser

    def _send(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if isinstance(message, Key) and message.key.startswith("alt+"):
                message.character = None  # else every input would take Alt+E for an "e"
        for message in bursts_as_pastes(messages):
            self.process_message(message)

    def _let_it_follow(self) -> None:
        """Wait until the chat has dealt with most of what it was sent."""
        followed = asyncio.run_coroutine_threadsafe(self._has_followed(), self._loop)
        while not (followed.done() or self.exit_event.wait(0.01)):
            pass

    async def _has_followed(self) -> None:
        while True:
            pumps = [self._app, *self._app.screen_stack[-1:], self._app.focused]
            if sum(pump.message_queue_size for pump in pumps if pump is not None) < WAITING:
                return
            await asyncio.sleep(0.01)

    def _end(self) -> None:
        """The input has ended: leave as by Ctrl+D.

        Without waiting for it: a signal may be ending the chat at the same moment, and that end waits for this thread.
        """
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self._app.exit)


def bursts_as_pastes(messages: Sequence[Message]) -> Iterator[Message]:
    """The messages, with many letters in a row made one paste."""
    for typed, run in groupby(messages, lambda message: bool(_letter(message))):
        some = list(run)
        if typed and len(some) >= BURST:
            text = "".join(map(_letter, some)).rstrip()
            yield Paste(text)
            yield from some[len(text) :]  # a space at the end of a paste would not count
        else:
            yield from some


def _letter(message: Message) -> str:
    """What a key types; empty for anything else."""
    return (message.character or "") if isinstance(message, Key) and message.is_printable else ""
