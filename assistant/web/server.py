"""The web server of ``assistant serve``: textual-serve with bounds.

Each visitor gets a process of its own (``assistant.web.session``). The page comes from this package, because that of
textual-serve loads a font from another site.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aiohttp import web
from textual_serve.server import Server

# imports this same package: its directory is searched last, the working directory never (-P)
CALL = "import sys; sys.path.append(sys.argv[1]); from assistant.web.session import main; main(sys.argv[2])"
HOME = str(Path(__file__).parents[2])
PAGE = Path(__file__).with_name("page")


class Site(NamedTuple):
    """Where the chat is served, and how many may use it."""

    host: str
    """The address to listen on."""
    port: int
    url: str
    """The address that visitors use if it differs, as behind a proxy; may be empty."""
    sessions: int
    """Maximum number of sessions at a time."""

    @property
    def address(self) -> str:
        """The address to open."""
        return self.url or f"http://{self._with_port(self.host)}"

    @property
    def origins(self) -> set[str]:
        """The origins of pages that may start a session: any other site that a visitor has open may not."""
        names = {self.host, "localhost"} if is_loopback(self.host) else {self.host}
        return {f"http://{self._with_port(name)}" for name in names} | {self.url.rstrip("/")} - {""}

    def _with_port(self, name: str) -> str:
        name = f"[{name}]" if ":" in name else name
        return name if self.port == 80 else f"{name}:{self.port}"


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class ChatServer(Server):
    """Serves the chat to a limited number of visitors."""

    def __init__(
        self, site: Site, task: dict[str, object], title: str, notice: Callable[[str], None]
    ) -> None:
        """Create the server.

        Args:
            site: Where to serve, and to how many.
            task: What each session is started with; see ``assistant.web.session``.
            title: The title of the page.
            notice: Called with one line when the server is ready.
        """
        command = [sys.executable, "-P", "-c", CALL, HOME, json.dumps(task)]
        line = subprocess.list2cmdline(command) if os.name == "nt" else f"exec {shlex.join(command)}"
        super().__init__(line, site.host, site.port, title, site.address, templates_path=PAGE)
        self._site = site
        self._notice = notice
        self._open: set[asyncio.Task[object]] = set()
        """The tasks of the open sessions."""

    def initialize_logging(self) -> None:
        """Log only problems, in plain text."""
        logging.basicConfig(level=logging.WARNING, format="assistant: %(message)s")
        # warns of processes that end after the server
        logging.getLogger("asyncio").setLevel(logging.ERROR)

    async def on_startup(self, app: web.Application) -> None:
        """Report the address."""
        self._notice(f"The chat is at {self._site.address}/ · Ctrl+C stops it")

    async def on_shutdown(self, app: web.Application) -> None:
        """End all sessions, which aiohttp would wait for."""
        for task in self._open:
            task.cancel()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Start a session for a page of this site, unless too many are open."""
        if request.headers.get("Origin") not in self._site.origins:
            raise web.HTTPForbidden(text=f"Open {self._site.address}/ instead.")
        if len(self._open) >= self._site.sessions:
            raise web.HTTPServiceUnavailable(text="All sessions are in use. Try again in a few minutes.")
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            return await super().handle_websocket(request)
        finally:
            self._open.discard(task)
