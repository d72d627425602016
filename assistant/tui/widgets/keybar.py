"""The line at the bottom: the keys that work now, or, for a few seconds, something quiet to know."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from assistant.safe import safe_line
from assistant.tui.keys import BY_ID, key_name

GAP = 3
NOTICE_SECONDS = 3.0


class Shown(NamedTuple):
    """A key in the footer."""

    key: str
    name: str
    label: str
    rank: int

    @property
    def width(self) -> int:
        """Its cells, without the gap."""
        return cell_len(self.name) + 1 + cell_len(self.label)


class KeyBar(Widget):
    """Keys by rank, each whole or not at all; a click presses one."""

    ALLOW_SELECT = False

    notice: reactive[str] = reactive("", layout=True)
    """What stands in the keys' place for a while."""
    warning: reactive[bool] = reactive(False)
    """Whether the notice is one to act upon."""
    hovered: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__(id="keybar", markup=False)
        self._timer: Timer | None = None
        self._working: list[Shown] | None = None

    def on_mount(self) -> None:
        """Follow what the screen offers."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _follow(self, screen: Screen[object]) -> None:
        # Every letter typed tells so, and hardly ever is another key of use after it.
        working = self._find_working()
        if working != self._working:
            self._working = working
            self.refresh()

    def say(self, text: str, *, warning: bool = False, seconds: float = NOTICE_SECONDS) -> None:
        """Show a line in the keys' place for a while.

        Args:
            text: What to say; made safe here.
            warning: Whether it is one to act upon.
            seconds: How long it stays.
        """
        self.notice, self.warning = safe_line(text, 400), warning
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._hush)

    def _hush(self) -> None:
        self.notice, self._timer = "", None

    def shown(self) -> list[Shown]:
        """The keys that work now and have room, in order of rank."""
        if self._working is None:
            self._working = self._find_working()
        room = self.content_size.width
        fitting: list[Shown] = []
        for one in self._working:
            if one.width > room:
                break
            fitting.append(one)
            room -= one.width + GAP
        return fitting

    def _find_working(self) -> list[Shown]:
        seen: dict[str, Shown] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            key = BY_ID.get(binding.id or "")
            if key is None or key.rank >= 99 or not enabled or binding.id in seen:
                continue
            # One label once: a block's own "y" for copying stands for the key that works everywhere.
            twin = next((name for name, one in seen.items() if one.label == key.label), None)
            if twin is not None:
                if seen[twin].rank <= key.rank:
                    continue
                del seen[twin]
            seen[key.id] = Shown(binding.key, key_name(binding.key), key.label, key.rank)
        return sorted(seen.values(), key=lambda one: one.rank)

    def render(self) -> Content:
        """The notice, or the keys."""
        if self.notice:
            style = "$second" if self.warning else "$quiet"
            return Content.styled(self.notice, style)
        pieces = []
        for one in self.shown():
            label = "underline $quiet" if one.key == self.hovered else "$quiet"
            piece = Content.assemble((one.name, "$accent"), " ", (one.label, label))
            pieces.append(piece.stylize(Style.from_meta({"key": one.key})))
        return Content(" " * GAP).join(pieces)

    def on_click(self, event: events.Click) -> None:
        """A click on a key presses it."""
        key = event.style.meta.get("key")
        if key is not None:
            event.stop()
            # From here and not from the screen: an event does not bubble past the one who sent it.
            self.app.simulate_key(key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A key under the mouse shows that it can be clicked."""
        self.hovered = event.style.meta.get("key", "")

    def on_leave(self) -> None:
        """The mouse has gone."""
        self.hovered = ""
