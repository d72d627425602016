"""The chat as visitors with a browser get it: bounded, and without files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from chat_driving import Driver
from chat_fakes import World

from assistant.tui.web_chat import LARGEST, WebChat, limited
from assistant.web.session import services


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The files that the browser is sent, as name and text, and the links that it is to open."""
    found: list[tuple[str, str]] = []

    def deliver(app: WebChat, file: Any, *, save_filename: str) -> None:
        found.append((save_filename, file.read()))

    monkeypatch.setattr(WebChat, "is_web", True)
    monkeypatch.setattr(WebChat, "deliver_text", deliver)
    monkeypatch.setattr(WebChat, "open_url", lambda app, url: found.append(("link", url)))
    return found


async def test_files_and_links_go_to_the_browser(
    delivered: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    world = World()
    async with WebChat(world.services(folder=tmp_path), idle=600).run_test() as pilot:
        hand = Driver(pilot, world)
        await hand.settle()
        await hand.ask("why was it stopped")
        for name in (".md", str(tmp_path / "mine.json"), "../mine.exe", "a b.txt"):
            await hand.ask(f"/export {name}")
        await hand.ask("/teach")
        assert "cannot be changed from here" in hand.footer()
        await hand.ask("/open")
        assert [name for name, _ in delivered] == ["conversation.md", "mine.json", "a-b.txt", "link"]
        assert "## why was it stopped" in delivered[0][1]
        assert world.opened == []
    assert list(tmp_path.iterdir()) == []


async def test_an_unused_session_ends() -> None:
    async with WebChat(World().services(), idle=0.01).run_test() as pilot:
        while pilot.app.is_running:
            await asyncio.sleep(0.01)


def test_a_session_records_nothing_and_changes_nothing(tmp_path: Path) -> None:
    found = services({"paths": [str(Path(__file__).parents[2] / "faq")], "section": None, "n": 3})
    found.history.append("why was it stopped")
    assert found.curator is None
    assert not found.inbox.questions()
    assert services({"paths": found.open_base.files, "section": None, "n": 3}).history.entries() == []


@pytest.mark.parametrize(
    ("size", "expected"),
    [((80, 24), (80, 24)), ((10**9, 10**9), LARGEST), ((0, -5), (1, 1)), (("100", "30"), (100, 30))],
)
def test_the_size_is_limited(size: tuple[object, object], expected: tuple[int, int]) -> None:
    assert limited(*size) == expected
