"""Whatever is taught, in whatever style of file: it reads back exactly, and every old line is still there."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.base.cross_checks import phrasing_key
from assistant.base.editing import Edit, apply, plan_draft, plan_phrasing
from assistant.base.loader import load_base
from assistant.base.quoting import write_scalar
from assistant.errors import EditError
from assistant.sanitize import safe_text
from tests.soak.sizes import examples


def add_phrasing(paths: list[Path], entry: str, phrasing: str) -> Edit:
    edit = plan_phrasing(paths, entry, phrasing)
    apply(edit)
    return edit


pytestmark = pytest.mark.soak("properties")

HEAD = "title: T\nsections:\n  - id: a\n    title: A\n"
BLOCK = HEAD + (
    "entries:\n  # one\n  - id: one\n    section: a\n    question: q  # why\n    variants:\n"
    "      - first one\n      # last\n    answer: x\n"
)
STYLES = {
    "block": BLOCK,
    "windows": BLOCK.replace("\n", "\r\n"),
    "mark": "\ufeff" + BLOCK.replace("first one", "'first one'"),
    "anchors": BLOCK.replace("variants:", "variants: &v  # here"),
    "flow": HEAD + 'entries: [{id: one, section: a, question: q, variants: ["first one"], answer: x}]\n',
    "odd": HEAD
    + "entries:\n-   id: one\n    section: a\n    question: >-\n      q\n    answer: |+\n      x\n\n\n",
    "end": HEAD
    + "entries:\n- id: one\n  section: a\n  question: q\n  answer: x\n  variants:\n  -   |-\n     first one",
    "empty": HEAD
    + "entries:\n  - id: one\n    section: a\n    question: q\n    variants: []  # none\n    answer: x\n",
}
# fmt: off
SIGNIFICANT = [
    "a: b", "a #b", "#a", "- a", "-a", "? a", "?a", ": a", ":a", "a:", "a :b", "[a]", "a]", "{a}", "a}",
    "a, b", ",a", "&a", "*a", "!a", "|", ">", "|-", "'a'", "it's", '"a"', 'say "a"', "%a", "@a", "`a`",
    "~", "null", "no", "Yes", "on", "1", "1.10", "0x1f", "1e3", "2001-04-01", "12:30", "-", "--- a",
    "...", "<<", "=", ".5", "\\n", "a\\", "\\", "a  b", " a", "a ", "日本: 政策", "é", "👩‍👩‍👧?",
    "*bold* text", "what? why!", "C#", "C++", "a\tb", "\ta", "http://x.y/z#q", 'a\'b"c', "{{x}}", "&",
    "!!str a", "[x](y)", "a\xa0b",
]
# fmt: on
phrasings = st.sampled_from(SIGNIFICANT) | st.text(
    alphabet=st.sampled_from(list("ab :-?#,[]{}&*!|>'\"%@`\\~\t=.1é\xa0日"))
    | st.characters(categories=["L", "N", "P", "S"]),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module", autouse=True)
def _quick_disk():
    """Waiting for the disk a thousand times over proves nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


def added(path: Path, before: bytes, phrasing: str) -> None:
    """The phrasing is there, the rest of the base is as it was, and so is every byte of the file."""
    old = load_base([path]).base
    edit = add_phrasing([path], "one", phrasing)
    after = path.read_bytes()
    new = load_base([path]).base
    (entry,) = new.entries
    assert entry.variants[-1] == phrasing
    assert new._replace(entries=(entry._replace(variants=entry.variants[:-1]),)) == old
    common = next((at for at in range(len(before)) if before[at] != after[at]), len(before))
    assert before == edit.before
    # Only something was put in: taking one stretch out of the new bytes gives the old ones.
    gap = len(after) - len(before)
    assert any(after[:at] + after[at + gap :] == before for at in range(max(0, common - gap), common + 1))


@pytest.mark.parametrize("style", STYLES)
def test_significant_signs_in_every_style(tmp_path, style):
    path = tmp_path / "faq.yaml"
    for phrasing in filter(is_askable, SIGNIFICANT):
        path.write_bytes(STYLES[style].encode())
        added(path, STYLES[style].encode(), phrasing)


def is_askable(text: str) -> bool:
    """Return whether a phrasing has a letter or digit; others are refused."""
    return any(map(str.isalnum, text))


@pytest.mark.parametrize("style", STYLES)
def test_any_phrasings_one_after_the_other(tmp_path_factory, style):
    path = tmp_path_factory.mktemp("base") / "faq.yaml"

    @examples(15)
    @given(st.lists(phrasings, min_size=1, max_size=3, unique_by=phrasing_key))
    def run(several):
        assume(all(safe_text(text) == text and is_askable(text) for text in several))
        assume(not {phrasing_key(text) for text in several} & {"q", "first one"})
        path.write_bytes(STYLES[style].encode())
        for phrasing in several:
            added(path, path.read_bytes(), phrasing)

    run()


@examples(30)
@given(st.sampled_from(sorted(STYLES)), phrasings)
def test_a_draft_of_any_question_can_be_completed(style, question):
    assume(
        safe_text(question) == question
        and question.strip()
        and phrasing_key(question) not in ("q", "first one")
    )
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "faq.yaml"
        path.write_bytes(STYLES[style].encode())
        apply(plan_draft([path], "a", question))
        assert [entry.question for entry in load_base([path]).base.entries] == ["q"]
        head, _, draft = path.read_bytes().decode().partition("below.")
        written = re.sub(r"^( *)# ", r"\1", draft, flags=re.MULTILINE).replace('answer: ""', "answer: x")
        assert yaml.safe_load(written)[0]["question"] == question
        if style != "flow":
            path.write_bytes((head + written).encode())
            assert [entry.question for entry in load_base([path]).base.entries] == ["q", question]


@examples(40)
@given(st.text(max_size=20))
def test_any_text_is_added_or_refused(text):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "faq.yaml"
        path.write_text(BLOCK)
        try:
            edit = plan_phrasing([path], "one", text)
        except EditError:
            return
        apply(edit)
        assert load_base([path]).base.entries[0].variants[-1] == text


@given(phrasings)
def test_plain_is_only_for_what_nobody_reads_otherwise(text):
    written = write_scalar(text, "", in_flow=False)
    if written is not None:
        assert yaml.safe_load(written) == text
