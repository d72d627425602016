"""Ask questions and show their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from assistant.conversation.slash_commands import LEAVING, is_command, read_command
from assistant.conversation.turn import UNCERTAIN, Turn
from assistant.errors import AssistantError
from assistant.storage.reasons import Reason
from assistant.tui.controllers.side_pane import SidePaneController
from assistant.tui.turn_page import Choice, digit_count
from assistant.tui.widgets.answer import AnswerBlock, QuestionBlock
from assistant.tui.widgets.block import Block
from assistant.tui.widgets.exchange import Exchange
from assistant.tui.widgets.suggestions import Suggestion

if TYPE_CHECKING:
    from assistant.conversation.conversation import Conversation
    from assistant.tui.chat_view import ChatView

AT_ONCE = 0.05
"""Seconds to wait for an answer before drawing the question alone."""


class ConversationController:
    """Connects the conversation and the transcript."""

    def __init__(self, screen: ChatView, talk: Conversation, side_pane: SidePaneController) -> None:
        """Create the controller.

        Args:
            screen: The chat.
            talk: The conversation; it may have earlier turns.
            side_pane: Shows the source of the new answer.
        """
        self._screen = screen
        self._talk = talk
        self._side_pane = side_pane
        self._order = asyncio.Lock()

    async def begin(self) -> None:
        """Show a resumed conversation, and load the history."""
        await self._show_turns()
        asked = await self._screen.runner.watch(lambda: list(self._screen.services.history.entries()))
        self._screen.composer.history[:0] = asked

    async def _show_turns(self) -> None:
        """Show the turns of a resumed conversation."""
        if self._talk.turns:
            exchanges = [Exchange(turn.question, turn=turn) for turn in self._talk.turns]
            await self._screen.transcript.load(exchanges)
            self._offer_digits(exchanges[-1])

    async def reopen(self, number: int) -> None:
        """Continue an earlier conversation, in place of the current one."""
        screen = self._screen
        async with self._order:
            turns = await screen.runner.watch(partial(screen.services.conversations.resume, number))
            await screen.runner.ask(self._talk.reset)
            await screen.runner.ask(partial(self._talk.resume, turns))
            await screen.transcript.clear()
            await self._show_turns()
        screen.focus_prompt()
        screen.refresh_bindings()

    def _offer_digits(self, exchange: Exchange) -> None:
        """Let digits pick the choices of the last exchange, unless its answer is certain."""
        uncertain = exchange.turn is not None and exchange.turn.status in UNCERTAIN
        numbered = exchange.numbered_choices(self._screen.transcript.sections) if uncertain else ()
        self._screen.composer.prompt.choices = len(numbered)

    async def suggest(self, typed: str) -> None:
        """Show suggestions for the text typed so far."""
        screen = self._screen
        if not typed.strip() or typed.startswith("/"):
            return
        if self._numbered(typed) is not None:
            screen.composer.offer(typed, [])
            return
        found = await screen.runner.latest("suggest", partial(screen.services.open_base.suggest, typed, 6))
        if found is not None:
            titles = screen.transcript.sections
            offers = [
                Suggestion(one.question, titles.get(one.section, ""), tuple(one.spans), one.entry)
                for one in found
            ]
            screen.composer.offer(typed, offers)

    def _numbered(self, typed: str) -> tuple[int, Choice] | None:
        """Return the choice with a number, and its block: of the last exchange, or of the welcome page."""
        transcript = self._screen.transcript
        if not (typed.isascii() and typed.isdigit()) or len(typed) > 1:
            return None
        if transcript.exchanges:
            numbered = transcript.exchanges[-1].numbered_choices(transcript.sections)
        else:
            choices = transcript.blocks()[0].choices
            numbered = [(0, choice) for choice in choices[: digit_count(choices)]]
        number = int(typed)
        return numbered[number - 1] if 1 <= number <= len(numbered) else None

    async def pick_number(self, number: int) -> bool:
        """Take a choice of the last answer by its number, from 1.

        Returns:
            Whether there is such a choice.
        """
        found = self._numbered(str(number))
        if found is not None:
            block, choice = found
            transcript = self._screen.transcript
            await self.pick_choice(transcript.block_of(len(transcript.exchanges) - 1, block), choice)
        return found is not None

    async def submit_line(self, text: str, cut: int) -> None:
        """Run a command, take a choice by its number, or ask a question."""
        if is_command(text):
            await self._command(text)
        elif text.casefold() in LEAVING:
            self._screen.app.exit()
        elif not (self._numbered(text) and await self.pick_number(int(text))):
            limit = self._screen.services.limit
            note = f"Truncated to {limit:,} characters; {cut:,} were discarded." if cut else ""
            self._exchange(Exchange(text, note), partial(self._talk.ask, text))

    async def _command(self, text: str) -> None:
        typed = read_command(text, "chat")
        if typed.command is None:
            near = f" Did you mean /{typed.nearest}?" if typed.nearest else " Type / to list the commands."
            self._screen.say(f"Unknown command /{typed.word}.{near}", warning=True)
            return
        if typed.argument and not typed.command.argument:
            self._screen.say(f"/{typed.command.name} takes no argument", warning=True)
            return
        await self._screen.run_command(typed.command.action, typed.argument)

    def choose(self, entry: str, question: str) -> None:
        """Ask a question whose entry is known."""
        self._exchange(Exchange(question), partial(self._talk.choose, entry, question))

    async def pick_choice(self, block: Block | None, choice: Choice) -> None:
        """Run a choice.

        Args:
            block: The block of the choice; ``None`` if it has no widget.
            choice: The choice.
        """
        match choice.kind:
            case "ask":
                if isinstance(block, AnswerBlock) and block.turn.status in UNCERTAIN:
                    block.state.picked = block.choices.index(choice)
                    block.change()
                self._screen.focus_prompt()
                self.choose(choice.value, choice.label)
            case "show":
                self._side_pane.start_showing(choice.value)
            case "browse":
                await self._side_pane.browse(choice.value)
            case "none":
                await self._screen.mark(block, Reason.NONE_OF_THESE)
            case "open":
                self._screen.action_open_link(choice.value)

    def _exchange(self, exchange: Exchange, call: Callable[[], Turn]) -> None:
        self._screen.run_worker(self._run(exchange, call), group="ask")

    async def _run(self, exchange: Exchange, call: Callable[[], Turn]) -> None:
        screen = self._screen
        if screen.banner.noting:
            screen.banner.note(())
        screen.composer.history.append(exchange.question)
        screen.composer.prompt.choices = 0
        async with self._order:
            asking = partial(screen.services.history.asking, exchange.question, call)
            asked = asyncio.ensure_future(screen.runner.ask(asking))
            with screen.app.batch_update():
                await asyncio.wait([asked], timeout=AT_ONCE)
                in_time = asked.done() and not asked.exception()
                exchange.turn = asked.result() if in_time else None
                await screen.transcript.add(exchange)
            try:
                exchange.turn = turn = await asked
            except AssistantError as error:
                exchange.note = error.message
                for block in screen.transcript.blocks_of(len(screen.transcript.exchanges) - 1):
                    if isinstance(block, QuestionBlock):
                        block.note = error.message
                        block.change()
                return
            if not in_time:
                await screen.transcript.answered(exchange)
        if exchange is screen.transcript.exchanges[-1]:
            self._offer_digits(exchange)
        screen.refresh_bindings()
        self._side_pane.start_following(turn)
        saved = list(self._talk.turns)
        await screen.runner.watch(partial(screen.services.save, saved))
        screen.banner.follow(screen.services.notices)

    async def reset(self) -> None:
        """Start a new conversation."""
        async with self._order:
            await self._screen.runner.ask(self._talk.reset)
            await self._screen.transcript.clear()
            self._screen.composer.prompt.choices = 0
        self._screen.focus_prompt()
        self._screen.refresh_bindings()
