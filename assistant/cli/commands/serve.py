"""``assistant serve``: the chat in a browser."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import sys
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.cli.base_option import TOP_K, open_named_base, paths_of
from assistant.cli.options import whole_number
from assistant.errors import ANSWERED, UsageError
from assistant.terminal.output import note

if TYPE_CHECKING:
    import argparse

PACKAGE = "textual-serve>=1.1.3,<2"
"""What the extra ``web`` installs."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, only this machine)")
    number, port = partial(partial, whole_number), partial(whole_number, "--port", most=65535)
    add("--port", type=port, default=8000, metavar="N", help="port to listen on (default: 8000)")
    add("--url", default="", help="address that visitors use, if it differs")
    add(
        "--sessions",
        type=number("--sessions"),
        default=10,
        metavar="N",
        help="at most N sessions at a time (default: 10)",
    )
    add(
        "--idle",
        type=number("--idle"),
        default=15,
        metavar="MINUTES",
        help="end unused sessions (default: 15)",
    )
    add("-n", type=number("-n"), default=TOP_K, metavar="N", help="list up to N candidates (default: 3)")
    add("--section", metavar="ID", help="search only this section")


def run(args: argparse.Namespace) -> int:
    """Serve the chat until Ctrl+C.

    Raises:
        UsageError: textual-serve is not installed, or the address cannot be used.
    """
    try:
        from assistant.web.server import ChatServer, Site
    except ModuleNotFoundError as error:
        raise UsageError(
            "The chat in a browser needs textual-serve. "
            f'Install it with: python3 -m pip --python {sys.prefix} install "{PACKAGE}"'
        ) from error
    if is_wildcard(args.host) and not args.url:
        raise UsageError(
            f"With --host {args.host}, also give the address that visitors use: --url http://NAME"
        )
    if args.url and not is_url(args.url):
        raise UsageError(f'--url must be an address such as http://example.org, not "{args.url[:80]}".')
    _bind(args.host, args.port)
    open_base = open_named_base(args, wait_for_training=True)  # sessions use the index that is built here
    paths = [str(path.absolute()) for path in paths_of(args)]
    task = {"paths": paths, "section": args.section, "n": args.n, "idle": 60 * args.idle}
    server = ChatServer(Site(args.host, args.port, args.url, args.sessions), task, open_base.title, note)
    server.serve()
    return ANSWERED


def _bind(host: str, port: int) -> None:
    """Bind an address for a moment, before a server reports that it listens there.

    Raises:
        UsageError: This is impossible.
    """

    async def bind() -> None:
        (await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)).close()

    try:
        asyncio.run(bind())
    except (socket.gaierror, UnicodeError) as error:
        raise UsageError(f'There is no address "{host[:80]}" to listen on.') from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error  # without the address that asyncio adds
        raise UsageError(f"Cannot listen on {host}, port {port}: {reason}.") from error


def is_url(text: str) -> bool:
    """Return whether a text is the address of a web site."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_wildcard(host: str) -> bool:
    """Return whether an address stands for all addresses of this machine."""
    try:
        return ipaddress.ip_address(host or "0.0.0.0").is_unspecified
    except ValueError:
        return False
