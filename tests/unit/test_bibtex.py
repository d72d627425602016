"""Citations are valid BibTeX, whatever the base says about its source."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.base.model import Source
from assistant.conversation.bibtex import as_bibtex
from assistant.conversation.turn import Citation, Turn

WHERE = Citation("intro", "Part 1. Theory", "Summary, sentence 5", "", "https://example.org/1")
ANSWER = Turn("what for?", "answered", "tools", "what for", "Growth.", WHERE, 91.0)
HOSTILE = '100 % of {it}_ \\ } ~^ @misc{x, "y" #1 & $2 Япония'


def test_an_entry_has_what_the_base_says_of_its_source() -> None:
    source = Source("Ito, K., & Abe, M.-J. (2024). A & B. Journal, 1(2), 1990–1999", "https://example.org")
    assert as_bibtex(ANSWER, source, "A to B").splitlines() == [
        "@misc{a-to-b:tools,",
        "  author       = {Ito, K. and Abe, M.-J.},",
        "  title        = {{A to B}},",
        "  year         = {2024},",
        r"  howpublished = {Ito, K., \& Abe, M.-J. (2024). A \& B. Journal, 1(2), 1990–1999},",
        "  url          = {https://example.org/1},",
        "  note         = {Part 1. Theory. Summary, sentence 5}",
        "}",
    ]


@pytest.mark.parametrize(
    ("citation", "author", "year"),
    [
        ("Evolution of Policy. Association, 2024-10-01. ISSN 2072-2872.", None, "2024"),
        ("House rules (2024 edition).", None, "2024"),
        ("Ito, K., Abe, L. and Sato, M. (1999). On it.", "Ito, K. and Abe, L. and Sato, M.", "1999"),
        ("Founded 1950, reprinted 2001.", None, None),
        ("", None, None),
    ],
)
def test_author_and_year_are_given_only_without_doubt(
    citation: str, author: str | None, year: str | None
) -> None:
    text = as_bibtex(ANSWER, Source(citation), "T")
    assert ("author " in text, "year " in text) == (author is not None, year is not None)
    assert author is None or f"{{{author}}}" in text
    assert year is None or f"{{{year}}}" in text


@given(st.text(), st.text())
def test_braces_are_balanced(text: str, url: str) -> None:
    turn = ANSWER._replace(source=WHERE._replace(url=url, title=text))
    entry = as_bibtex(turn, Source(text), text)
    depths = [0]
    for character in entry:
        depths.append(depths[-1] + {"{": 1, "}": -1}.get(character, 0))
    assert depths[-1] == 0
    assert min(depths) == 0


@pytest.mark.skipif(shutil.which("bibtex") is None, reason="BibTeX is not installed")
def test_bibtex_reads_hostile_text(tmp_path: Path) -> None:
    turn = ANSWER._replace(source=WHERE._replace(title=HOSTILE, url=f"https://example.org/{HOSTILE}"))
    entries = (
        as_bibtex(turn, Source(HOSTILE), HOSTILE),
        as_bibtex(ANSWER, Source("Ito, K. (2024). X"), "Plain"),
    )
    (tmp_path / "base.bib").write_text("\n\n".join(entries), encoding="utf-8")
    (tmp_path / "paper.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{base}\n")
    done = subprocess.run(["bibtex", "paper"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert not re.search("warning|error", done.stdout, re.IGNORECASE)
    written = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert written.count(r"\bibitem") == 2
