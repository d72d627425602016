"""``--format`` of questions and ``show``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_driving import STARTER

from assistant.cli.main import main

Call = Callable[..., tuple[int, str, str]]
QUESTION = ("-q", "when", "are", "you", "open")


@pytest.fixture
def call(index_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the program on the starter base, and return the exit code and both streams."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(index_cache))
    monkeypatch.setenv("ASSISTANT_FAQ", str(STARTER))
    return lambda *words: (main([*words, "--no-log"]), *capsys.readouterr())


def test_an_answer_in_each_format(call: Call) -> None:
    code, plain, _ = call(*QUESTION, "--format", "plain")
    assert (code, plain.split("\n\n")[0]) == (0, "The reading room is open Monday to Saturday, from 9 to 18.")
    assert "— 1. Visiting. Page 1. https://example.org/rules" in plain
    assert "from 9 to 18**.[^1]\n\n[^1]: 1. Visiting. Page 1." in call(*QUESTION, "--format=md")[1]
    cited = call(*QUESTION, "--format", "bibtex")[1]
    assert cited.startswith("@misc{the-reading-room:opening-hours,\n")
    assert "year         = {2024}" in cited
    for form, text in (("plain", plain), ("bibtex", cited)):
        assert call("show", "opening-hours", "--format", form) == (0, text, "")


def test_what_has_no_source_is_not_cited(call: Call, tmp_path: Path) -> None:
    assert call("-q", "hello", "--format", "bibtex") == (0, "", "This answer has no source to cite.\n")
    assert call("show", "hello", "--format", "bibtex")[:2] == (1, "")
    code, out, err = call("-q", "zzz", "--format", "bibtex")
    assert (code, out, "no source to cite" in err) == (1, "", True)
    base = tmp_path / "base.yaml"
    text = STARTER.read_text(encoding="utf-8")
    base.write_text(text.replace("source:", "").replace("  citation:", "#").replace("  url:", "#"))
    for words in (QUESTION, ("show", "opening-hours")):
        code, out, err = call("--faq", str(base), *words, "--format", "bibtex")
        assert (code, out, "The base names no source to cite" in err) == (2, "", True)


@pytest.mark.parametrize(
    "words",
    [
        (*QUESTION, "--format", "md", "--json"),
        (*QUESTION, "--format", "md", "--explain"),
        (*QUESTION, "--format", "yaml"),
        ("show", "opening-hours", "--json", "--format", "md"),
        ("--plain", "--format", "md"),
        ("--format", "md"),
    ],
)
def test_conflicting_options_are_a_usage_error(call: Call, words: tuple[str, ...]) -> None:
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert "--format" in err
