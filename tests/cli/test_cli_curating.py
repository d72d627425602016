"""``teach`` and ``check --against``: the impact of a change is shown before it is saved."""

from __future__ import annotations

import difflib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cli_driving import STARTER, Caller

from assistant.cli.main import main
from assistant.conversation.open_base import OpenBase
from assistant.curation.curator import Curator
from tests.soak.sizes import portion

HEAD = "title: T\nsections:\n  - id: a\n    title: A\n"
BLOCK = HEAD + (
    "entries:\n  # one\n  - id: one\n    section: a\n    question: What is it?\n    variants:\n"
    "      - first wording\n    answer: x\n"
)
STYLES = {
    "block": BLOCK,
    "crlf": BLOCK.replace("\n", "\r\n"),
    "bom": "\ufeff" + BLOCK,
    "comments": BLOCK.replace("wording\n", "wording  # a comment\n      # the last\n") + "# end\n",
    "anchors": BLOCK.replace("variants:", "variants: &v"),
    "flow": HEAD + "entries: [{id: one, section: a, question: What is it?, variants: [first wording], answer: x}]\n",
    "odd": HEAD + "entries:\n-    id: one\n     section: a\n     question: What is it?\n     variants:\n"
    "     -   first wording\n     answer: x\n",
    "no end": HEAD + "entries:\n- id: one\n  section: a\n  question: What is it?\n  answer: x\n  variants:\n"
    "  - first wording",
}  # fmt: skip
SIGNS = (
    "a: b", "b #c", "#c", "- d", "? e", ": f", "g:", "h :i", "[j]", "k]", "{l}", "m}", "n, o", ",p", "&q", "*r",
    "!s", "| t", "> u", "|- v", "'w'", "it's x", '"y"', 'say "z"', "%aa", "@bb", "`cc`", "~ dd", "null", "no", "Yes",
    "on", "1", "1.10", "0x1f", "1e3", "2001-04-01", "12:30", "--- ee", "... ff", "<< gg", "= hh", ".5", "\\n ii",
    "jj\\", "kk  ll", "日本: 政策", "é mm", "http://x.y/z#q", "C#", "!!str nn", "{{oo}}",
)  # fmt: skip


@pytest.mark.soak("combinations")
@pytest.mark.usefixtures("quick_builds")
@pytest.mark.parametrize("style", STYLES)
def test_phrasings_with_punctuation_in_every_file_style(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    path = tmp_path / "base.yaml"
    path.write_bytes(STYLES[style].encode())
    assert len(set(SIGNS)) >= 50
    first = list(STYLES).index(style) % portion(len(STYLES), 1)
    signs = SIGNS[first :: portion(len(STYLES), 1)]  # the suite has each sign in one style
    for phrasing in signs:
        before = path.read_bytes().decode()
        code = main(["teach", "--faq", str(path), "--no-impact", "one", "--", phrasing])
        assert (code, capsys.readouterr().err) == (0, "")
        after = path.read_bytes().decode()
        changed = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
        if style == "flow":  # everything is on one line, which only grows
            assert len(after.splitlines()) == len(before.splitlines())
            common = next(at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
            assert after.endswith(before[common:])
        else:
            assert len(changed) == 1
            assert changed[0].startswith("+ ")
    open_base = OpenBase.open([path])
    for phrasing in signs:
        turn = open_base.conversation().ask(phrasing, alone=True)
        assert phrasing in open_base.entry("one").variants  # type: ignore[union-attr]
        assert (turn.entry, turn.status) == ("one", "answered") or not any(map(str.isalnum, phrasing))
    open_base.close()


def labelled(home: Path, *rows: tuple[str, list[str]]) -> None:
    """Write a file of labelled questions and name it in the settings."""
    folder = home / "config" / "assistant"
    folder.mkdir(parents=True)
    (folder / "settings.yaml").write_text("eval: mine.jsonl\n")
    (folder / "mine.jsonl").write_text(
        "\n".join(json.dumps({"question": text, "expect": to}) for text, to in rows)
    )


def test_a_dry_run_shows_the_same_impact_as_saving(small: Caller, own: Path) -> None:
    before = own.read_bytes()
    rows = [("tome allowance then", ["borrowing"]), ("opening hours of the museum of tomes", [])]
    labelled(small.home, *rows)
    words = ("borrowing", "what is the tome allowance")
    dry = small("teach", *words, "--dry-run")
    assert dry.code == 0
    assert own.read_bytes() == before
    told = dry.out[dry.out.index("Impact: ") :].splitlines()
    assert "another answer" in told[0]
    at = next(n for n, line in enumerate(told) if line.startswith("  what is the tome allowance "))
    assert told[at].endswith("(a phrasing of borrowing) better")
    assert told[at + 1].startswith("- ")
    assert told[at + 2] == "+ borrowing"
    assert [line for line in told if line.startswith("  tome allowance then (") and line.endswith("better")]
    saved = small("teach", *words)
    assert saved.out.startswith(dry.out)
    assert saved.out.splitlines()[-1].startswith("Added to borrowing at ")


def test_no_impact_skips_the_impact(small: Caller, own: Path) -> None:
    ended = small("teach", "borrowing", "what is the tome allowance", "--no-impact")
    assert ended.code == 0
    assert "Impact" not in ended.out
    assert "what is the tome allowance" in own.read_text()


def test_the_impact_includes_labelled_questions_of_the_settings(small: Caller, own: Path) -> None:
    folder = small.home / "config" / "assistant"
    folder.mkdir(parents=True)
    (folder / "settings.yaml").write_text("eval: [mine.jsonl, gone.jsonl]\n")
    (folder / "mine.jsonl").write_text('{"question": "my tome allowance", "expect": ["borrowing"]}')
    ended = small("teach", "borrowing", "what is the tome allowance")
    assert ended.code == 0
    assert "mine.jsonl:1) better" in ended.out
    assert "gone.jsonl" in ended.err


def test_a_taught_phrasing_resolves_its_inbox_question_and_can_be_undone(small: Caller, own: Path) -> None:
    question = "what is the tome allowance"
    assert small("-q", question).code == 1
    assert small("teach", "borrowing", question, "--no-impact").code == 0
    assert "inbox is empty" in small("inbox").err
    ended = small("inbox", "undo")
    assert (ended.code, ended.out) == (0, f"Undone: accept “{question}”\n")
    assert own.read_bytes() == STARTER.read_bytes()
    assert question in small("inbox").out


def test_a_read_only_file_is_reported_before_the_impact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(STARTER.read_bytes())
    monkeypatch.setattr("assistant.base.editing.os.access", lambda *_: False)
    monkeypatch.setattr(Curator, "impact", lambda *_: pytest.fail("the impact was computed"))
    assert main(["teach", "borrowing", "what is the tome allowance", "--faq", str(own)]) == 3
    assert "own.yaml is read-only" in capsys.readouterr().err
    assert own.read_bytes() == STARTER.read_bytes()


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("\n", 1), ("", 1), ("no\n", 1)])
def test_the_user_confirms_a_change_for_the_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, code: int
) -> None:
    own = tmp_path / "own.yaml"
    own.write_bytes(STARTER.read_bytes())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    labelled(tmp_path, ("what is the tome allowance", []))
    monkeypatch.setattr("sys.stdin", Typed(typed))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["teach", "borrowing", "what is the tome allowance", "--faq", str(own)]) == code
    said = capsys.readouterr()
    assert "1 question gets a worse answer." in said.err
    assert ("Added to" in said.out) == (code == 0)
    assert (own.read_bytes() == STARTER.read_bytes()) == (code == 1)


