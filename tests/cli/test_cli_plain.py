"""Plain mode: the conversation line by line, piped and at a terminal."""

from __future__ import annotations

import io
import json
import re
import signal
from pathlib import Path

import pytest
from cli_driving import PATIENCE, ROOT, STARTER, Caller
from pseudo_terminal import Terminal

from assistant.cli.main import main
from assistant.conversation.slash_commands import commands_for
from assistant.curation.curator import Curator
from assistant.evaluation.impact import Impact


def test_speakers_are_named(small: Caller) -> None:
    ended = small("--plain", given="how many books may I borrow\n")
    assert ended.out.splitlines() == [
        "You: how many books may I borrow",
        "Assistant: You may borrow up to five books at a time, each for four weeks.",
        "Source: 2. Books. Page 2, paragraph 1.",
        "You can ask next:",
        "1. Where do I return a book?",
        "",
    ]
    assert (ended.code, ended.err) == (0, "")


def test_another_language_gets_a_sentence_and_the_contents_to_browse(small: Caller) -> None:
    lines = small("--plain", given="Wo kann ich das Buch zurückgeben?\n1\n").out.splitlines()
    assert lines[1].startswith("Assistant: Die Sprache dieser Fragensammlung ist Englisch")
    assert '"/contents"' in lines[1]
    assert lines[2:5] == ["1. browse the contents", "", "You: 1"]


def test_plain_mode_is_the_default_without_a_terminal(small: Caller) -> None:
    chosen = small(given="hello\n")
    assert chosen.out == small("--plain", given="hello\n").out
    assert chosen.code == 0
    nothing = small()
    assert nothing.code == 2
    assert "-q" in nothing.err
    assert "--plain" in nothing.err


def test_a_number_picks_a_choice(small: Caller) -> None:
    lines = small("--plain", given="how many books may I borrow\n1\n").out.splitlines()
    assert "You: 1" in lines
    assert any(line.startswith("Assistant: Return books at the desk") for line in lines)


def test_an_unanswered_question_can_be_added_to_the_inbox(small: Caller) -> None:
    ended = small("--plain", given="zzzz qqqq\n/wrong\n")
    assert ended.code == 1
    assert "1. browse the contents" in ended.out
    assert "Added to the inbox." in ended.out
    assert small.recorded("reason", "question") == ["none of these"]


def test_the_alternatives_to_a_likely_answer_are_numbered(doubtful: Caller) -> None:
    lines = doubtful("--plain", given="how many books may I borrow then\n1\n").out.splitlines()
    assert lines[1] == "Assistant: Closest match: How many books may I borrow?"
    assert lines[2] == "You may borrow up to five books at a time, each for four weeks."
    at = lines.index("Or did you mean:")
    assert lines[at + 1].startswith("1. ")
    assert doubtful("--plain", given=f"{lines[at + 1][3:]}\n").out.splitlines()[1] in lines[at:]
    assert doubtful("--plain", given="how many books may I borrow then\n").code == 1


def test_browsing_works_with_numbers_only(small: Caller) -> None:
    ended = small("--plain", given="/contents\n2\n1\n")
    assert "2. 2. Books, 3 questions" in ended.out
    assert "You may borrow up to five books" in ended.out


def test_every_command_prints_something(small: Caller) -> None:
    file = small.home / "talk.md"
    commands = [
        "/help", "/contents", "/contents book", "/source", "/before", "/after", "/open", "/explain", "/export plain",
        "/export bibtex", f"/export {file}", "/history", "/wrong", "/new", "/quit",
    ]  # fmt: skip
    given = "".join(f"how many books may I borrow\n{command}\n" for command in commands)
    ended = small("--plain", given=given)
    blocks = dict.fromkeys(commands, "")
    for block in ended.out.split("You: /")[1:]:
        name, _, rest = block.partition("\n")
        blocks["/" + name] = rest
    assert all(rest.strip() for name, rest in blocks.items() if name != "/quit")
    assert "/history [words]" in blocks["/help"]
    assert "Link: https://example.org/rules" in blocks["/source"]
    assert "first entry of its section" in blocks["/before"]
    assert "Return books at the desk" in blocks["/after"]
    assert "threshold" in blocks["/explain"]
    assert "@misc" in blocks["/export bibtex"]
    assert "You may borrow up to five books" in file.read_text()
    assert blocks["/quit"] == ""


def test_a_misspelled_command_is_reported_and_no_file_is_overwritten(small: Caller) -> None:
    file = small.home / "talk.md"
    file.write_text("mine")
    ended = small(
        "--plain", given=f"hello\n/expot x\n/export {file}\n/export {file}.doc\n/quit now\n/source\n"
    )
    assert "Did you mean /export?" in ended.out
    assert "Not saved" in ended.out
    assert "takes no argument" in ended.out
    assert "There is no answer yet" not in ended.out
    assert file.read_text() == "mine"


