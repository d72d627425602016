"""Counting words once gives the same features; files that are no index or cache entry are rejected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.cache_entry import CacheEntry, FileStamp
from assistant.index.index_file import open_store
from assistant.index.schema import fingerprint
from assistant.matching.normalize import normalized_key, stem, words
from assistant.matching.tokenized import TokenizedTexts
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
    spoken = TokenizedTexts(texts)
    assert len(spoken) == len(texts)
    assert list(spoken.keys()) == [normalized_key(text) for text in texts]
    said = [word for text in texts for word in words(text)]
    assert dict(zip(spoken.numbers, spoken.counts(), strict=True)) == {
        word: said.count(word) for word in said
    }


@given(TEXTS, st.booleans())
@examples(15)
def test_features_counted_at_once_are_those_of_each_text(texts: list[str], pairs: bool) -> None:
    spoken = TokenizedTexts(texts)
    vocabulary = Vocabulary(spoken, [("stop", "wind down", "end"), ("ice cream", "cluster")], pairs=pairs)
    assert list(vocabulary.features_of_texts(spoken)) == [
        sorted(vocabulary.features_of_stems([stem(word) for word in words(text)])) for text in texts
    ]


@given(st.text())
def test_a_fingerprint_fits_a_key(text: str) -> None:
    assert 0 <= fingerprint(text.encode("utf-8", "replace").decode()) < 2**63


@given(content=st.binary(max_size=300))
def test_a_file_that_is_no_index_is_not_opened(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.sqlite"
    path.write_bytes(content)
    assert open_store(path, "") is None
    path.write_bytes(b"SQLite format 3\0" + content)
    assert open_store(path, "") is None


@given(content=st.binary(max_size=300))
def test_a_file_that_is_no_cache_entry_is_not_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "entry.json"
    path.write_bytes(content)
    assert CacheEntry.read(path) is None


STAMPS = st.builds(FileStamp, st.text(max_size=20).filter(str.isprintable), *[st.integers(0, 2**63)] * 4)


@given(
    st.lists(STAMPS, max_size=3),
    st.text("0123456789abcdef", max_size=32),
    STAMPS,
    st.integers(0),
)
def test_a_cache_entry_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[FileStamp],
    content: str,
    index_file: FileStamp,
    checked: int,
) -> None:
    path = tmp_path_factory.getbasetemp() / "entry.json"
    entry = CacheEntry(tuple(files), content, index_file, checked)
    entry.write(path)
    assert CacheEntry.read(path) == entry
