"""The sign that there is something new below."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Below(Static):
    """The sign that something that was said lies below the screen; a click goes there."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(Content.styled("↓ more", "$accent"), id="below", markup=False)

    async def on_click(self) -> None:
        """Go to the end."""
        await self.run_action("screen.to_end")
