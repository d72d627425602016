"""``assistant`` without a question: the full-screen chat, or plain mode."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.base.garbage_collection import garbage_collection_paused
from assistant.cli.base_option import TOP_K, open_named_base, paths_of
from assistant.errors import UsageError
from assistant.paths import database_file
from assistant.storage.conversations import NOT_RECORDED, Conversations
from assistant.storage.database import Database
from assistant.terminal.output import Output, is_terminal, note, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.cli.options import Options
    from assistant.conversation.open_base import OpenBase
    from assistant.conversation.turn import Turn

NO_TERMINAL = "The chat needs a terminal. Without one, use: assistant -q QUESTION, or assistant --plain"
NOTHING_TO_CONTINUE = "There is no earlier conversation about this base."
POLL_INTERVAL = 0.3
"""Seconds between two checks of the base's files in plain mode."""


def run(args: Options) -> int:
    """Open the chat; use plain mode on request, or if stdout is not a capable terminal.

    Raises:
        UsageError: There is no terminal, or the options conflict.
        BaseError: The base has problems.
    """
    if args.format:
        raise UsageError("--format needs a question (-q QUESTION --format md).")
    if args.json and not args.plain:
        raise UsageError("--json needs a question (-q QUESTION --json) or --plain.")
    if args.plain or not is_terminal(sys.stdout) or os.environ.get("TERM") == "dumb":
        return _plain(args)
    if not is_terminal(sys.stdin):
        raise UsageError(NO_TERMINAL)
    return _chat(args)


def _plain(args: Options) -> int:
    from assistant.plain.loop import Loop
    from assistant.plain.prompt import LinePrompt
    from assistant.plain.session import PlainSession

    out = Output(color="never")
    out.use_symbols = False
    open_base = open_named_base(args, wait_for_training=args.json)
    talk = open_base.conversation(section=args.section, top_k=args.n or TOP_K)
    prompt = LinePrompt()
    with following(open_base, prompt.announce):
        session = PlainSession(
            open_base,
            talk,
            out,
            paths_of(args),
            section=args.section,
            json=args.json,
            explain=args.explain,
            log=not args.no_log,
        )
        if args.resume and not session.resume():
            warn(NOTHING_TO_CONTINUE if session.conversations.recorded else NOT_RECORDED)
        loop = Loop(session, prompt)
        code = loop.run(greet=out.tty and not args.json)
    if out.tty and is_terminal(sys.stdin):
        _offer_to_resume(session.conversations, args)
    if not loop.got_input and not args.plain and not is_terminal(sys.stdin):
        raise UsageError(NO_TERMINAL)  # no terminal, no input, and no --plain
    return code


def _offer_to_resume(conversations: Conversations, args: Options) -> None:
    """Say how to continue the conversation, if it has been stored."""
    if conversations.number is not None:
        import shlex

        options = [
            *(["--plain"] if args.plain else []),
            *(word for path in args.faq or () for word in ("--faq", path)),
        ]
        note(f"Resume with: {shlex.join(['assistant', *options, '--continue'])}")


@contextmanager
def following(open_base: OpenBase, announce: Callable[[str], None]) -> Iterator[None]:
    """Reload the base in a thread when its files change, and announce each change."""
    stop = threading.Event()

    def follow() -> None:
        while not stop.wait(POLL_INTERVAL):
            try:
                change = open_base.follow()
            except Exception as error:  # an uncaught error would print a traceback into the conversation
                announce(f"Changes to the base are no longer loaded: {type(error).__name__}: {error}")
                return
            if change is not None:
                announce(change.summary)

    thread = threading.Thread(target=follow, name="following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1.0)


def _chat(args: Options) -> int:
    with garbage_collection_paused():  # it would take a twentieth of the time to import
        from assistant.curation.curator import Curator
        from assistant.storage.database import ignore
        from assistant.storage.history import History
        from assistant.storage.inbox import Inbox
        from assistant.storage.preferences import Preferences
        from assistant.storage.settings import load_settings
        from assistant.tui.app import run_chat
        from assistant.tui.services import Services

    notices: list[str] = []
    settings = load_settings(notice=notices.append)
    log = settings.log and not args.no_log
    open_base = open_named_base(
        args, notice=ignore, cache_notice=notices.append
    )  # the chat itself shows problems in the settings
    database = Database.open(notice=notices.append, log=log)
    inbox = Inbox(database, open_base.identity)
    conversations = Conversations(database, open_base.identity)
    talk = open_base.conversation(section=args.section, top_k=args.n or TOP_K)
    if args.resume:
        talk.resume(conversations.resume())
        if not talk.turns:
            notices.append(NOTHING_TO_CONTINUE if conversations.recorded else NOT_RECORDED)
    preferences = Preferences(database if log else Database(database_file(), notices.append), settings)

    def save(turns: Sequence[Turn]) -> None:
        inbox.record_latest(turns)
        conversations.save(turns)

    code = run_chat(
        Services(
            open_base=open_base,
            history=History(database, open_base.identity),
            inbox=inbox,
            talk=talk,
            save=save,
            conversations=conversations,
            preferences=preferences.values(),
            prefer=preferences.set,
            keys=settings.keys,
            places=settings.places,
            notices=notices,
            curator=Curator(open_base, paths_of(args), subprocess=True),
            curate=args.curate or settings.curate,
        )
    )
    _offer_to_resume(conversations, args)
    return code