def test_json_conversation_turn_by_turn(small: Caller) -> None:
    with small.running("--plain", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        turns = []
        for question in ("how many books may I borrow", "1", "how many books may I borrow"):
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
            turns.append(json.loads(process.stdout.readline()))
        assert [turn["entry"] for turn in turns] == ["borrowing", "returning", "borrowing"]
        process.stdin.write(b"\n1\n")  # in a new conversation, 1 is not a choice
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["entry"] != "returning"
        process.stdin.write(b"/quit\nhello\n")
        process.stdin.flush()
        assert process.stdout.read() == b""
        assert process.wait(PATIENCE) in (0, 1)


def test_a_follow_up_sees_the_turns_before_it(small: Caller) -> None:
    given = "how many books may I borrow\ntell me more\n\ntell me more\n"
    turns = [json.loads(line) for line in small("--plain", "--json", given=given).out.splitlines()]
    assert turns[1]["entry"] == "returning"
    assert turns[2] == json.loads(small("-q", "tell me more", "--json").out)
    assert turns[2]["entry"] is None


def test_the_exit_code_is_the_highest_of_all_turns(small: Caller) -> None:
    assert small("--plain", given="hello\n").code == 0
    assert small("--plain", given="hello\nzzzz qqqq\nhello\n/quit\n").code == 1
    assert small("--plain", "--json", given="what is the fine\nzzzz qqqq\n").code == 4


def test_no_log_records_no_conversation(small: Caller) -> None:
    small("--plain", "--no-log", given="zzzz qqqq\nhello\n/wrong\n")
    assert not (small.home / "state").exists()


def test_continue_resumes_the_last_conversation(small: Caller) -> None:
    small("--plain", given="how many books may I borrow\n")
    ended = small("--plain", "--continue", given="/source\n")
    assert "You: how many books may I borrow" in ended.out
    assert "Section: 2. Books" in ended.out


SCREENS = {
    "/help": "Type a question, the number of a choice, or a command:",
    "/contents": "Sections:",
    "/contents return": "Questions containing return:",
    "/source": "Section: 2. Books",
    "/explain": "Matched ",
    "/history": "Earlier questions:",
    "/conversations": "No earlier conversations.",
    "/find five": "Questions and answers of this conversation with five:",
    "/export bibtex": "@misc{",
    "/teach": "Which question does “how many books may I borrow” ask?",
    "/wrong": "Marked as wrong. Added to the inbox.",
    "/inbox": "Unanswered questions:",
    "7": "There is no choice 7: type a number from 1 to 1.",
    "/new": "New conversation.",
}
"""What plain mode has for each screen of the chat, and the first line of it."""


def test_every_screen_of_the_chat_has_an_equivalent(small: Caller) -> None:
    given = "\n".join(["how many books may I borrow", *SCREENS, ""])
    lines = small("--plain", given=given).out.splitlines()
    for command, first in SCREENS.items():
        assert lines[lines.index(f"You: {command}") + 1].startswith(first)


def test_only_copying_and_themes_are_missing() -> None:
    missing = set(commands_for("chat")) - set(commands_for("plain"))
    assert {command.name for command in missing} == {"copy", "theme"}
    documented = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert [one.name for one in commands_for("plain") if f"`/{one.name}" not in documented] == [
        "reload",
        "quit",
    ]


def test_earlier_questions_and_conversations_are_listed_with_time_and_answer(small: Caller) -> None:
    small("--plain", given="how many books may I borrow\nwhere do I return them\n")
    lines = small("--plain", given="/history many\n/conversations\n1\nand how long\n").out.splitlines()
    assert lines[1:4:2] == ["Earlier questions:", lines[3]]
    assert lines[2] == "1. how many books may I borrow"
    assert re.fullmatch(r"   (\d\d:\d\d|yesterday): You may borrow up to five books at a time.*", lines[3])
    at = lines.index("Earlier conversations:")
    assert lines[at + 1] == "1. how many books may I borrow"
    assert re.fullmatch(r"   2 questions, (\d\d:\d\d|yesterday)", lines[at + 2])
    assert lines[at + 4 : at + 6] == [
        "The earlier conversation, 2 questions:",
        "You: how many books may I borrow",
    ]
    assert "The conversation continues here." in lines
    assert small.recorded("conversation", "conversation") == [1, 1, 1]


def test_continuing_without_an_earlier_conversation_says_so(small: Caller) -> None:
    assert "no earlier conversation" in small("--plain", "--continue", given="/quit\n").err
    quiet = small("--plain", "--continue", "--no-log", given="/conversations\n")
    assert "recording is turned off" in quiet.err
    assert "recording is turned off" in quiet.out


def changing(small: Caller) -> Path:
    """Use a copy of the starter base, which may be changed."""
    path = small.home / "own.yaml"
    path.write_bytes(STARTER.read_bytes())
    small.env["ASSISTANT_FAQ"] = str(path)
    return path


@pytest.mark.parametrize("broken", [False, True])
def test_changes_to_the_base_are_loaded(small: Caller, broken: bool) -> None:
    path = changing(small)
    with small.running("--plain", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr

        def answer() -> str:
            assert process.stdin
            assert process.stdout
            process.stdin.write(b"how many books may I borrow\n")
            process.stdin.flush()
            return str(json.loads(process.stdout.readline())["answer"])

        assert "five" in answer()
        text = path.read_text()
        path.write_text(
            text.replace("answer: You", "anser: You") if broken else text.replace("five", "seven")
        )
        notice = process.stderr.readline().decode()
        if broken:
            assert "own.yaml:" in notice
            assert "five" in answer()
        else:
            assert "Base updated" in notice
            assert "seven" in answer()
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_a_base_cut_short_is_held_back_until_reload(small: Caller) -> None:
    path = changing(small)
    path.write_text(re.sub("    related: .*\n", "", path.read_text()))  # no reference to what disappears
    with small.running("--plain", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"how many books may I borrow\n")
        process.stdin.flush()
        assert "five" in process.stdout.readline().decode()
        text = path.read_text().replace("five", "seven")
        path.write_text(text)
        assert "Base updated" in process.stderr.readline().decode()  # from now on, changes are followed
        path.write_text(cut_short(text))
        assert "entries have disappeared" in process.stderr.readline().decode()
        process.stdin.write(b"/reload\n")
        process.stdin.flush()
        assert "entries removed" in process.stderr.readline().decode()
        process.stdin.close()
        assert process.wait(PATIENCE) in (0, 1)


def test_reload_says_that_nothing_is_held_back(small: Caller) -> None:
    ended = small("--plain", given="/reload\n")
    assert "Nothing is held back" in ended.out + ended.err


def cut_short(text: str) -> str:
    """Return a base without its last three entries."""
    for _ in range(3):
        text = text[: text.rindex("  - id:")]
    return text


# at a terminal


@pytest.mark.parametrize("way", ["--plain", "dumb"])
def test_a_conversation_at_a_terminal(small: Caller, way: str) -> None:
    small.env["TERM"] = "dumb"
    with Terminal(small.command(*(["--plain"] if way == "--plain" else [])), small.env) as terminal:
        terminal.wait_for(b"You: ")
        terminal.send(b"how many books may I borrow\n")
        terminal.wait_for(b"1. Where do I return a book?")
        terminal.wait_until_idle()
        terminal.send(b"1\n")
        terminal.wait_for(b"Return books at the desk")
        terminal.wait_until_idle()
        terminal.send(b"\x04")
        assert terminal.end() == 0
        assert b"\x1b[1m" not in terminal.out
        assert b"The reading room. 6 answers." in terminal.out


def test_a_change_is_announced_at_the_prompt_which_comes_back(small: Caller) -> None:
    path = changing(small)
    with Terminal(small.command("--plain", "--section", "books"), small.env) as terminal:
        terminal.wait_for(b"Only questions of the section 2. Books are answered.")
        terminal.wait_for(b"You: ")
        terminal.send(b"how ma")
        terminal.wait_for(b"how ma")
        path.write_text(path.read_text().replace("up to five books", "up to six books"))
        terminal.wait_for(b"\nNotice: Base updated: 1 entry changed\r\nYou: how ma")
        terminal.send(b"ny books may I borrow\n")
        terminal.wait_for(b"up to six books")
        terminal.wait_until_idle()
        terminal.send(b"\x04")
        assert terminal.end() == 0
        assert b"%" not in terminal.out


def test_the_arrow_key_recalls_earlier_questions(small: Caller) -> None:
    small("--plain", given="how many books may I borrow\n")
    with Terminal(small.command("--plain"), small.env) as terminal:
        terminal.wait_for(b"You: ")
        terminal.wait_until_idle()
        terminal.send(b"\x1b[A\n")
        terminal.wait_for(b"You may borrow up to five books")
        terminal.send(b"/qu\t\n")
        assert terminal.end() == 0


def test_ctrl_c_at_a_terminal_exits_with_130(small: Caller) -> None:
    with Terminal(small.command("--plain"), small.env) as terminal:
        terminal.wait_for(b"You: ")
        terminal.wait_until_idle()
        terminal.process.send_signal(signal.SIGINT)  # as the terminal does for Ctrl+C
        assert terminal.end() == 130
        assert b"Traceback" not in terminal.out


def test_invalid_utf8_at_a_terminal_is_replaced(small: Caller) -> None:
    with Terminal(small.command("--plain"), small.env) as terminal:
        terminal.wait_for(b"You: ")
        terminal.send(b"how many b\xffoks may I borrow\n")
        terminal.wait_for(b"Assistant: ")
        terminal.send(b"/quit\n")
        assert terminal.end() in (0, 1)


def test_teaching_works_with_numbers_and_yes_or_no(small: Caller) -> None:
    base = small.home / "base.yaml"
    base.write_bytes(STARTER.read_bytes())
    given = "how long until it goes back\n/teach zebra\n/teach books\n1\nno\n/teach books\n1\nY\n/quit\n"
    ended = small("--plain", "--faq", str(base), given=given)
    assert ended.out.count("Which question does “how long until it goes back” ask?") == 2
    assert "No question contains zebra." in ended.out
    assert ended.out.count("+      - how long until it goes back") == 2
    assert "1 better" in ended.out
    assert "Nothing was changed." in ended.out
    assert f"Saved in {base}:" in ended.out
    added = base.read_text().splitlines()
    assert [line for line in added if "goes back" in line] == ["      - how long until it goes back"]
    assert len(added) == len(STARTER.read_text().splitlines()) + 1
    assert "five books" in small("-q", "how long until it goes back", "--faq", str(base)).out


def test_the_inbox_works_with_numbers_only(small: Caller) -> None:
    base = small.home / "base.yaml"
    base.write_bytes(STARTER.read_bytes())
    call = ("--plain", "--faq", str(base))
    small(*call, given="zzyzx quux\n")
    steps = (
        "/inbox",
        "1",
        "2",
        "1",
        "1",
        "/inbox",
        "1",
        "/inbox",
        "1",
        "2",
        "1",
        "1",
        "/inbox",
        "1",
        "/inbox",
    )
    lines = small(*call, given="\n".join(steps) + "\n").out
    assert "1. zzyzx quux (once)" in lines
    assert "What to do with “zzyzx quux”?" in lines
    assert "In which section?" in lines
    assert "+  #   question: zzyzx quux" in lines
    assert "Write its answer there, and remove the # before its lines." in lines
    assert "1. undo the last step: new “zzyzx quux”" in lines
    assert "Undone: new “zzyzx quux”" in lines
    assert base.read_bytes() == STARTER.read_bytes()


def test_a_draft_is_not_an_answer(small: Caller) -> None:
    base = small.home / "base.yaml"
    base.write_bytes(STARTER.read_bytes())
    call = ("--plain", "--faq", str(base))
    small(*call, given="zzyzx quux\n")
    assert "Draft in" in small(*call, given="/inbox\n1\n2\n1\n1\n").out.replace("Saved", "Draft")
    assert small("check", str(base)).code == small("check", str(STARTER)).code
    assert small("-q", "zzyzx quux", "--faq", str(base)).code == 1


def test_an_inbox_that_cannot_be_read_is_reported_once(small: Caller) -> None:
    ended = small("paths")
    database = Path(re.search(r"inbox +(\S+)", ended.out)[1])  # type: ignore[index]
    database.mkdir(parents=True)
    ended = small("--plain", given="/inbox\n/inbox\nzzyzx quux\n/inbox\n")
    assert ended.err.count("Questions are not recorded.") == 1
    assert ended.out.count("The inbox cannot be read.") == 3


def test_many_questions_are_offered_page_by_page(small: Caller) -> None:
    entries = "".join(
        f"  - {{id: e{n}, section: a, question: What is thing number {n}?, answer: Thing.}}\n"
        for n in range(29)
    )
    base = small.home / "base.yaml"
    base.write_text(f"title: T\nsections: [{{id: a, title: A}}]\nentries:\n{entries}")
    out = small("--plain", "--faq", str(base), given="zzyzx\n/teach\n13\n13\n").out
    assert out.count("Which question does “zzyzx” ask?") == 3
    assert out.count("13. more questions") == 2
    assert {n for n in range(29) if f". What is thing number {n}?\n" in out} == set(range(29))


def test_ctrl_c_cancels_the_impact_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> Impact:
        raise KeyboardInterrupt

    monkeypatch.setattr(Curator, "impact", interrupted)
    base = tmp_path / "base.yaml"
    base.write_bytes(STARTER.read_bytes())
    given = b"how long until it goes back\n/teach borrowing\nhow many books may I borrow\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(["--plain", "--faq", str(base), "--no-log"]) == 1
    said = capsys.readouterr().out
    assert "Press Ctrl+C to cancel." in said
    assert "Nothing was changed." in said
    assert "five books" in said
    assert base.read_bytes() == STARTER.read_bytes()
