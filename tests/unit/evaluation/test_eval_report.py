"""The report: confusions, misses, JSON and words."""

from __future__ import annotations

import json
from collections.abc import Callable

from assistant.evaluation.outcome import Outcome
from assistant.evaluation.report import Confusion, build_report, confusions
from assistant.evaluation.report_text import FIGURES, report_text
from assistant.evaluation.scoring import measure

Make = Callable[..., Outcome]

KEYS = {row[1] for row in FIGURES if row[1]}


def test_confusions_name_both_entries_and_say_how_often_it_was_answered(make: Make) -> None:
    found = confusions(
        [
            make(["b", "z"], "answered", {"a": 90}),
            make(["b"], "ambiguous", {"a": 50, "b": 49}),
            make(["a"], "answered", {"b": 90}),
            make(["a"], "answered", {"a": 90}),
            make(["a"], "no_match"),
            make([], "answered", {"a": 90}),
            make([], "no_match", {"a": 20}),
            make(["g"], "not_in_source", {"h": 90}, kind="gap"),
            make(["g"], "answered", {"a": 90}, kind="gap"),
            make(["g"], "likely", {"a": 50}, kind="gap"),
            make(["a"], "likely", {"b": 50}),
            make([], "likely", {"b": 50}),
        ]
    )
    assert found == [
        Confusion("a", "b", 2, 1),
        Confusion("b", "a", 2, 1),
        Confusion("g", "a", 2, 1),
        Confusion(None, "a", 1, 1),
        Confusion(None, "b", 1, 0),
    ]


def test_json_has_every_figure_for_the_whole_each_file_and_each_kind(ten: list[Outcome]) -> None:
    report = build_report(["one.jsonl", "two.jsonl"], [ten[:5], ten[5:]]).as_dict()
    json.dumps(report, allow_nan=False)
    assert (report["questions"], report["in_scope"], report["gap"], report["foreign"]) == (10, 5, 2, 3)
    assert set(measure(ten)) == KEYS
    for block in (report, *report["files"], *report["kinds"].values()):
        assert set(block) >= KEYS
    assert [(file["file"], file["questions"]) for file in report["files"]] == [
        ("one.jsonl", 5),
        ("two.jsonl", 5),
    ]
    assert list(report["kinds"]) == ["gap", "in", "near", "oos"]
    assert report["kinds"]["near"]["auroc"] == 0.4
    assert report["styles"] == {}
    assert report["calibration"][8] == {"from": 80.0, "to": 90.0, "count": 1, "score": 90.0, "right": 1.0}


def test_misses_come_worst_first_with_what_was_expected_and_what_came(ten: list[Outcome]) -> None:
    report = build_report(["f.jsonl"], [ten]).as_dict()
    assert [miss["verdict"] for miss in report["misses"]] == [
        "wrong",
        "wrong",
        "false",
        "declined",
        "declined",
        "offered",
    ]
    first = report["misses"][0]
    assert (first["file"], first["line"], first["turn"], first["expected"]) == ("f.jsonl", 1, None, ["b"])
    assert (first["status"], first["entry"], first["score"]) == ("answered", "a", 80)
    assert (first["rank"], first["expected_score"]) == (2, 60)
    assert first["candidates"] == [{"entry": "a", "score": 80}, {"entry": "b", "score": 60}]


def test_a_likely_answer_that_is_right_is_no_miss(make: Make) -> None:
    outcomes = [
        make(["a"], "likely", {"a": 50}),
        make(["a"], "likely", {"b": 50, "a": 30}),
        make([], "likely", {"b": 45}),
    ]
    text = report_text(build_report(["f.jsonl"], [outcomes]))
    assert "Misses: 2 of 3" in text
    assert "likely, but wrong (1)" in text
    assert "likely, although out of scope (1)" in text
    assert "got       likely: b 50.0, a 30.0" in text


def test_every_miss_is_listed(ten: list[Outcome]) -> None:
    report = build_report(["f.jsonl"], [ten])
    assert len(report.as_dict()["misses"]) == report.as_dict()["missed"] == 6
    text = report_text(report)
    assert "Misses: 6 of 10" in text
    assert text.count("f.jsonl:1") == 6


def test_words_give_each_figure_its_name_and_its_columns(ten: list[Outcome]) -> None:
    lines = report_text(build_report(["x/one.jsonl", "x/two.jsonl"], [ten[:5], ten[5:]])).splitlines()
    assert lines[0] == "10 questions: 5 in scope, 2 the source does not say, 3 not to be answered"
    assert lines[2].split() == ["one.jsonl", "two.jsonl", "total"]
    (row,) = [line for line in lines if " top1 " in line and "right entry first" in line]
    assert row.split()[-5:] == ["20.0", "%", "–", "20.0", "%"]
    assert len(lines[2]) == len(row)


def test_files_of_the_same_name_are_told_apart(ten: list[Outcome]) -> None:
    lines = report_text(build_report(["x/q.jsonl", "y/q.jsonl"], [ten[:5], ten[5:]])).splitlines()
    assert lines[2].split() == ["x/q.jsonl", "y/q.jsonl", "total"]


def test_more_files_than_fit_beside_each_other_all_appear(ten: list[Outcome]) -> None:
    names = [f"{at}.jsonl" for at in range(9)]
    text = report_text(build_report(names, [ten[:at] for at in range(1, 10)]))
    assert all(name in text for name in names)
    counts = [line.split()[1:] for line in text.splitlines() if line.startswith("questions ")]
    assert counts == [["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "45"]]


def test_headings_without_figures_are_left_out(make: Make) -> None:
    text = report_text(build_report(["f.jsonl"], [[make(["a"], "answered", {"a": 90})]]))
    assert text.startswith("1 question: 1 in scope\n")
    assert "Must not be answered" not in text
    assert text.endswith("No misses.\n")


def test_a_miss_shows_every_thing_that_was_asked_and_what_a_terminal_would_obey_is_harmless(
    make: Make,
) -> None:
    turn = make(["a", "b"], "answered", {"a": 90.04}, every=True, kind="in\x1b[2J")
    text = report_text(build_report(["f.jsonl"], [[turn]]))
    assert "expected  a 90.0 + b" in text
    assert "\x1b" not in text


def test_what_a_gap_expects_is_said_in_words(make: Make) -> None:
    text = report_text(build_report(["f.jsonl"], [[make([], "answered", {"a": 90}, kind="gap")]]))
    assert 'expected  "the source does not say", or no answer' in text
