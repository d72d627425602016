"""Actions of the chat, run by keys, slash commands and the command palette."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from assistant.conversation.slash_commands import COMMANDS, Command, commands_for
from assistant.text.markdown import openable
from assistant.tui.dialogs.picker import Item, Picker
from assistant.tui.keys import BY_ID, EVERYWHERE, shown_keys
from assistant.tui.screens.answer_actions import CANNOT_CHANGE, NEEDS_ANSWER, AnswerActions

if TYPE_CHECKING:
    from assistant.tui.controllers.base_updates import BaseWatcher
    from assistant.tui.controllers.conversation import ConversationController
    from assistant.tui.controllers.find import FindController
    from assistant.tui.controllers.records import RecordsController


class Actions(AnswerActions):
    """A chat view with actions."""

    conversation: ConversationController
    finder: FindController
    records: RecordsController
    base_watcher: BaseWatcher

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable actions that would do nothing."""
        if action in NEEDS_ANSWER:
            turn = self.answer_here()
            if turn is None:
                return False
            if action == "explain":
                return turn.explanation is not None
            if action == "copy":
                return turn.answer is not None
            if action == "open_link":
                return bool(turn.source and openable(turn.source.url))
            if action in ("before", "after"):
                return turn.entry is not None
        if action in ("teach", "inbox") and self.services.curator is None:
            return False
        if action in ("export", "teach"):
            return bool(self.turns())
        if action in ("find", "new"):
            return bool(self.transcript.exchanges)
        return True

    async def run_command(self, action: str, argument: str) -> None:
        """Run a slash command or a line of the command palette."""
        if action == "teach" and self.services.curator is None:
            self.say(CANNOT_CHANGE)
            return
        if action in (*NEEDS_ANSWER, "teach") and not self.check_action(action, ()):
            self.say("Nothing to copy" if action == "copy" and self.turns() else "Ask a question first")
            return
        method = getattr(self, f"action_{action}")
        result = method(argument) if argument else method()
        if inspect.isawaitable(result):
            await result

    def action_palette(self) -> None:
        """Show the command palette."""
        commands = commands_for("chat", curate=self.services.curate)
        known = {"interrupt", *(command.action for command in COMMANDS)}
        keys = [key for key in EVERYWHERE if key.id not in known]
        items = [
            Item(one.action, one.summary, self._key_of(one), " ".join((one.name, *one.aliases)))
            for one in commands
        ]
        items += [
            Item(key.action or key.id, key.summary, shown_keys(key, self.services.keys)) for key in keys
        ]
        self.app.push_screen(Picker("Commands", items), self._run_picked)

    def _key_of(self, command: Command) -> str:
        """Return the key of a command, or the command itself."""
        key = BY_ID.get(command.action)
        return shown_keys(key, self.services.keys) if key is not None else f"/{command.name}"

    async def _run_picked(self, action: str | None) -> None:
        if action is None:
            return
        if hasattr(self, f"action_{action}"):
            await self.run_command(action, "")
        else:
            await self.run_action(action)

    def action_help(self) -> None:
        """Show help, beginning with the focused widget or the open dialog."""
        node = self.app.focused or self.app.screen
        while node is not None and not getattr(node, "HELP", None):
            node = node.parent  # type: ignore[assignment]
        about = getattr(node, "HELP", None) or ""
        from assistant.tui.dialogs.help import HelpDialog, help_page

        self.app.push_screen(HelpDialog(help_page(about, self.services.keys, curate=self.services.curate)))

    async def action_contents(self, words: str = "") -> None:
        """Show or hide the side pane; with words, show it filtered."""
        if words:
            await self.side_pane.browse(words=words)
        else:
            await self.side_pane.toggle()

    async def action_source(self) -> None:
        """Show the source in the side pane."""
        await self.side_pane.browse()
        self.side_pane.focus_source()

    def action_filter_contents(self) -> None:
        """Focus the filter of the contents."""
        if self.side_pane.pane is not None:
            self.side_pane.pane.filter.focus()

    async def action_find(self, words: str = "") -> None:
        """Find in the conversation."""
        if self.side_pane.over:  # it covers the find bar
            self.side_pane.leave()
        await self.finder.open(words)

    async def action_history(self, words: str = "") -> None:
        """Search the history."""
        await self.records.choose_question(words)

    async def action_conversations(self, words: str = "") -> None:
        """Choose an earlier conversation to continue."""
        await self.records.choose_conversation(words)

    def action_reload(self) -> None:
        """Use a changed base that is held back."""
        if self.services.open_base.confirm():
            self.base_watcher.look()
        else:
            self.say("Nothing is held back: the base reloads by itself")

    async def action_new(self) -> None:
        """Start a new conversation."""
        await self.conversation.reset()
        if self.services.conversations.number is not None:
            self.say("New conversation. /conversations goes back to earlier ones")

    async def action_cancel(self) -> None:
        """Do one step back: close the find bar, clear the filter, close a covering side pane, or clear the prompt."""
        if self.finder.bar is not None:
            await self.finder.close()
        elif self.side_pane.clear_filter():
            pass
        elif self.side_pane.over:
            await self.side_pane.close()
        elif self.focused is not self.composer.prompt:
            self.focus_prompt()
        else:
            self.composer.cancel()
