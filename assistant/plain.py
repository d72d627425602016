"""Plain mode: the conversation line by line, for screen readers, braille, dumb terminals and pipes.

Nothing is drawn twice and nothing means anything by colour or place: who speaks is a word, what can be chosen
is a number. The same session and the same slash commands as the chat; with ``--json`` one object a turn.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from assistant import turn as turns
from assistant.commands_table import commands_for, complete, is_command, read_command
from assistant.conversing import Missed, as_object, as_question, code_of, stdin_lines
from assistant.errors import AssistantError
from assistant.keeping.conversations import Conversations
from assistant.keeping.history import History
from assistant.output import Output, is_terminal, note
from assistant.rendering import cells, markdown_lines, wrapped
from assistant.safe import safe_line
from assistant.slash import Choice, Slash
from assistant.telling import CLOSEST, DID_YOU_MEAN, NO_ANSWER, NOT_SAID, explanation_lines

if TYPE_CHECKING:
    from assistant.conversation import Conversation
    from assistant.options import Options
    from assistant.session import Library
    from assistant.turn import Turn

YOU = "You: "
ANSWERER = "Assistant: "
RECALLED = 500
"""Earlier questions that the arrow keys go back through."""


class Plain:
    """One conversation in words."""

    def __init__(self, library: Library, talk: Conversation, args: Options, out: Output) -> None:
        """Make it.

        Args:
            library: The open base.
            talk: The conversation, perhaps with turns from before.
            args: The options of the call.
            out: Where it is told.
        """
        self.library = library
        self.talk = talk
        self.args = args
        self.out = out
        self.choices: list[Choice] = []
        self.missed = Missed(library, args)
        self.history = History.open(notice=note, log=not args.no_log)
        self.kept = Conversations.open(base=library.title, notice=note, log=not args.no_log)
        self.asked: set[int] = set()
        self.ended = False
        self.heard = False
        """Whether anything was said at all."""
        self._slash = Slash(self)

    def run(self, *, greet: bool) -> int:
        """Hold the conversation until it ends.

        Args:
            greet: Whether to say what this is, first.

        Returns:
            The exit code: the highest of 0, 1 and 4 that occurred.
        """
        if greet:
            hint = "Type a question, the number of a choice, /help or /quit."
            self.say([f"{self.library.title}. {self.library.entry_count} answers.", *wrapped(hint, self.out)])
        for turn in self.talk.turns:
            self._heard(turn.question)
            self._tell(turn)
        interactive = is_terminal(sys.stdin) and self.out.tty
        for line in prompted_lines(self.history.entries()) if interactive else stdin_lines():
            if not interactive and line.strip():
                self._heard(line)
            self.heard = self.heard or bool(line.strip())
            self.take(line)
            if self.ended:
                break
        return max(self.asked, default=0)

    def take(self, line: str) -> None:
        """Do what one line asks for."""
        text = line.strip()
        choice = self._chosen(text)
        if not text:
            if self.args.json:
                self.reset()
        elif is_command(text):
            self._command(text)
        elif choice is not None:
            self.pick(choice)
        else:
            self.ask(text)

    def ask(self, text: str) -> None:
        """Ask a question in words."""
        question = as_question(text)
        self.history.append(question)
        self._answered(self.talk.ask(question))

    def choose(self, entry: str, question: str) -> None:
        """Ask the question of an entry."""
        self.history.append(question)
        self._answered(self.talk.choose(entry, question))

    def pick(self, choice: Choice) -> None:
        """Do what a number stands for."""
        match choice.kind:
            case "ask":
                self.choose(choice.value, choice.label)
            case "again":
                self.ask(choice.label)
            case "none":
                self._slash.none_of_these("")
            case "do" if choice.do is not None:
                self._guarded(choice.do)
            case _:
                self._slash.contents("", choice.value)

    def reset(self) -> None:
        """Start a new conversation."""
        self.talk.reset()
        self.choices = []

    def say(self, lines: list[str]) -> None:
        """Tell something that is no answer: where answers are data it goes to stderr."""
        if self.args.json:
            note("\n".join(lines))
        else:
            self.out.lines(lines)

    def offer(self, choices: list[Choice], head: str) -> None:
        """List choices, which numbers stand for from now on."""
        self.choices = choices
        self.say([*wrapped(head, self.out), *numbered(choices, self.out)])

    def _heard(self, line: str) -> None:
        """Repeat what was asked where it is not on the screen already."""
        if not self.args.json:
            self.out.lines(wrapped(safe_line(line, 2000), self.out, first=YOU))

    def _chosen(self, text: str) -> Choice | None:
        if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= len(self.choices):
            return self.choices[int(text) - 1]
        return None

    def _command(self, text: str) -> None:
        typed = read_command(text, "plain")
        if typed.command is None:
            near = f" Did you mean /{typed.nearest}?" if typed.nearest else " /help lists them."
            self.say([f"There is no command /{safe_line(typed.word, 40)}.{near}"])
        elif typed.argument and not typed.command.argument:
            self.say([f"/{typed.command.name} takes nothing after it."])
        elif self.args.json and typed.command.action not in ("new", "quit"):
            note(f"/{typed.command.name} has no form as JSON.")
        else:
            self._guarded(partial(self._slash.run, typed.command.action, typed.argument))

    def _guarded(self, step: Callable[[], None]) -> None:
        """Do something, or tell why it cannot be done."""
        try:
            step()
        except AssistantError as error:
            self.say([error.message])

    def _answered(self, turn: Turn) -> None:
        self.asked.add(code_of([turn]))
        self.choices = choices_of(turn)
        if self.args.json:
            self.out.json(as_object(turn, explain=self.args.explain))
        else:
            self._tell(turn)
        if not self.args.no_log:
            self.missed.inbox.saw(self.talk.turns)
            self.kept.save(self.talk.turns)

    def _tell(self, turn: Turn) -> None:
        first = 1
        for one in (turn, *turn.also):
            self.say(said_lines(one, self.out, first))
            first += len(_own_choices(one))
            if self.args.explain and one.explanation is not None:
                self.say(explanation_lines(one.explanation, self.out))
        self.say([""])


def choices_of(turn: Turn) -> list[Choice]:
    """What can be chosen after a turn, in the order of the numbers."""
    return [choice for one in (turn, *turn.also) for choice in _own_choices(one)]


def _own_choices(turn: Turn) -> list[Choice]:
    if turn.status == turns.AMBIGUOUS:
        last = [Choice("none", "", "none of these")]
    elif turn.status == turns.NO_MATCH:
        last = [Choice("browse", "", "browse the contents")]
    else:
        return [Choice("ask", entry, question) for entry, question in turn.related]
    return [*(Choice("ask", one.entry, one.question) for one in turn.candidates), *last]


def numbered(choices: list[Choice], out: Output, first: int = 1) -> list[str]:
    """Choices a line each, with their numbers."""
    return [
        line
        for number, choice in enumerate(choices, first)
        for line in wrapped(safe_line(choice.label, 500), out, first=f"{number}. ")
    ]


def said_lines(turn: Turn, out: Output, first: int = 1) -> list[str]:
    """A turn in words, each part of it named.

    Args:
        turn: What came of a question.
        out: Where it is told.
        first: Number of the first choice.
    """
    lines = wrapped(turn.about, out, first="About: ") if turn.about else []
    choices = _own_choices(turn)
    if turn.status == turns.AMBIGUOUS:
        return [*lines, f"{ANSWERER}{DID_YOU_MEAN}", *numbered(choices, out, first)]
    if turn.status == turns.NO_MATCH:
        words = f"{NO_ANSWER} {CLOSEST}" if turn.candidates else NO_ANSWER
        return [*lines, *wrapped(words, out, first=ANSWERER), *numbered(choices, out, first)]
    answer = markdown_lines(turn.answer or "", out)
    said = f"{NOT_SAID} " if turn.status == turns.NOT_IN_SOURCE else ""
    # The speaker has a line of its own when there is more than one, so that all of them begin alike.
    alone = len(answer) == 1 and cells(f"{ANSWERER}{said}{answer[0]}") <= (out.width or sys.maxsize)
    lines += [f"{ANSWERER}{said}{answer[0]}"] if alone else [f"{ANSWERER}{said}".rstrip(), *answer]
    source = turn.source
    if source is not None and turn.status != turns.SMALL_TALK:
        where = ". ".join(part.rstrip(".") for part in (source.title, source.locator) if part)
        lines += wrapped(f"{safe_line(where, 500)}. Match {turn.score:.0f}.", out, first="Source: ")
        if source.quote:
            lines += wrapped(f"“{safe_line(source.quote, 500)}”", out, first="Quote: ")
    return [*lines, "You can ask next:", *numbered(choices, out, first)] if choices else lines


def prompted_lines(earlier: list[str]) -> Iterator[str]:
    """Lines typed at a prompt, with the editing and the history of a shell where there is one."""
    try:
        import readline
    except ImportError:
        pass
    else:
        for text in earlier[-RECALLED:]:
            readline.add_history(text.replace("\n", " "))
        readline.set_completer_delims("")
        readline.set_completer(_completed)
        readline.parse_and_bind("tab: complete")
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    while True:
        try:
            yield input(YOU)
        except EOFError:
            print()
            return


def _completed(typed: str, state: int) -> str | None:
    """A slash command that begins as typed, for the Tab key."""
    names = [f"/{command.name}" for command in complete(typed, "plain") if command in commands_for("plain")]
    return names[state] if state < len(names) else None
