"""Adding to a base file: only the new line is new, whatever style the file has."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.base.decoding import split_lines
from assistant.base.editing import apply, plan_draft, plan_phrasing
from assistant.base.loader import load_base
from assistant.errors import BaseError, EditError
from tests.unit.base.editing_files import BLOCK, HEAD, ONE, ONE_FLOW, add_phrasing, write

OTHER = BLOCK.replace("one", "three").replace("two", "four").replace("first", "1st").replace("second", "2nd")


def added(path: Path, id: str, phrasing: str) -> list[str]:
    """The lines that are new after adding a phrasing; all others must still be there, in order."""
    before = path.read_bytes().decode().splitlines(keepends=True)
    old = load_base([path]).base
    add_phrasing([path], id, phrasing)
    after = path.read_bytes().decode().splitlines(keepends=True)
    entry = next(entry for entry in load_base([path]).base.entries if entry.id == id)
    assert entry.variants[-1] == phrasing
    assert len(load_base([path]).base.entries) == len(old.entries)
    at = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before)
    )
    new = len(after) - len(before)
    assert after[:at] + after[at + new :] == before
    return [line.rstrip("\r\n") for line in after[at : at + new]]


def changed_line(path: Path, id: str, phrasing: str) -> str:
    """The one line that is different afterwards, for lists in brackets."""
    before = path.read_text().splitlines()
    add_phrasing([path], id, phrasing)
    after = path.read_text().splitlines()
    (different,) = [new for old, new in zip(before, after, strict=True) if old != new]
    assert phrasing in next(e for e in load_base([path]).base.entries if e.id == id).variants
    return different


def test_a_variant_goes_after_the_last_in_its_neighbours_style(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    assert added(path, "one", "third one") == ["      - 'third one'"]
    assert added(path, "one", 'it\'s: # "so"') == ["      - 'it''s: # \"so\"'"]


def test_an_entry_without_variants_gets_the_key(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    assert added(path, "two", "number two") == ["    variants:", "      - number two"]
    assert added(path, "two", "no") == ['      - "no"']


@pytest.mark.parametrize(
    ("entry", "phrasing", "new"),
    [
        ("- id: one\n  section: a\n  question: q\n  answer: x\n", "new", ["  variants:", "    - new"]),
        (
            "-   id: one\n    section: a\n    question: q\n    answer: x",
            "new",
            ["    variants:", "      - new"],
        ),
        (
            "- question: >-\n    q\n\n  id: one\n  section: a\n  answer: x\n",
            "new",
            ["  variants:", "    - new"],
        ),
        (
            "- id: one\n  section: a\n  question: q\n  variants:\n  -   odd\n  answer: x\n",
            "new",
            ["  -   new"],
        ),
        (
            ONE + "  variants:\n  - |-\n    odd\n\n\n  # end\n",
            "new",
            ["  - new"],
        ),
        (
            ONE + "  variants:\n  - |+\n    odd\n\n  tags: [t]\n",
            "new",
            ["  - new"],
        ),
        (
            ONE + "  variants: &v # c\n  - # d\n    two\n     lines\n",
            "new",
            ["  - new"],
        ),
        (ONE + "  variants:\n  -\n    b", "new", ["  - new"]),
        ("- \"question\": 'q'\n  id: one\n  section: a\n  answer: x\n", "n", ['  "variants":', "    - 'n'"]),
        (
            "- {id: zero, question: z, kind: small_talk, answer: a}\n- id: one\n  section: a\n  question: q\n"
            "  answer: x\n- id: three\n  section: a\n  question: r\n  answer: x\n  variants:\n  - dense\n",
            "new",
            ["  variants:", "  - new"],
        ),
    ],
)
def test_block_styles(tmp_path, entry, phrasing, new):
    for newline in ("\n", "\r\n"):
        for bom in ("", "\ufeff"):
            path = write(tmp_path, bom + (HEAD + "entries:\n" + entry).replace("\n", newline))
            if entry.endswith("\n") or new[0].lstrip().startswith("variants"):
                assert added(path, "one", phrasing) == new
            else:
                add_phrasing([path], "one", phrasing)
                assert path.read_bytes().decode() == bom + (
                    HEAD + "entries:\n" + entry + "\n" + new[0]
                ).replace("\n", newline)


@pytest.mark.parametrize(
    ("entry", "new"),
    [
        (ONE_FLOW + ", answer: x}", ONE_FLOW + ", variants: [new], answer: x}"),
        (ONE_FLOW + ", variants: [], answer: x}", ONE_FLOW + ", variants: [new], answer: x}"),
        (ONE + "  variants: []", "  variants: [new]"),
        (ONE + "  variants: &v [ ]  # c", "  variants: &v [new ]  # c"),
        (ONE + "  variants: [ b, 'c', ]", "  variants: [ b, 'c', 'new', ]"),
    ],
)
def test_flow_styles(tmp_path, entry, new):
    path = write(tmp_path, HEAD + "entries:\n" + entry + "\n")
    assert changed_line(path, "one", "new") == new


def test_flow_lists_over_several_lines(tmp_path):
    entry = ONE + "  variants: [\n    b,\n    c  # see\n  ]\n"
    path = write(tmp_path, HEAD + "entries:\n" + entry)
    add_phrasing([path], "one", "new, one")
    assert path.read_text() == HEAD + "entries:\n" + entry.replace("    c ", '    c,\n    "new, one" ')


def test_json_styles(tmp_path):
    text = (
        '{\n  "title": "T",\n  "sections": [{"id": "a", "title": "A"}],\n  "entries": [\n    {\n'
        '      "id": "one",\n      "section": "a",\n      "question": "q",\n      "answer": "x"\n    }\n'
        "  ]\n}\n"
    )
    path = write(tmp_path, text)
    assert added(path, "one", 'say "it"') == ['      "variants": ["say \\"it\\""],']
    add_phrasing([path], "one", "two")
    assert load_base([path]).base.entries[0].variants == ('say "it"', "two")
    compact = (
        '{"title":"T","sections":[{"id":"a","title":"A"}],'
        '"entries":[{"id":"one","section":"a","question":"q","answer":"x"}]}'
    )
    path = write(tmp_path, compact)
    add_phrasing([path], "one", "b")
    assert path.read_text() == compact.replace('"q"', '"q", "variants": ["b"]')


def test_a_plan_shows_what_it_will_do(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    edit = plan_phrasing([path], "one", "new")
    assert edit.line == 13
    assert path.read_text() == HEAD + BLOCK
    lines = edit.diff().splitlines()
    assert [line for line in lines[2:] if line[0] in "+-"] == ["+      - 'new'"]


def test_the_file_of_an_entry_is_found_in_a_directory(tmp_path):
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "b.yaml").write_text(BLOCK)
    (tmp_path / "c.yaml").write_text(OTHER)
    assert add_phrasing([tmp_path], "one", "new").line == 9
    assert add_phrasing([tmp_path], "three", "newer").path.name == "c.yaml"
    with pytest.raises(EditError, match='already a phrasing of the entry "three"'):
        add_phrasing([tmp_path], "one", "Newer")
    (tmp_path / "c.yaml").write_text("[")
    with pytest.raises(BaseError, match=r"c\.yaml"):
        add_phrasing([tmp_path], "one", "later")


def test_a_new_entry_goes_to_its_section(tmp_path):
    path = write(tmp_path, HEAD + BLOCK)
    edit = plan_draft([path], "a", "Who is: three?")
    apply(edit)
    assert path.read_text() == HEAD + BLOCK + (
        '\n  # Draft: write the answer, then remove "# " from the lines below.\n'
        '  # - id: who-is-three\n  #   section: a\n  #   question: "Who is: three?"\n  #   answer: ""\n'
    )
    assert edit.line == 20
    assert [entry.id for entry in load_base([path]).base.entries] == ["one", "two"]
    path.write_text(path.read_text().replace("  # -", "  -").replace("  #   ", "    "))
    with pytest.raises(BaseError, match="answer"):
        load_base([path])
    path.write_text(path.read_text().replace('answer: ""', "answer: Me."))
    assert load_base([path]).base.entries[2].answer == "Me."


@pytest.mark.parametrize(
    ("entries", "tail"),
    [
        (
            "entries:\n- id: one\n  section: a\n  question: q\n  answer: |\n    x\n\n# end\n",
            "\n# - id: fresh\n#   section: a",
        ),
        ("entries:\n- {id: one, section: a, question: q, answer: x}", "\n# - id: fresh\n#   section: a"),
        ("entries: [{id: one, section: a, question: q, answer: x}]", "]\n  # Draft"),
        ("entries: [\n  {id: one, section: a, question: q, answer: x},\n]\n", "\n]\n  # Draft"),
    ],
)
def test_a_new_entry_fits_the_style_of_the_list(tmp_path, entries, tail):
    path = write(tmp_path, HEAD + entries)
    apply(plan_draft([path], "a", "fresh?"))
    assert tail in path.read_text()
    assert [entry.id for entry in load_base([path]).base.entries] == ["one"]


@pytest.mark.parametrize("end", ["\n", "", "\nentries: []\n"])
def test_a_section_without_entries_gets_its_first_where_it_is_defined(tmp_path, end):
    (tmp_path / "a.yaml").write_text(HEAD + "  - id: b\n    title: B" + end)
    (tmp_path / "b.yaml").write_text(BLOCK)
    edit = plan_draft([tmp_path], "b", "what is one more?")
    assert edit.path.name == "a.yaml"
    apply(edit)
    assert "# - id: what-is-one-more\n" in edit.path.read_text()
    assert ("# entries:\n" in edit.path.read_text()) == ("entries" not in end)


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85"])
def test_a_diff_splits_lines_as_editors_do(tmp_path, odd):
    path = write(tmp_path, HEAD + BLOCK.replace("First.", f"'First{odd}line.'"))
    edit = plan_phrasing([path], "one", "new")
    assert edit.line == 13
    assert f"     answer: 'First{odd}line.'" in edit.diff().split("\n")


def test_lines_are_split_at_line_breaks_only():
    assert split_lines("a\u2028b\n\nc\x0b\r\nd\x85\x0c\re\n") == ["a\u2028b", "", "c\x0b", "d\x85\x0c", "e"]
    assert split_lines("") == []
    assert split_lines("a") == ["a"]
