"""The commands: output, changes and exit codes."""

from __future__ import annotations

import json
import re
import signal
import sys
from pathlib import Path

import pytest
from cli_driving import PATIENCE, ROOT, STARTER, Caller

from tests.soak.sizes import portion

COMMANDS = "list show check eval teach edit inbox new import pick serve schema paths completion".split()


def test_help_names_every_command_and_shows_examples(call: Caller) -> None:
    ended = call("-h")
    assert ended.code == 0
    assert all(re.search(rf"^  {command} ", ended.out, re.MULTILINE) for command in COMMANDS)
    assert "assistant -q what is a cluster" in ended.out
    assert call("--help").out == ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(call: Caller, command: str) -> None:
    ended = call(command, "-h")
    assert ended.code == 0
    assert ended.out.startswith(f"usage: assistant {command}")
    assert ended.err == ""


def test_version(call: Caller) -> None:
    ended = call("--version")
    assert ended.code == 0
    assert re.fullmatch(r"assistant \d+\.\d+\.\d+\n", ended.out)


def test_list_prints_id_and_question_of_every_entry(small: Caller) -> None:
    rows = [line.split("\t") for line in small("list").out.splitlines()]
    assert ["borrowing", "How many books may I borrow?"] in rows
    assert len(rows) == 6
    assert [row[0] for row in rows] == re.findall(
        r"^  - id: ([\w-]+)\n    (?:section|kind)", STARTER.read_text(), re.M
    )


def test_list_of_one_section(small: Caller) -> None:
    listed = small("list", "--section", "visiting").out.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["opening-hours", "what-to-bring"]
    assert small("--section", "visiting", "list").out.splitlines() == listed
    ended = small("list", "--section", "visitng")
    assert (ended.code, ended.out) == (2, "")
    assert 'Did you mean "visiting"?' in ended.err


def test_options_may_precede_the_command(call: Caller) -> None:
    assert call("--faq", str(STARTER), "list").out == call("list", "--faq", str(STARTER)).out


def test_show_prints_the_whole_entry(small: Caller) -> None:
    shown = small("show", "opening-hours").out
    for part in (
        "When is the reading room open?",
        "Monday to Saturday, from 9 to 18.",
        "1. Visiting · Page 1",
        "“Monday to Saturday, 9 to 18”",
        "https://example.org/rules",
        "can I come on a saturday",
        "opening-hours",
    ):
        assert part in shown
    assert "not say" in small("show", "gap-fines").out.splitlines()[1]
    entry = json.loads(small("show", "borrowing", "--json").out)
    assert entry["source"]["locator"] == "Page 2, paragraph 1"
    assert entry["related"] == ["returning"]


def test_show_of_an_unknown_id_names_the_nearest(small: Caller) -> None:
    ended = small("show", "borowing")
    assert (ended.code, ended.out) == (2, "")
    assert 'Did you mean "borrowing"?' in ended.err


def test_paths_prints_every_path(call: Caller) -> None:
    listed = call("paths").out
    for place in (ROOT / "faq", call.home / "state" / "assistant" / "records.sqlite", call.home / "config"):
        assert str(place) in listed
    assert json.loads(call("paths", "--json").out)["question base"] == str(ROOT / "faq")


