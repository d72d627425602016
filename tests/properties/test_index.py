"""Whatever stands in a base, its index knows it; whatever stands in an index file, it is told from a good one."""

from __future__ import annotations

from pathlib import Path

import pytest
from assistant.index.staleness import Note, Stamp, is_sealed, read_note, write_note
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.cache import Cache
from assistant.index.index_file import open_store
from assistant.index.schema import fingerprint
from assistant.matching.normalize import key, words
from assistant.matching.tokenized import Spoken
from assistant.matching.vocabulary import Vocabulary
from tests.soak.sizes import examples

pytestmark = pytest.mark.soak("properties")

TEXTS = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from("where how stop wind down end the a cluster can't don't ice cream".split()),
            max_size=8,
        ).map(" ".join),
    ),
    max_size=12,
)


@given(TEXTS)
def test_texts_taken_to_words_once_are_the_texts(texts: list[str]) -> None:
    spoken = Spoken(texts)
    assert len(spoken) == len(texts)
    assert list(spoken.keys()) == [key(text) for text in texts]
    said = [word for text in texts for word in words(text)]
    assert dict(zip(spoken.numbers, spoken.counts(), strict=True)) == {
        word: said.count(word) for word in said
    }


@given(TEXTS, st.booleans())
@examples(15)
def test_features_counted_at_once_are_those_of_each_text(texts: list[str], pairs: bool) -> None:
    spoken = Spoken(texts)
    vocabulary = Vocabulary(spoken, [("stop", "wind down", "end"), ("ice cream", "cluster")], pairs=pairs)
    assert list(vocabulary.sets_of(spoken)) == [sorted(vocabulary.features_of(text)) for text in texts]


@given(st.text())
def test_a_fingerprint_fits_a_key(text: str) -> None:
    assert 0 <= fingerprint(text.encode("utf-8", "replace").decode()) < 2**63


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index file."""
    folder = tmp_path_factory.mktemp("index")
    entries = "\n".join(
        f"  - {{id: e{n}, section: s, question: Question {n}, answer: Answer}}" for n in range(9)
    )
    (folder / "base.yaml").write_text(f"title: T\nsections: [{{id: s, title: S}}]\nentries:\n{entries}\n")
    cache = Cache([folder / "base.yaml"], folder, notice=pytest.fail, progress=lambda stage, share: None)
    path = cache.open().path
    assert path is not None
    return path


@given(data=st.data())
@examples(60)
def test_damage_in_any_byte_breaks_the_seal(index: Path, tmp_path: Path, data: st.DataObject) -> None:
    whole = index.read_bytes()
    assert is_sealed(index)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
    assert not is_sealed(damaged)
    damaged.write_bytes(whole[:at])
    assert not is_sealed(damaged)
    assert not is_sealed(tmp_path / "missing")


@given(content=st.binary(max_size=300))
def test_no_file_opens_as_an_index_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.sqlite"
    path.write_bytes(content)
    assert open_store(path) is None
    path.write_bytes(b"SQLite format 3\0" + content)
    assert open_store(path) is None


@given(content=st.binary(max_size=300))
def test_no_note_is_read_from_anything(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "note.json"
    path.write_bytes(content)
    assert read_note(path) is None


STAMPS = st.tuples(st.text(max_size=20).filter(str.isprintable), *[st.integers(0, 2**63)] * 4)


@given(
    st.lists(STAMPS, max_size=3),
    st.text("0123456789abcdef", max_size=32),
    STAMPS,
    st.integers(0),
    st.integers(0),
)
def test_a_note_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[Stamp],
    content: str,
    built: Stamp,
    crc: int,
    at: int,
) -> None:
    path = tmp_path_factory.getbasetemp() / "note.json"
    note = Note(tuple(files), content, built, crc, at)
    write_note(path, note)
    assert read_note(path) == note
