"""Plain mode: the conversation line by line, for screen readers, braille, dumb terminals and pipes.

Nothing is drawn twice and nothing means anything by colour or place: who speaks is a word, what can be chosen
is a number. The same session and the same slash commands as the chat; with ``--json`` one object a turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.plain.choices import Choice, choices_of, numbered, own_choices
from assistant.plain.line_protocol import as_object, as_question, code_of
from assistant.plain.spoken_format import spoken_lines
from assistant.plain.turn_format import explanation_lines
from assistant.sanitize import safe_line
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.terminal.output import Output, note
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    from assistant.conversation.conversation import Conversation
    from assistant.conversation.library import Library
    from assistant.conversation.turn import Turn

YOU = "You: "


class PlainSession:
    """One conversation in words."""

    def __init__(
        self,
        library: Library,
        talk: Conversation,
        out: Output,
        paths: Sequence[Path],
        *,
        json: bool = False,
        explain: bool = False,
        log: bool = True,
    ) -> None:
        """Create the session.

        Args:
            library: The open base.
            talk: The conversation, perhaps with earlier turns.
            out: Where turns are written.
            paths: The files and directories of the base.
            json: Write each turn as a JSON object.
            explain: Include how each answer was chosen.
            log: Record questions on this machine.
        """
        self.library = library
        self.talk = talk
        self.out = out
        self.paths = paths
        self.json = json
        self.explain = explain
        self.log = log
        self.choices: list[Choice] = []
        database = Database.open(notice=note, log=log)
        self.inbox = Inbox(database, library.title)
        self.history = History(database, library.title)
        self.conversations = Conversations(database, library.title)
        self.asked: set[int] = set()
        self.ended = False
        self.heard = False
        """Whether anything was said at all."""

    def ask(self, text: str) -> None:
        """Ask a question in words."""
        question = as_question(text)
        self.history.append(question)
        self._answered(self.talk.ask(question))

    def choose(self, entry: str, question: str) -> None:
        """Ask the question of an entry."""
        self.history.append(question)
        self._answered(self.talk.choose(entry, question))

    def reset(self) -> None:
        """Start a new conversation."""
        self.talk.reset()
        self.choices = []

    def say(self, lines: list[str]) -> None:
        """Tell something that is no answer: where answers are data it goes to stderr."""
        if self.json:
            note("\n".join(lines))
        else:
            self.out.lines(lines)

    def offer(self, choices: list[Choice], head: str) -> None:
        """List choices, which numbers stand for from now on."""
        self.choices = choices
        self.say([*wrapped(head, self.out), *numbered(choices, self.out)])

    def repeat(self, line: str) -> None:
        """Repeat what was asked where it is not on the screen already."""
        if not self.json:
            self.out.lines(wrapped(safe_line(line, 2000), self.out, first=YOU))

    def _answered(self, turn: Turn) -> None:
        self.asked.add(code_of([turn]))
        self.choices = choices_of(turn)
        if self.json:
            self.out.json(as_object(turn, explain=self.explain))
        else:
            self.tell(turn)
        if self.log:
            self.inbox.record_latest(self.talk.turns)
            self.conversations.save(self.talk.turns)

    def tell(self, turn: Turn) -> None:
        first = 1
        for one in (turn, *turn.also):
            self.say(spoken_lines(one, self.out, first))
            first += len(own_choices(one))
            if self.explain and one.explanation is not None:
                self.say(explanation_lines(one.explanation, self.out))
        self.say([""])
