"""The chat screen: composes the widgets and handles their messages."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.signal import Signal
from textual.widgets import Input, Static

from assistant.tui.controllers.base_updates import BaseWatcher
from assistant.tui.controllers.conversation import ConversationController
from assistant.tui.controllers.export import ExportController
from assistant.tui.controllers.find import FindController
from assistant.tui.controllers.records import RecordsController
from assistant.tui.controllers.side_pane import SidePaneController
from assistant.tui.keys import EVERYWHERE, SCREEN, bindings
from assistant.tui.messages import (
    EntryChosen,
    FilterChanged,
    FindRequested,
    PromptChanged,
    QuestionSubmitted,
    SuggestionSelected,
)
from assistant.tui.runner import Runner
from assistant.tui.screens.actions import Actions
from assistant.tui.services import Services
from assistant.tui.widgets.banner import Banner
from assistant.tui.widgets.block import BROWSING, Block, BlockExited, ChoicePicked
from assistant.tui.widgets.composer import Composer
from assistant.tui.widgets.keybar import KeyBar
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.transcript import Transcript
from assistant.tui.widgets.welcome import Welcome, program_and_title

WIDTHS = [(0, "-narrow"), (60, "-normal")]
HEIGHTS = [(0, "-short"), (18, "-tall"), (30, "-roomy")]


class ChatScreen(Actions):
    """Heading, transcript, prompt and footer; the side pane is mounted on first use."""

    BINDINGS: ClassVar = [*bindings(EVERYWHERE, priority=True), *bindings(SCREEN)]
    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, services: Services) -> None:
        """Create the screen."""
        super().__init__()
        self.services = services
        open_base = services.open_base
        self.runner = Runner()
        self.transcript = Transcript(Welcome(open_base.title, open_base.starters()))
        self.banner = Banner()
        self.composer = Composer(services.limit, curate=services.curate)
        self.keybar = KeyBar(curate=services.curate)
        self.heading = Horizontal(
            Static(id="title", markup=False), Static(id="counts", markup=False), id="heading"
        )
        self.main = Vertical(self.heading, self.transcript, self.banner, self.composer, id="main")
        self.page = Horizontal(self.main, id="page")
        self.side_pane = SidePaneController(self)
        self.conversation = ConversationController(
            self, services.talk or open_base.conversation(), self.side_pane
        )
        self.base_watcher = BaseWatcher(self, self.show_changed_base)
        self.finder = FindController(self)
        self.exporter = ExportController(self)
        self.records = RecordsController(self, self.conversation.reopen)
        self.base_changed = Signal(self, "base changed")

    def compose(self) -> ComposeResult:
        """Compose the column with page and footer."""
        yield Vertical(self.page, self.keybar, id="frame")

    def show_base_info(self) -> None:
        """Show title and size of the base."""
        open_base = self.services.open_base
        titles = {section.id: section.title for section in open_base.sections}
        self.transcript.sections = titles
        title, counts = self.heading.query(Static)
        title.update(program_and_title(open_base.title))
        counts.update(f"{open_base.entry_count} answer{'s' * (open_base.entry_count != 1)}")

    def on_mount(self) -> None:
        """Show a resumed conversation, and start watching the base."""
        self.show_base_info()
        self.watch(self.transcript, "more_below", self.composer.set_more_below)
        self.run_worker(self.conversation.begin(), group="begin")
        self.base_watcher.start()
        self.banner.follow(self.services.notices)

    def on_unmount(self) -> None:
        """Start no more calls in threads."""
        self.runner.close()

    def show_changed_base(self) -> None:
        """Update the screen after a change of the base."""
        self.show_base_info()
        self.run_worker(self.side_pane.reload(), group="rows", exclusive=True)
        self.base_changed.publish(None)

    def on_resize(self, event: events.Resize) -> None:
        """Show or hide the side pane depending on the width."""
        self.call_after_refresh(self.side_pane.fit)

    def on_key(self, event: events.Key) -> None:
        """Type into the prompt, whichever widget has the focus."""
        bound = self.active_bindings.get(event.key)
        typed = event.is_printable and event.character and not isinstance(self.focused, Input)
        if typed and event.character and not (bound and bound.enabled):
            event.stop()
            self.side_pane.leave()
            self.composer.prompt.add(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the prompt, whichever widget has the focus."""
        if not isinstance(self.focused, Input):
            event.stop()
            self.side_pane.leave()
            self.composer.prompt.add(event.text)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the source of the focused answer, or leave browse mode if another widget has the focus."""
        if isinstance(event.widget, Block) and self.transcript in event.widget.ancestors:
            turn = self.turn_of(event.widget)
            if turn is not None:
                self.side_pane.start_following(turn)
        else:
            self.remove_class(BROWSING)
            self.refresh_bindings()

    @on(PromptChanged)
    def request_suggestions(self, event: PromptChanged) -> None:
        """Look up suggestions."""
        self.run_worker(self.conversation.suggest(event.text), group="suggest")

    @on(QuestionSubmitted)
    async def submit_line(self, event: QuestionSubmitted) -> None:
        """Run a command, take a choice by its number, or ask a question."""
        await self.conversation.submit_line(event.text, event.cut)

    @on(Prompt.DigitPressed)
    async def pick_by_digit(self, event: Prompt.DigitPressed) -> None:
        """Take a choice by its digit."""
        await self.conversation.pick_number(event.digit)

    @on(SuggestionSelected)
    def ask_suggestion(self, event: SuggestionSelected) -> None:
        """Ask a suggested question."""
        self.conversation.choose(event.entry, event.question)

    @on(EntryChosen)
    def ask_entry(self, event: EntryChosen) -> None:
        """Ask a question chosen in the contents."""
        self.side_pane.leave()
        self.conversation.choose(event.entry, event.question)

    @on(ChoicePicked)
    async def pick_choice(self, event: ChoicePicked) -> None:
        """Run a choice of a block."""
        await self.conversation.pick_choice(event.block, event.choice)

    @on(BlockExited)
    def exit_block(self, event: BlockExited) -> None:
        """Focus the next block."""
        self.walk(event.step)

    @on(Composer.ListLeft)
    def enter_choices(self) -> None:
        """Focus the choices of the last answer."""
        block = self.transcript.blocks()[-1]
        if block.choices:
            block.active = 0
            self.set_focus(block)

    @on(FindRequested)
    def find_words(self, event: FindRequested) -> None:
        """Find text."""
        self.run_worker(self.finder.find(event.words, event.step), group="find")

    @on(FilterChanged)
    def filter_typed(self, event: FilterChanged) -> None:
        """Filter the contents."""
        self.run_worker(self.side_pane.filter(event.words), group="filter")

    @on(Prompt.QuitRequested)
    def leave(self) -> None:
        """Quit."""
        self.app.exit()
