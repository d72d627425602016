"""Files from elsewhere: each loads or is refused with exactly the expected report."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assistant.base.loader import inspect_base, inspect_contents
from assistant.base.nodes import plain
from assistant.base.problems import ProblemReport
from assistant.base.reader import MAX_KEYS, Budget, read_document

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data" / "hostile"
VERDICTS: dict[str, list[str]] = json.loads((DATA / "verdicts.json").read_text())
ROOT = HERE.parents[2]
READ_DIFFERENTLY = {"652Z", "HM87-01", "L24T-01", "Y2GN"}
"""What libyaml takes for another text than the suite does, such as ``{?a: b}``."""
SUITE = Path(os.environ.get("ASSISTANT_HOSTILE", ROOT.parent / "shared" / "hostile")) / "yaml-test-suite"


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_each_file_gets_its_verdict(name):
    loaded, problems = inspect_base([DATA / name])
    assert [f"{problem.line}:{problem.column} {problem.rule}" for problem in problems] == VERDICTS[name]
    assert (loaded is not None) == (not problems)
    text = "".join(map(str, problems)) + repr(loaded and loaded.base)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_every_file_has_a_verdict():
    assert sorted(path.name for path in DATA.iterdir() if path.suffix == ".yaml") == sorted(VERDICTS)


def _cases() -> list[dict[str, object]]:
    path = SUITE / "cases.json"
    return json.loads(path.read_text())["cases"] if path.is_file() else []


@pytest.mark.skipif(not SUITE.is_dir(), reason="the YAML test suite is not there")
def test_the_yaml_test_suite_is_survived():
    cases = _cases()
    assert len(cases) > 300
    for case in cases:
        text = str(case["yaml"])
        loaded, problems = inspect_contents([(Path("case.yaml"), text.encode("utf-8", "surrogatepass"))])
        assert loaded is None, case["id"]  # none of them is a question base
        assert problems, case["id"]
        assert all("\n" not in str(problem) for problem in problems), case["id"]


@pytest.mark.skipif(not SUITE.is_dir(), reason="the YAML test suite is not there")
def test_texts_of_the_yaml_test_suite_arrive_as_typed():
    """Where the suite gives the contents as JSON and we read the file, texts are the same."""
    compared = 0
    for case in _cases():
        report = ProblemReport()
        document = read_document(
            str(case["yaml"]).encode("utf-8", "surrogatepass"), "case.yaml", report, Budget()
        )
        if case.get("fail") or report.problems or not case.get("json") or document.root is None:
            continue
        try:
            expected = json.loads(str(case["json"]))
        except ValueError:  # several documents
            continue
        if case["id"] in READ_DIFFERENTLY:
            continue
        compared += 1
        assert _agree(plain(document.root), expected), case["id"]
    assert compared > 150


def _agree(found: object, expected: object) -> bool:
    """Texts are equal; numbers, truth values and null are whatever was typed for them."""
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and len(found) == len(expected)
            and all(_agree(found.get(key), value) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return isinstance(found, list) and all(map(_agree, found, expected)) and len(found) == len(expected)
    return isinstance(found, str) and (found == expected or not isinstance(expected, str))


def report_on(data: bytes) -> list[str]:
    """What is told of one file: place and rule."""
    _, problems = inspect_contents([(Path("faq.yaml"), data)])
    return [f"{problem.line}:{problem.column} {problem.rule}" for problem in problems]


def test_a_long_list_and_a_table_of_many_keys_are_given_up_early():
    assert report_on(b"- a\n" * 5000) == ["1:1 wrong-type"]
    keys = b"".join(b"k%d: v\n" % number for number in range(5000))
    assert report_on(keys)[-1] == f"{MAX_KEYS + 2}:1 too-large"


def test_depth_beyond_libyamls_own_limit_is_told_as_any_other():
    (told,) = report_on(b"title: " + b"[" * 100_000)
    assert told.endswith("too-deep")


def test_a_file_that_takes_more_memory_than_there_is_is_told(monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr("assistant.base.reader.checked_utf8", full)
    assert report_on(b"title: T\n") == ["1:1 too-large"]


@pytest.mark.parametrize(
    ("head", "line", "times", "tail", "told"),
    [
        (b"title: T\n# ", b"a", 6 * 2**20, b"", "2:1 too-large"),
        (b"title: |\n", b" a\n", 2 * 2**20, b"", "1:6 too-large"),
        (b"title: [b,\n", b" a\n", 2 * 2**20, b"", "1:10 too-large"),
        (b"title: T\n", b"\n", 5 * 2**20, b"", "4000001:1 too-large"),
        (b"", b"#\n", 2**20, b"\xff\n" + b"#\n" * 2**20 + b"a\xff\n", "1048577:1 not-utf-8"),
        (b"", b"#\n", 2**20, b"\xff: a\n" * 21, "1048577:1 not-utf-8"),
        (b"", b"#\r\n", 2**20, b"a: \x07\n", "1048577:4 control-character"),
    ],
    ids=["comment", "text", "scalar", "empty lines", "not UTF-8", "not UTF-8 again", "control character"],
)
def test_what_stands_far_behind_is_told_with_its_place(
    head: bytes, line: bytes, times: int, tail: bytes, told: str
) -> None:
    assert told in report_on(head + line * times + tail)
