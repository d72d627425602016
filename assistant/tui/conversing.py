"""The flow of the conversation: a question goes out, an answer comes in, a choice is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from assistant import turn as turns
from assistant.commands_table import is_command, read_command
from assistant.errors import AssistantError
from assistant.tui.browsing import behind
from assistant.tui.exchange import Exchange
from assistant.tui.saying import Part, State, digits_of, parts_of
from assistant.tui.services import Talk
from assistant.tui.widgets.answer import AnswerBlock
from assistant.tui.widgets.block import Block
from assistant.tui.widgets.choices import ChoicesBlock
from assistant.tui.widgets.suggestions import Offer
from assistant.turn import Turn

if TYPE_CHECKING:
    from assistant.tui.screens.chat import ChatScreen

REMEMBERED = "Remembered as unanswered, for the people who look after these answers."
NOT_FITTING = "Remembered as not fitting, for the people who look after these answers."


class Conversing:
    """Keeps the conversation and the transcript in step."""

    def __init__(self, screen: ChatScreen, talk: Talk) -> None:
        """Make it.

        Args:
            screen: Where everything is shown.
            talk: The conversation, perhaps with turns from before.
        """
        self._screen = screen
        self._talk = talk
        self._order = asyncio.Lock()

    def turns(self) -> Sequence[Turn]:
        """The turns that are on the screen."""
        return [exchange.turn for exchange in self._screen.transcript.exchanges if exchange.turn is not None]

    async def begin(self) -> None:
        """Show a conversation from before, and fetch the questions asked before."""
        if self._talk.turns:
            await self._screen.transcript.load(
                [Exchange(turn.question, turn=turn) for turn in self._talk.turns]
            )
        asked = await self._screen.runner.watch(lambda: list(self._screen.services.history.entries()))
        self._screen.composer.history[:0] = asked

    async def suggest(self, typed: str) -> None:
        """Offer what could be meant by what is typed so far."""
        screen = self._screen
        if not typed.strip() or typed.startswith("/"):
            return
        part = self._numbered(typed)
        if part is not None:
            screen.composer.offer(typed, [])
            return
        found = await screen.runner.latest("suggest", partial(screen.services.library.suggest, typed, 6))
        if found is not None:
            titles = screen.transcript.sections
            offers = [
                Offer(one.question, titles.get(one.section, ""), tuple(one.spans), one.entry) for one in found
            ]
            screen.composer.offer(typed, offers)

    def _numbered(self, typed: str) -> Part | None:
        """The choice of the last answer that a lone number stands for."""
        exchanges = self._screen.transcript.exchanges
        turn = exchanges[-1].turn if exchanges else None
        if turn is None or not (typed.isascii() and typed.isdigit()) or len(typed) > 1:
            return None
        parts = parts_of(turn, self._screen.transcript.sections)
        number = int(typed)
        return parts[number - 1] if 1 <= number <= digits_of(parts) else None

    async def take_line(self, text: str, cut: int) -> None:
        """Do what a line sent from the prompt asks for."""
        part = self._numbered(text)
        if is_command(text):
            await self._command(text)
        elif part is not None:
            place = len(self._screen.transcript.exchanges) - 1
            await self.take_part(self._screen.transcript.block_of(place, 1), part)
        else:
            limit = self._screen.services.limit
            note = f"Cut after {limit:,} characters; {cut:,} more were pasted." if cut else ""
            self._exchange(Exchange(text, note), partial(self._talk.ask, text))

    async def _command(self, text: str) -> None:
        typed = read_command(text, "chat")
        if typed.command is None:
            near = f" Did you mean /{typed.nearest}?" if typed.nearest else " / lists them."
            self._screen.say(f"There is no command /{typed.word}.{near}", warning=True)
            return
        if typed.argument and not typed.command.argument:
            self._screen.say(f"/{typed.command.name} takes nothing after it", warning=True)
            return
        await self._screen.run_command(typed.command.action, typed.argument)

    def choose(self, entry: str, question: str) -> None:
        """Ask a question whose entry is known."""
        self._exchange(Exchange(question), partial(self._talk.choose, entry, question))

    async def take_part(self, block: Block | None, part: Part) -> None:
        """Do what a choice stands for.

        Args:
            block: The block it was in; ``None`` when that is not drawn.
            part: The choice.
        """
        match part.kind:
            case "ask":
                if isinstance(block, ChoicesBlock):
                    block.state.picked = block.parts.index(part)
                    block.change()
                self._screen.composer.prompt.focus()
                self.choose(part.value, part.label)
            case "browse":
                await self._screen.browsing.browse(part.value)
            case "none":
                await self.remember(block, "none of these", REMEMBERED)
            case "open":
                self._screen.action_open_link(part.value)

    def _exchange(self, exchange: Exchange, call: Callable[[], Turn]) -> None:
        self._screen.run_worker(self._run(exchange, call), group="ask")

    async def _run(self, exchange: Exchange, call: Callable[[], Turn]) -> None:
        screen = self._screen
        if self._talk is not None and not exchange.question.startswith("/"):
            screen.composer.history.append(exchange.question)
        async with self._order:
            await screen.transcript.add(exchange)
            try:
                turn = await screen.runner.ask(partial(self._asked, exchange.question, call))
            except AssistantError as error:
                exchange.note = error.message
                for block in screen.transcript.blocks_of(len(screen.transcript.exchanges) - 1):
                    block.note = error.message  # type: ignore[attr-defined]
                    block.change()
                return
            exchange.turn = turn
            blocks = await screen.transcript.answered(exchange)
        screen.refresh_bindings()
        self._invite(turn, blocks)
        # Not in the same picture as the answer: each takes some milliseconds to draw.
        screen.call_after_refresh(screen.browsing.begin_to_follow, turn)
        saved = list(self._talk.turns)
        await screen.runner.watch(partial(screen.services.save, saved))

    def _asked(self, question: str, call: Callable[[], Turn]) -> Turn:
        """On the asking thread: the question is kept before it is answered, so that no end can lose it."""
        self._screen.services.history.append(question)
        return call()

    def _invite(self, turn: Turn, blocks: Sequence[Block]) -> None:
        """Put the cursor on the choices when there is something to choose and nothing is being typed."""
        prompt = self._screen.composer.prompt
        if turn.status == turns.AMBIGUOUS and blocks and prompt.has_focus and not prompt.value:
            blocks[0].active = 0
            blocks[0].focus(scroll_visible=False)

    def block_here(self) -> AnswerBlock | ChoicesBlock | None:
        """The answer in focus, or the last one that is drawn."""
        focused = self._screen.focused
        if isinstance(focused, AnswerBlock | ChoicesBlock):
            return focused
        blocks = [b for b in self._screen.transcript.blocks() if isinstance(b, AnswerBlock | ChoicesBlock)]
        return blocks[-1] if blocks else None

    def turn_of(self, block: Block) -> Turn | None:
        """The turn a block shows: its own, or for a question what came of it."""
        if isinstance(block, AnswerBlock | ChoicesBlock):
            return block.turn
        place = self._screen.transcript.place_of(block)
        return self._screen.transcript.exchanges[place].turn if place is not None else None

    def answer_here(self) -> Turn | None:
        """The turn in focus, or the last one."""
        block = self.block_here()
        return block.turn if block is not None else None

    async def remember(self, block: Block | None, reason: str, words: str) -> None:
        """Put a turn into the inbox, and say so under it."""
        screen = self._screen
        if not isinstance(block, AnswerBlock | ChoicesBlock):
            return
        state: State = block.state
        if not state.noted:
            await screen.runner.watch(partial(screen.services.inbox.mark, block.turn, reason))
            state.noted = words
            if reason == "none of these":
                state.picked = len(block.parts) - 1
            block.change()
        screen.composer.prompt.focus()

    async def reset(self) -> None:
        """Start a new conversation."""
        async with self._order:
            await self._screen.runner.ask(self._talk.reset)
            await self._screen.transcript.clear()
        self._screen.composer.prompt.focus()

    async def read_on(self, turn: Turn, step: int) -> None:
        """Ask the entry before (-1) or after (1) an answer in its section."""
        screen = self._screen
        found = await screen.runner.latest("read", partial(behind, screen.services.library, turn))
        row = (found.before if step < 0 else found.after) if found is not None else None
        if row is not None:
            self.choose(row[0], row[2])
        else:
            screen.say("that is the " + ("first" if step < 0 else "last") + " of its section")
