"""Actions of the chat that move around, change the theme, copy a selection or quit."""

from __future__ import annotations

from functools import partial

from assistant.tui.chat_view import ChatView
from assistant.tui.dialogs.picker import Item, Picker
from assistant.tui.theme import DARK, LIGHT, TERMINAL
from assistant.tui.widgets.block import BROWSING, Block

THEME_NAMES = {"dark": DARK, "light": LIGHT, "terminal": TERMINAL}


class Navigation(ChatView):
    """A chat view with actions that need no controller."""

    def action_interrupt(self) -> None:
        """Copy the selected text, or quit if there is none."""
        text = self.get_selected_text()
        prompt = self.composer.prompt
        if not text and prompt.has_focus:
            text = prompt.selected_text
        if text:
            self.app.copy_to_clipboard(text)
            self.say("Copied")
            self.clear_selection()
        else:
            self.app.exit()

    def action_quit(self) -> None:
        """Quit."""
        self.app.exit()

    def action_walk(self, step: int) -> None:
        """Enter browse mode and focus the block above or below; below the last one is the prompt."""
        self.walk(step)
        self.set_class(isinstance(self.focused, Block), BROWSING)
        self.refresh_bindings()

    def walk(self, step: int) -> None:
        """Focus the block above or below; below the last one is the prompt."""
        blocks = self.transcript.blocks()
        focused = self.focused
        if isinstance(focused, Block) and focused in blocks:
            goal = blocks.index(focused) + step
        else:
            goal = len(blocks) - 1 if step < 0 else len(blocks)
        if goal >= len(blocks):
            self.focus_prompt()
        elif goal >= 0:
            self.set_focus(blocks[goal], scroll_visible=False)
            blocks[goal].scroll_visible(animate=False)
        elif self.transcript.shown.start:
            self.run_worker(self.transcript.more(-1), group="more")

    def action_page(self, step: int) -> None:
        """Scroll the transcript by a page."""
        height = max(1, self.transcript.size.height - 2)
        self.transcript.scroll_relative(y=step * height, animate=False, immediate=True)

    async def action_more(self, step: int) -> None:
        """Show earlier (-1) or later (1) questions."""
        await self.transcript.more(step)

    async def action_to_start(self) -> None:
        """Scroll to the start of the conversation."""
        await self.transcript.to_start()

    async def action_to_end(self) -> None:
        """Scroll to the end of the conversation."""
        await self.transcript.to_end()

    def action_theme(self, name: str = "") -> None:
        """Choose a theme."""
        if name:
            wanted = THEME_NAMES.get(name, name)
            if wanted in self.app.available_themes:
                self._keep_theme(wanted)
            else:
                self.say(f"Unknown theme “{name}”. /theme lists the themes", warning=True)
            return
        before = self.app.theme
        labels = {DARK: "Dark", LIGHT: "Light", TERMINAL: "Terminal colours"}
        names = sorted({before: before, **labels}, key=lambda name: name != before)
        items = [Item(name, labels.get(name, name), also=name) for name in names]
        picker = Picker("Theme", items, preview=self._show_theme)
        self.app.push_screen(
            picker, lambda name: self._keep_theme(name) if name else self._show_theme(before)
        )

    def _show_theme(self, name: str) -> None:
        """Show a theme without saving the choice."""
        if name in self.app.available_themes:
            self.app.theme = name

    def _keep_theme(self, name: str) -> None:
        """Show a theme and save the choice."""
        self._show_theme(name)
        self.run_worker(self.runner.watch(partial(self.services.prefer, "theme", name)), group="prefer")