def test_schema_is_json(call: Caller) -> None:
    schema = json.loads(call("schema").out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


# check


def test_a_clean_base_is_clean(call: Caller) -> None:
    ended = call("check", "--strict", str(STARTER))
    assert ended.code == 0
    assert ended.out.startswith("0 errors, 0 warnings in 1 file: 6 entries")
    assert re.search(r"^books +3 +12 +0  #+$", ended.out, re.MULTILINE)


def test_warnings_fail_only_with_strict(small: Caller, own: Path) -> None:
    own.write_text(own.read_text().replace("      - is there a box for returns at night\n", ""))
    line = own.read_text().splitlines().index("  - id: returning") + 1
    ended = small("check")
    assert ended.code == 0
    assert f'own.yaml:{line}:9: warning: entry "returning" has only two variants (few-variants)' in ended.out
    assert small("check", "--strict").code == 1
    report = json.loads(small("check", "--json").out)
    assert (report["errors"], report["warnings"]) == (0, 1)
    assert report["problems"][0]["rule"] == "few-variants"
    assert [section["id"] for section in report["coverage"]["sections"]] == ["visiting", "books", ""]


@pytest.mark.parametrize("wording", ["Where did I return a book?", "where can we return the book"])
def test_a_phrasing_that_differs_only_in_function_words_is_reported(
    small: Caller, own: Path, wording: str
) -> None:
    text = own.read_text().replace(
        "      - what are the opening hours\n", f"      - what are the opening hours\n      - {wording}\n"
    )
    own.write_text(text)
    found = [line for line in small("check").out.splitlines() if wording in line]
    assert len(found) == 1
    assert "(too-close)" in found[0]
    assert 'close to "Where do I return a book?" of "returning", at' in found[0]
    assert "; both contain: where, " in found[0]


def test_quotes_must_occur_in_the_source(small: Caller, own: Path) -> None:
    source = small.home / "source.txt"
    source.write_text("Summary: The room is open Monday to Saturday, 9 to\n18. Nobody cites this sentence.\n")
    assert small("check", "--source", str(source)).code == 0
    source.write_text("Something else.")
    ended = small("check", "--source", str(source))
    assert ended.code == 3
    assert "(quote-not-found)" in ended.out
    missing = small("check", "--source", str(small.home / "gone.txt"))
    assert (missing.code, missing.out) == (3, "")
    assert "missing-file" in missing.err


NO_BASES = (b"", b"\xff\xfe", b"a: [", b"- x\n", b"\0", b"just words")
USES = (("check",), ("-q", "x"), ("list",), ("teach", "a", "b"), ("--plain",))


@pytest.mark.soak("combinations")
@pytest.mark.parametrize("content", NO_BASES)
def test_an_invalid_base_is_reported(small: Caller, own: Path, content: bytes) -> None:
    own.write_bytes(content)
    at = NO_BASES.index(content) % len(USES)  # two commands for each content
    for args in portion((USES[at], USES[at - 1]), USES):
        ended = small(*args)
        assert ended.code == 3
        assert "own.yaml" in (ended.out if args == ("check",) else ended.err)


def test_a_missing_base_is_reported(small: Caller) -> None:
    ended = small("check", str(small.home / "gone"))
    assert ended.code == 3
    assert "gone" in ended.out


def test_watch_reports_again_after_a_save(small: Caller, own: Path) -> None:
    with small.running("check", "--watch") as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"0 errors, 0 warnings")
        own.write_text(own.read_text().replace("kind: small_talk", "kind: small"))
        while b"bad-kind" not in (line := process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


# teach, edit, new


def test_teach_adds_one_line_and_the_phrasing_matches(small: Caller, own: Path) -> None:
    before = own.read_text().splitlines()
    dry = small("teach", "borrowing", "how many tomes for me", "--dry-run")
    assert dry.code == 0
    assert own.read_text().splitlines() == before
    assert "+      - how many tomes for me" in dry.out
    ended = small("teach", "borrowing", "how many tomes for me")
    assert ended.code == 0
    after = own.read_text().splitlines()
    added = [line for line in after if line not in before]
    assert added == ["      - how many tomes for me"]
    assert f":{after.index(added[0]) + 1}." in ended.out
    assert (
        json.loads(small("-q", "how many tomes for me", "--json").out)["matched"] == "how many tomes for me"
    )


def test_teach_accepts_a_phrasing_with_a_dash_after_two_dashes(small: Caller, own: Path) -> None:
    assert small("teach", "borrowing", "--", "- how many: 3?").code == 0
    assert json.loads(small("-q", "--json", "--", "- how many: 3?").out)["entry"] == "borrowing"


def test_teach_reports_why_it_refuses(small: Caller, own: Path) -> None:
    before = own.read_bytes()
    unknown = small("teach", "borowing", "x y")
    assert (unknown.code, unknown.out) == (2, "")
    assert 'Did you mean "borrowing"?' in unknown.err
    taken = small("teach", "borrowing", "Where do I return a book")
    assert (taken.code, taken.out) == (2, "")
    assert '"returning"' in taken.err
    assert own.read_bytes() == before


def test_edit_opens_the_editor_at_the_line(small: Caller, own: Path) -> None:
    editor = small.home / "editor.py"
    editor.write_text("import sys; print(sys.argv[1:])")
    small.env["EDITOR"] = f"{sys.executable} {editor}"
    small.env.pop("VISUAL", None)
    ended = small("edit", "returning")
    assert ended.code == 0
    line = own.read_text().splitlines().index("  - id: returning") + 1
    assert ended.out.strip() == str([f"+{line}", str(own)])
    small.env["EDITOR"] = "no-such-editor"
    assert small("edit", "returning").code == 2
    assert small("edit", "returnin").code == 2


def test_new_creates_a_valid_base_that_answers(call: Caller) -> None:
    folder = call.home / "mine"
    ended = call("new", str(folder))
    assert ended.code == 0
    assert [file.name for file in folder.iterdir()] == ["base.yaml"]
    assert call("check", "--strict", str(folder)).code == 0
    assert call("--faq", str(folder), "-q", "when are you open").code == 0
    again = call("new", str(folder))
    assert (again.code, again.out) == (2, "")
    assert (folder / "base.yaml").read_bytes() == STARTER.read_bytes()
    assert call("new", str(folder / "base.yaml")).code == 2
    assert call("new", "/dev/null/x").code == 3
