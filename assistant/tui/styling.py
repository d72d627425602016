"""Style sheets, read aside and applied a little at a time.

Reading all rules anew takes 15 to 25 ms and applying them to every widget another 30 to 100. Textual does both in
one go when the colours change, and reads the rules again when the first dialog opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from assistant.tui.painting import SLICE, Paced


def read_rules(sheet: Stylesheet) -> Stylesheet:
    """Read the rules of a sheet that nobody uses yet; may run off the loop."""
    sheet.parse()
    _ = sheet.rules_map  # made when it is first wanted, and that is here
    return sheet


def with_dialogs(sheet: Stylesheet) -> Stylesheet:
    """A copy that holds what the dialogs need, too; may run off the loop. Loads their code as well."""
    from textual.containers import Vertical, VerticalScroll
    from textual.widgets import Input, OptionList, Static

    from assistant.tui.screens import dialog, entry_picker, help, inbox, proposed
    from assistant.tui.widgets.hints import Hints

    sheet = sheet.copy()
    sheet.read(Path(dialog.__file__).with_name(dialog.Dialog.CSS_PATH))
    screens = (entry_picker.EntryPicker, help.Help, inbox.InboxScreen, proposed.Proposed)
    kinds: tuple[type[DOMNode], ...] = (*screens, Hints, Input, OptionList, Static, Vertical, VerticalScroll)
    for kind in kinds:
        # The method asks the class alone, and a widget cannot be made away from the loop.
        for place, css, rank, scope in kind.__new__(kind)._get_default_css():
            sheet.add_source(css, place, is_default_css=True, tie_breaker=rank, scope=scope)
    return read_rules(sheet)


class Styled(App[None]):
    """An app whose event loop stays free while its style sheet is read and applied."""

    async def prepare_dialogs(self) -> None:
        """Have at hand what dialogs need, before the first one opens."""
        while True:
            before = self.stylesheet
            known = dict(before.source)
            ready = await asyncio.to_thread(with_dialogs, before)
            if self.stylesheet is before and before.source == known:
                self.stylesheet = ready
                return

    def refresh_css(self, animate: bool = True) -> None:
        """Read and apply the style sheet anew: at once where Textual must go on with it, else by and by."""
        if animate or self.is_headless:
            super().refresh_css(animate=animate)
        else:
            self.run_worker(self._restyle(), group="restyle", exclusive=True)

    async def _restyle(self) -> None:
        sheet = await self._recoloured()
        for screen in self.screen_stack:
            if isinstance(screen, Paced):
                await screen.forget_lines()
        self.stylesheet = sheet
        with self.batch_update():  # nothing is drawn in colours of two kinds
            end = perf_counter() + SLICE
            for node in self._wearers():
                if node.is_attached:
                    sheet.update_nodes([node])
                if perf_counter() > end:
                    await asyncio.sleep(0)
                    end = perf_counter() + SLICE
        for screen in self.screen_stack:
            screen._css_update_count = self._css_update_count
            screen.refresh(layout=True)

    async def _recoloured(self) -> Stylesheet:
        """The style sheet with the colours of today."""
        while True:
            known = dict(self.stylesheet.source)
            sheet = self.stylesheet.copy()
            sheet.set_variables(self.get_css_variables())
            await asyncio.to_thread(read_rules, sheet)
            if self.stylesheet.source == known:
                return sheet
            # A dialog that opened meanwhile has brought rules of its own.

    def _wearers(self) -> Iterator[DOMNode]:
        """Everything that wears styles."""
        yield self
        for screen in self.screen_stack:
            yield from list(screen.walk_children(with_self=True))
