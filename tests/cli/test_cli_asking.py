"""``assistant -q``: answers, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_driving import PATIENCE, STARTER, Caller

KEYS = [
    *("question", "status", "kind", "entry", "matched", "answer", "source", "score", "reason"),
    *("candidates", "also"),
]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("when did japan run its cluster policy", "2000 to 2010"),
        ("wen did japn run its clutser policy", "2000 to 2010"),
    ],
)
def test_a_misspelled_question_is_answered(call: Caller, question: str, said: str) -> None:
    ended = call("-q", question)
    assert ended.code == 0
    assert said in ended.out
    assert "§ Introduction: subject and findings · Summary, sentence 2" in ended.out


def test_words_after_q_need_no_quotes(call: Caller) -> None:
    ended = call("-q", "what", "is", "a", "cluster")
    assert ended.code == 0
    assert "work in related industries" in ended.out.splitlines()[0]
    assert ended.out == call("-q", "what is a cluster").out


def test_a_question_out_of_scope_is_declined(call: Caller) -> None:
    ended = call("-q", "when does the last bus leave for the airport?")
    assert ended.code == 1
    assert ended.out.startswith("No matching answer.")
    assert "assistant list" in ended.out


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Что такое экономическая география?", "английский"),
        ("クラスター政策はいつ終わりましたか", "英語"),
        ("Wann wurde die Politik der Cluster beendet?", "Englisch"),
        ("Quand est-ce que cette politique a été abandonnée ?", "l'anglais"),
        ("¿Cuándo se abandonó esta política?", "el inglés"),
        ("集群政策什么时候结束", "英语"),
    ],
)
def test_a_question_in_another_language_gets_one_sentence_in_it(
    call: Caller, question: str, said: str
) -> None:
    ended = call("-q", question)
    assert ended.code == 1
    assert ended.out.count("\n") == 1
    assert said in ended.out
    assert '"assistant list"' in ended.out
    turn = json.loads(call("-q", question, "--json").out)
    assert (turn["status"], turn["reason"], turn["entry"]) == ("no_match", "language", None)


def test_a_question_in_another_language_is_in_the_inbox_with_that_reason(small: Caller) -> None:
    small("-q", "Wo kann ich das Buch zurückgeben?")
    assert "other language" in small("inbox").out


def test_a_question_the_source_leaves_open_exits_with_4(call: Caller) -> None:
    ended = call("-q", "which ministries ran it")
    assert ended.code == 4
    assert ended.out.startswith("The source does not say.")


def test_the_answer_is_followed_by_its_source_and_related_questions(small: Caller) -> None:
    lines = small("-q", "how many books may I borrow").out.splitlines()
    assert lines[0] == "You may borrow up to five books at a time, each for four weeks."
    assert lines[2] == "§ 2. Books · Page 2, paragraph 1"  # the match is shown only if it is low
    assert lines[4:] == ["Ask next:", "  Where do I return a book?  [returning]"]


def test_json_has_the_keys_of_the_contract_in_their_order(small: Caller) -> None:
    ended = small("-q", "how many books may I borrow", "--json")
    assert ended.out.count("\n") == 1
    turn = json.loads(ended.out)
    assert list(turn) == KEYS
    assert (turn["status"], turn["entry"]) == ("answered", "borrowing")
    assert list(turn["source"]) == ["section", "title", "locator", "quote", "url"]
    assert list(turn["candidates"][0]) == ["entry", "question", "matched", "score", "excerpt"]
    assert turn["score"] == turn["candidates"][0]["score"]


def test_json_without_an_answer_has_nulls(small: Caller) -> None:
    ended = small("-q", "zzzz qqqq xxxx", "--json")
    assert ended.code == 1
    turn = json.loads(ended.out)
    assert turn["status"] == "no_match"
    assert [turn[key] for key in ("kind", "entry", "matched", "answer", "source")] == [None] * 5


def test_a_likely_answer_is_shown_under_its_question_and_exits_with_1(doubtful: Caller) -> None:
    ended = doubtful("-q", "how many books may I borrow then")
    assert ended.code == 1
    assert ended.out.splitlines()[:2] == [
        "Closest match: How many books may I borrow?",
        "You may borrow up to five books at a time, each for four weeks.",
    ]
    assert "\nOr did you mean:\n  1  " in ended.out
    assert doubtful.recorded("reason", "question") == ["likely"]
    turn = json.loads(doubtful("-q", "how many books may I borrow then", "--json").out)
    assert (turn["status"], turn["kind"], turn["entry"]) == ("likely", "answer", "borrowing")
    assert turn["candidates"][0]["excerpt"] == turn["answer"]


@pytest.mark.parametrize("count", [1, 2])
def test_n_limits_the_candidates(small: Caller, count: int) -> None:
    turn = json.loads(small("-q", "may I borrow or return books", "--json", "-n", str(count)).out)
    assert len(turn["candidates"]) == count


def test_section_restricts_the_search(small: Caller) -> None:
    assert json.loads(small("-q", "how many books may I borrow", "--json").out)["entry"] == "borrowing"
    turn = json.loads(small("-q", "how many books may I borrow", "--json", "--section", "visiting").out)
    assert turn["entry"] != "borrowing"
    assert "borrowing" not in [candidate["entry"] for candidate in turn["candidates"]]


def test_explain_shows_score_thresholds_and_reason(small: Caller) -> None:
    ended = small("-q", "how many bokks may I borrow", "--explain")
    names = [line.split("  ")[0] for line in ended.out.splitlines()]
    for name in ("reason", "words", "threshold", "margin", "coverage", "similarity"):
        assert name in names
    assert "bokks → book" in ended.out


def test_json_includes_the_explanation(small: Caller) -> None:
    turn = json.loads(small("-q", "how many books may I borrow", "--json", "--explain").out)
    assert list(turn) == [*KEYS, "explanation"]
    assert turn["explanation"]["reason"]
    assert {"name", "value", "note"} == set(turn["explanation"]["parts"][0])


@pytest.mark.parametrize(
    "args",
    [
        ("--question=how many books may I borrow",),
        ("--question", "how", "many", "books", "may", "I", "borrow"),
        ("-q", "--", "how many books may I borrow"),
        ("--json", "-q", "how", "many", "books", "--no-log", "may", "I", "borrow"),
        ("-qhow", "many", "books", "may", "I", "borrow"),
    ],
)
def test_all_forms_of_the_question_option_are_equal(small: Caller, args: tuple[str, ...]) -> None:
    turn = json.loads(small("--json", *args).out)
    assert turn["question"] == "how many books may I borrow"
    assert turn["entry"] == "borrowing"


def test_a_question_may_start_with_a_dash(small: Caller) -> None:
    for args in (("--question=-n how many books",), ("-q", "--", "-n", "how", "many", "books")):
        assert json.loads(small("--json", *args).out)["question"] == "-n how many books"


def test_several_bases_are_merged(small: Caller) -> None:
    other = small.home / "other.yaml"
    other.write_text(
        "entries:\n  - id: smoking\n    section: visiting\n    question: May I smoke on the balcony?\n"
        "    answer: No smoking anywhere.\n"
    )
    ended = small("--faq", str(STARTER), "--faq", str(other), "-q", "may I smoke on the balcony")
    assert "No smoking anywhere." in ended.out


# questions from standard input


def test_each_line_is_answered_before_the_next_is_sent(small: Caller) -> None:
    with small.running("-q", "-", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for question, entry in (("how many books may I borrow", "borrowing"), ("hello", "hello")):
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["entry"] == entry
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_the_exit_code_is_the_highest_of_all_questions(small: Caller) -> None:
    known, open_question, foreign = "how many books may I borrow", "what is the fine", "zzzz qqqq"
    assert small("-q", "-", given=f"{known}\n").code == 0
    assert small("-q", "-", given=f"{known}\n{foreign}\n{known}\n").code == 1
    assert small("-q", "-", given=f"{open_question}\n{foreign}\n").code == 4


def test_lines_are_independent_and_blank_lines_are_skipped(small: Caller) -> None:
    ended = small("-q", "-", "--json", given="\nhow many books may I borrow\r\n\n   \nand where?\n")
    turns = [json.loads(line) for line in ended.out.splitlines()]
    assert [turn["question"] for turn in turns] == ["how many books may I borrow", "and where?"]
    assert turns[1] == json.loads(small("-q", "and where?", "--json").out)


def test_blank_lines_print_nothing(small: Caller) -> None:
    question = "how many books may I borrow\n"
    expected = small("-q", "-", given=question * 2).out
    assert not expected.startswith("\n")
    assert small("-q", "-", given=f"\n \n{question}\n\n{question}\n").out == expected
    assert small("-q", "-", given="\n\n").out == ""


def test_words_after_the_dash_for_stdin_are_refused(small: Caller) -> None:
    ended = small("-q", "-", "extra", given="how many books may I borrow\n")
    assert (ended.code, ended.out) == (2, "")
    assert "Leave out the words after it" in ended.err


def test_an_empty_variable_is_ignored(call: Caller) -> None:
    for paths in ("", ":"):
        assert call("show", "cluster-definition", env={"ASSISTANT_FAQ": paths}).code == 0


def test_invalid_utf8_is_replaced(small: Caller) -> None:
    ended = small("-q", "-", "--json", given=b"how many b\xff\xfeoks may I borrow\0\n")
    assert json.loads(ended.out)["question"].startswith("how many b\ufffd\ufffdoks")
    ended = small("-q", b"how many b\xff\xfeoks", "--json")
    assert json.loads(ended.out)["question"] == "how many b\ufffd\ufffdoks"


def test_an_overlong_question_is_truncated_with_a_notice(small: Caller) -> None:
    ended = small("-q", "-", "--json", given="how many books may I borrow " * 100_000 + "\nhello\n")
    turns = [json.loads(line) for line in ended.out.splitlines()]
    assert len(turns[0]["question"]) == 2000
    assert turns[1]["entry"] == "hello"
    assert "truncated to 2,000" in ended.err


def test_control_characters_are_never_echoed(small: Caller) -> None:
    evil = "how many\x1b]52;c;AAAA\x07 b\u202eooks \x9b31m may I borrow\x7f"
    for args in ((), ("--json",), ("--explain",), ("--plain",)):
        way = ("--plain",) if "--plain" in args else ("-q", "-", *args)
        ended = small(*way, given=evil + "\n")
        assert not set(ended.out + ended.err) & set("\x1b\x07\u202e\x9b\x7f")


# the inbox


def test_an_unanswered_question_is_recorded_with_one_notice(small: Caller) -> None:
    first, second = small("-q", "zzzz qqqq"), small("-q", "zzzz wwww")
    assert small.recorded("question", "question") == ["zzzz qqqq", "zzzz wwww"]
    assert "--no-log" in first.err
    assert second.err == ""


def test_no_log_records_nothing(small: Caller) -> None:
    assert small("-q", "zzzz qqqq", "--no-log").code == 1
    assert small("-q", "how many books may I borrow").code == 0
    assert not (small.home / "state").exists()


# usage errors


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("-q",), "no question"),
        (("-q", ""), "empty"),
        (("-q", "   "), "empty"),
        (("-q", "x", "--jsn"), 'Did you mean "--json"?'),
        (("-q", "x", "--section", "boks"), 'Did you mean "books"?'),
        (("-q", "x", "--section", "zzz"), "Known here: visiting, books."),
        (("-q", "x", "-n", "0"), "-n"),
        (("-q", "x", "-n", "many"), "-n"),
        (("-q", "x", "-n"), "-n"),
        (("-q", "x", "--color", "pink"), "--color"),
        (("-q", "x", "--plain"), "--plain"),
        (("what", "is", "a", "cluster"), "assistant -q what is a cluster"),
        (("lits",), 'Did you mean "list"?'),
        (("list", "-q", "x"), "cannot be combined with a command"),
        (("--json",), "-q"),
        (("list", "--sektion", "x"), 'Did you mean "--section"?'),
        (("show",), "ID"),
        (("list", "more"), "Unexpected argument"),
        (("--faq", "", "-q", "x"), "--faq needs the path"),
        (("--faq=", "--plain"), "--faq needs the path"),
        (("list", "--faq", ""), "--faq needs the path"),
        (("eval", "x.jsonl", "--faq", ""), "--faq needs the path"),
    ],
)
def test_a_usage_error_is_one_line_with_a_remedy(small: Caller, args: tuple[str, ...], said: str) -> None:
    ended = small(*args)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("assistant: ")
    assert ended.err.count("\n") == 1
    assert said in ended.err


def test_the_first_question_on_a_new_machine_says_nothing_but_its_answer(
    call: Caller, tmp_path: Path
) -> None:
    call.env["XDG_CACHE_HOME"] = str(tmp_path / "no" / "cache yet")
    ended = call("--no-log", "-q", "what is a cluster")
    assert (ended.code, ended.err) == (0, "")
    assert (tmp_path / "no" / "cache yet").is_dir()
