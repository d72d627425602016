"""Plain mode: the conversation line by line, for screen readers, braille, dumb terminals and pipes.

Meaning never depends on colour or position: speakers are named, and choices are numbered. With ``--json`` every turn
is one JSON object.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base.model import QUESTION_LIMIT
from assistant.plain.choices import Choice, choices_of, numbered, own_choices
from assistant.plain.line_protocol import as_object, as_question, code_of
from assistant.plain.spoken_format import spoken_lines
from assistant.plain.turn_format import explanation_lines
from assistant.sanitize import safe_line
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.terminal.output import Output, note, warn
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    from assistant.conversation.conversation import Conversation
    from assistant.conversation.open_base import OpenBase
    from assistant.conversation.turn import Turn

YOU = "You: "


class PlainSession:
    """One conversation in plain mode."""

    def __init__(
        self,
        open_base: OpenBase,
        talk: Conversation,
        out: Output,
        paths: Sequence[Path],
        *,
        section: str | None,
        json: bool,
        explain: bool,
        log: bool,
    ) -> None:
        """Create a session.

        Args:
            open_base: The open base.
            talk: The conversation; it may have earlier turns.
            out: Where turns are printed.
            paths: The files and directories of the base.
            section: The section that questions are limited to.
            json: Print each turn as a JSON object.
            explain: Print how each answer was chosen.
            log: Record questions on this machine.
        """
        self.open_base = open_base
        self.talk = talk
        self.out = out
        self.paths = paths
        self.section = section
        self.json = json
        self.explain = explain
        self.log = log
        self.choices: list[Choice] = []
        self.notice = cache(warn)  # each problem is reported once
        database = Database.open(notice=self.notice, log=log)
        self.inbox = Inbox(database, open_base.identity)
        self.history = History(database, open_base.identity)
        self.conversations = Conversations(database, open_base.identity)
        self.codes: set[int] = set()
        """The exit codes of the turns so far."""
        self.ended = False

    def ask(self, text: str) -> None:
        """Ask a question."""
        question = as_question(text)
        self._add(self.history.asking(question, partial(self.talk.ask, question)))

    def choose(self, entry: str, question: str) -> None:
        """Ask the question of an entry."""
        self._add(self.history.asking(question, partial(self.talk.choose, entry, question)))

    def reset(self) -> None:
        """Start a new conversation."""
        self.talk.reset()
        self.choices = []

    def resume(self, number: int | None = None) -> bool:
        """Continue an earlier conversation, by default the most recent one.

        Returns:
            Whether there is one.
        """
        turns = self.conversations.resume(number)
        self.reset()
        self.talk.resume(turns)
        self.choices = choices_of(turns[-1]) if turns else []
        return bool(turns)

    def print_conversation(self) -> None:
        """Print the turns so far, between lines that say where they begin and end."""
        turns = self.talk.turns
        if turns:
            self.say([f"The earlier conversation, {len(turns)} question{'s' * (len(turns) != 1)}:"])
        for turn in turns:
            self.repeat(turn)
        if turns:
            self.say(["The conversation continues here."])

    def repeat(self, turn: Turn) -> None:
        """Print an earlier turn again; its choices replace the current ones."""
        self.choices = choices_of(turn)
        self.echo(turn.question)
        self.print_turn(turn)

    def say(self, lines: list[str]) -> None:
        """Print a message: on stdout, or on stderr if stdout is for JSON."""
        if self.json:
            note("\n".join(lines))
        else:
            self.out.lines(lines)

    def offer(self, choices: list[Choice], head: str) -> None:
        """Print numbered choices. They replace the earlier choices."""
        self.choices = choices
        self.say([*wrapped(head, self.out), *numbered(choices, self.out)])

    def echo(self, line: str) -> None:
        """Print the user's input, for transcripts of piped input."""
        if not self.json:
            self.out.lines(wrapped(safe_line(line, QUESTION_LIMIT), self.out, first=YOU))

    def print_turn(self, turn: Turn) -> None:
        """Print a turn as text."""
        first = 1
        for one in (turn, *turn.also):
            self.say(spoken_lines(one, self.out, first))
            first += len(own_choices(one))
            if self.explain and one.explanation is not None:
                self.say(explanation_lines(one.explanation, self.out))
        self.say([""])

    def _add(self, turn: Turn) -> None:
        """Print and record a new turn."""
        self.codes.add(code_of([turn]))
        self.choices = choices_of(turn)
        if self.json:
            self.out.json(as_object(turn, explain=self.explain))
        else:
            self.print_turn(turn)
        if self.log:
            self.inbox.record_latest(self.talk.turns)
            self.conversations.save(self.talk.turns)
