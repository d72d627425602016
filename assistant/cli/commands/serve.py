"""``assistant serve``: the chat in a browser."""

from __future__ import annotations

import ipaddress
import sys
from typing import TYPE_CHECKING

from assistant.cli.base_option import TOP_K, open_named_base, paths_of
from assistant.cli.options import positive
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
    add("--port", type=positive, default=8000, metavar="N", help="port to listen on (default: 8000)")
    add("--url", default="", help="address that visitors use, if it differs")
    add("--sessions", type=positive, default=10, metavar="N", help="most sessions at a time (default: 10)")
    add("--idle", type=positive, default=15, metavar="MINUTES", help="end unused sessions (default: 15)")
    add("-n", type=positive, default=TOP_K, metavar="N", help="number of candidates (default: 3)")
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
    open_base = open_named_base(args, wait_for_training=True)  # sessions use the index that is built here
    paths = [str(path.absolute()) for path in paths_of(args)]
    task = {"paths": paths, "section": args.section, "n": args.n, "idle": 60 * args.idle}
    server = ChatServer(Site(args.host, args.port, args.url, args.sessions), task, open_base.title, note)
    try:
        server.serve()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"Cannot listen on {args.host}, port {args.port}: {reason}.") from error
    return ANSWERED


def is_wildcard(host: str) -> bool:
    """Return whether an address stands for all addresses of this machine."""
    try:
        return ipaddress.ip_address(host or "0.0.0.0").is_unspecified
    except ValueError:
        return False
