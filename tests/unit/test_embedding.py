"""The examples in docs/embedding.md run as they are."""

from __future__ import annotations

import doctest
import io
import json
import re
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

PAGE = (Path(__file__).parents[2] / "docs/embedding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SESSION, BOT, SERVICE = (text for _, text in BLOCKS)


def run(program: str) -> dict[str, Any]:
    """Run a program and return its names."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(program, names)
    return names


def test_the_session_prints_what_the_page_shows() -> None:
    example = doctest.DocTestParser().get_doctest(SESSION, {}, "embedding.md", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(example).failed == 0


def test_the_bot_talks_with_each_user(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "ada: why was it stopped?\nbob: best ramen in tokyo?\nada: and after that?\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    run(BOT)
    first, second, third = capsys.readouterr().out.split("@")[1:]
    assert first.startswith("ada The summary does not give a reason")
    assert second.startswith("bob I do not know.")
    assert third.startswith("ada Japan moved from its narrow cluster policy")


def test_the_service_answers_with_json() -> None:
    handler = run(SERVICE)["Handler"]
    handler.log_message = lambda *words: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with urlopen(f"http://127.0.0.1:{server.server_port}/?q={quote('why was it stopped?')}") as reply:
            assert json.load(reply)["entry"] == "why-ended"
        server.shutdown()
        thread.join()
