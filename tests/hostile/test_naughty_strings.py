"""The Big List of Naughty Strings and disguises of a known question, as somebody types, pipes or teaches them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from assistant.base.editing import apply, plan_phrasing
from assistant.base.loader import load_base
from assistant.base.model import QUESTION_LIMIT
from assistant.conversation.conversation import Conversation
from assistant.conversation.turn import STATUSES
from assistant.errors import EditError
from assistant.index.store import Store
from assistant.plain.spoken_format import spoken_lines
from assistant.plain.turn_format import turn_lines
from assistant.sanitize import safe_text
from assistant.terminal.output import Output, json_text

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "assistant" / "cli" / "commands" / "starter.yaml"
LIST = Path(os.environ.get("ASSISTANT_HOSTILE", ROOT.parent / "shared" / "hostile")) / "blns" / "blns.json"
naughty = pytest.mark.skipif(not LIST.is_file(), reason="the list of naughty strings is not there")


@pytest.fixture(scope="module")
def strings() -> list[str]:
    listed: list[str] = json.loads(LIST.read_text(encoding="utf-8"))
    assert len(listed) > 400
    return listed


@naughty
def test_each_is_answered_and_told_harmlessly(room: Store, strings: list[str]) -> None:
    talk = Conversation(lambda: room)
    out = Output(StringIO(), "never")
    for text in strings:
        for turn in (talk.ask(text, alone=True), talk.ask(text)):
            assert turn.status in STATUSES
            told = [json_text(turn.as_dict()), *turn_lines(turn, out, explain=True), *spoken_lines(turn, out)]
            assert all(safe_text(line) == line for line in told), ascii(text)


@naughty
@pytest.mark.parametrize("args", [["-q", "-", "--json"], ["--plain"], ["--plain", "--json"]])
def test_all_of_them_through_one_process(tmp_path: Path, strings: list[str], args: list[str]) -> None:
    lines = [
        line
        for text in strings
        for line in text.split("\n")
        if not line.strip().startswith(("/quit", "/exit"))
    ]
    given = "\n".join(lines).encode("utf-8", "surrogatepass") + b"\n\xff\xfe\x80\n"
    ended = subprocess.run(
        [sys.executable, "-m", "assistant", *args, "--faq", str(STARTER)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        timeout=600,
        check=False,
    )
    assert ended.returncode in (0, 1, 4)
    for stream in (ended.stdout, ended.stderr):
        text = stream.decode()
        assert safe_text(text) == text
        assert "Traceback" not in text
        assert "Something went wrong" not in text
    if args[0] == "-q" and "--json" in args:
        objects = [json.loads(line) for line in ended.stdout.split(b"\n") if line]
        assert len(objects) == len([line for line in lines if line.strip()]) + 1


@naughty
def test_each_can_be_taught_or_is_refused(
    tmp_path: Path, strings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    path = tmp_path / "faq.yaml"
    path.write_text(
        "title: T\nsections: [{id: a, title: A}]\nentries:\n"
        "  - id: one\n    section: a\n    question: q\n    variants:\n      - first\n    answer: x\n"
    )
    whole, taught = path.read_bytes(), 0
    for text in strings:
        try:
            edit = plan_phrasing([path], "one", text)
        except EditError as refusal:
            told = str(refusal)
            assert safe_text(told) == told
            unfit = not any(map(str.isalnum, text)) or safe_text(text) != text or len(text) > QUESTION_LIMIT
            assert unfit or "\n" in text or text == "\ufffe", ascii(text)  # the last one YAML cannot hold
            continue
        apply(edit)
        assert load_base([path]).base.entries[0].variants == ("first", text)
        path.write_bytes(whole)
        taught += 1
    assert taught > 400


def wide(text: str) -> str:
    """In the full-width letters of East Asian keyboards."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else "\u3000" for char in text)


def spread(text: str) -> str:
    """With characters of no width in every word."""
    return "".join(f"{char}\u200b" if char.isalpha() else char for char in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "full-width": wide,
    "upper case": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "odd spaces": lambda text: f"\u2003 {text}\t".replace(" ", " \u00a0\u2009 "),
    "zero-width": spread,
    "soft hyphens": lambda text: text.replace("o", "o\u00ad"),
    "byte-order mark": lambda text: f"\ufeff{text}",
    "bold letters": lambda text: "".join(
        chr(0x1D41A + ord(char) - 97) if "a" <= char <= "z" else char for char in text
    ),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "punctuation": lambda text: f"«{text}»?!…",
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("how many books may i borrow", "borrowing"),
        ("what is the fine for a late book", "fines"),
        ("tell me about the flood", "flood"),
    ],
)
def test_a_known_question_is_found_in_any_disguise(
    room: Store, question: str, entry: str, disguise: str
) -> None:
    turn = Conversation(lambda: room).ask(DISGUISES[disguise](question), alone=True)
    assert turn.entry == entry
