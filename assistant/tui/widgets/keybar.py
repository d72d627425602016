"""The footer: available keys, or a short message."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from assistant.sanitize import safe_line
from assistant.tui.keys import BY_ID, HIDDEN
from assistant.tui.widgets.block import BROWSING
from assistant.tui.widgets.hints import Hints, hint

GAP = 3
MOST = 4
"""Maximum number of keys shown besides help."""
NOTICE_SECONDS = 3.0
MODE = Content.styled(" BROWSE ", "bold $block-cursor-foreground on $accent")


class KeyBar(Hints):
    """Shows the most useful keys that fit, and always the help key."""

    notice: reactive[str] = reactive("", layout=True)
    """The message shown instead of the keys, between the mode and help."""
    warning: reactive[bool] = reactive(False)
    """Whether the message is a warning."""

    def __init__(self, *, curate: bool = False) -> None:
        """Create the footer.

        Args:
            curate: Whether to show the keys for curators.
        """
        super().__init__(id="keybar")
        self._curate = curate
        self._timer: Timer | None = None
        self._shown: list[Content] = []

    def on_mount(self) -> None:
        """Subscribe to changes of the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._follow())

    def _follow(self) -> None:
        """Redraw if the keys have changed; Textual reports far more often."""
        shown = self.shown() if self.is_attached else []
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def say(self, text: str, *, warning: bool = False, seconds: float = NOTICE_SECONDS) -> None:
        """Show a message for a while, or until the next key.

        Args:
            text: The message; sanitized here.
            warning: Whether it is a warning.
            seconds: How long to show it.
        """
        self.clear()
        self.notice, self.warning = safe_line(text, 400), warning
        self._timer = self.set_timer(seconds, self.clear)

    def clear(self) -> None:
        """Remove the message."""
        if self._timer is not None:
            self._timer.stop()
        self.notice, self._timer = "", None

    def shown(self) -> list[Content]:
        """Return the mode, and the available keys that fit: the most useful first, help last."""
        working: dict[str, tuple[int, Content]] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            key = BY_ID.get(binding.id or "")
            rank = (key.curating if self._curate else 0) or key.rank if key else HIDDEN
            # Each label once: in browse mode "y" replaces the global copy key.
            if key and enabled and rank < working.get(key.label, (HIDDEN, None))[0]:
                working[key.label] = (rank, hint(binding.key, key.label))
        mode = self._mode()
        _, last = working.pop(BY_ID["help"].label, (0, Content("")))
        taken = last.cell_length + sum(piece.cell_length + GAP for piece in mode)
        room = (self.content_size.width or self.screen.size.width) - taken
        fitting = mode
        for _, piece in sorted(working.values(), key=lambda one: one[0])[:MOST]:
            room -= piece.cell_length + GAP
            if room >= 0:
                fitting.append(piece)
        return [*fitting, last]

    def _mode(self) -> list[Content]:
        return [MODE] if self.screen.has_class(BROWSING) else []

    def render(self) -> Content:
        """Return the keys, or between the mode and help a message."""
        shown = self.shown()
        if self.notice:
            notice = Content.styled(self.notice, "$second" if self.warning else "$quiet")
            shown = [*self._mode(), notice, shown[-1]]
        return Content(" " * GAP).join(shown)
