"""The chat until its first picture, or a minimal app: ``python -m tests.bench.painting chat|minimal``.

The minimal app has the same kinds of widgets (a scrolling transcript, lists, a line to type in, a bar of keys)
and does nothing: it is what Textual itself costs.
"""

from __future__ import annotations

import asyncio
import sys

SIZE = (100, 32)


def chat() -> None:
    """Draw the chat on the bundled base, as the command would."""
    from assistant.keeping.history import History
    from assistant.keeping.inbox import Inbox
    from assistant.output import note
    from assistant.session import Library
    from assistant.tui.app import ChatApp
    from assistant.tui.services import Services
    from assistant.tui.widgets.welcome import good_questions

    library = Library.open()
    services = Services(
        library=library,
        history=History.open(notice=note, log=False),
        inbox=Inbox.open(base=library.title, notice=note, log=False),
        talk=library.conversation(),
    )
    app = ChatApp(services, good_questions(library))

    async def paint() -> None:
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            app.exit()

    asyncio.run(paint())


def minimal() -> None:
    """Draw an app that only shows its widgets."""
    from textual.app import App, ComposeResult
    from textual.containers import Horizontal, Vertical, VerticalScroll
    from textual.widgets import Input, Label, OptionList, Static

    class Minimal(App[None]):
        def compose(self) -> ComposeResult:
            yield Label("A question-and-answer assistant")
            with Horizontal(), Vertical():
                with VerticalScroll():
                    yield Static("Welcome", markup=False)
                    yield OptionList("What is this?", "What is that?", "Why?", "When?")
                yield OptionList()
                with Horizontal():
                    yield Static("❯", markup=False)
                    yield Input()
            yield Static("f1 help", markup=False)

    app = Minimal()

    async def paint() -> None:
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            app.exit()

    asyncio.run(paint())


if __name__ == "__main__":
    {"chat": chat, "minimal": minimal}[sys.argv[1]]()