class Typed:
    """A line typed at a terminal."""

    def __init__(self, line: str) -> None:
        self._line = line

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._line

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def test_check_compares_with_another_directory(small: Caller, own: Path) -> None:
    other = small.home / "before"
    other.mkdir()
    (other / "own.yaml").write_bytes(own.read_bytes())
    same = small("check", "--against", str(other))
    assert same.code == 0
    assert "Impact: None of " in same.out
    assert small("teach", "borrowing", "what is the tome allowance", "--no-impact").code == 0
    ended = small("check", "--against", str(other))
    assert ended.code == 0
    assert "  what is the tome allowance (a phrasing of borrowing) better\n" in ended.out
    report = json.loads(small("check", "--against", str(other), "--json").out)
    (shift,) = report["impact"]["questions"]
    assert shift["question"] == "what is the tome allowance"
    assert shift["after"]["entries"] == ["borrowing"]
    (other / "own.yaml").write_text("title: [")
    broken = small("check", "--against", str(other))
    assert (broken.code, broken.out) == (3, "")
    assert "before" in broken.err


def test_check_compares_with_a_revision(small: Caller, own: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(own.parent), *who, *words], check=True, capture_output=True)

    try:
        git("init", "-q")
    except FileNotFoundError:
        pytest.skip("git is not installed")
    git("add", "own.yaml")
    git("commit", "-qm", "one")
    assert small("teach", "borrowing", "what is the tome allowance", "--no-impact").code == 0
    ended = small("check", "--against", "HEAD")
    assert ended.code == 0
    assert "  what is the tome allowance (a phrasing of borrowing) better\n" in ended.out
    unknown = small("check", "--against", "no-such-revision")
    assert (unknown.code, unknown.out) == (2, "")


def test_against_needs_a_base_without_errors(small: Caller, own: Path) -> None:
    own.write_text("title: [")
    ended = small("check", "--against", str(STARTER))
    assert ended.code == 3
    assert "Fix the errors" in ended.err
    assert json.loads(small("check", "--against", str(STARTER), "--json").out)["impact"] is None


def test_conflicting_options_are_usage_errors(small: Caller) -> None:
    assert small("check", "--against", "HEAD", "--watch").code == 2
    assert small("check", "--watch", "--json").code == 2


def test_check_lists_twenty_changed_answers_and_all_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    names = [f"{first}{second}" for first in "bdfgk" for second in ("ala", "emo", "ipu", "oka", "uri")]
    entries = [
        (name, f"  - {{id: {name}, section: a, question: What is {name}?, answer: x}}\n") for name in names
    ]
    before, after = tmp_path / "before", tmp_path / "after"
    for folder, suffix in ((before, ""), (after, "-new")):
        folder.mkdir()
        text = "".join(entry.replace(f"id: {name}", f"id: {name}{suffix}") for name, entry in entries)
        (folder / "base.yaml").write_text(f"{HEAD}entries:\n{text}")
    main(["check", str(after), "--against", str(before)])
    out = capsys.readouterr().out
    assert "Impact: 25 of 25 questions get another answer" in out
    assert (out.count("\n- "), out.splitlines()[-1]) == (20, "5 more. To list all: --all")
    main(["check", str(after), "--against", str(before), "--all"])
    out = capsys.readouterr().out
    assert (out.count("\n- "), "more." in out) == (25, False)
