"""Parse a query: find the words of the base that its words stand for.

A word that the base does not know is, in this order:

1. part of a word of the base that was split in two;
2. a chat abbreviation of a word of the base (``SHORTHAND``);
3. a common English word, which is left alone ("flood" is not a misspelt "food");
4. two words of the base run together, or a misspelt word of the base, by optimal string alignment distance
   (RapidFuzz), whichever takes fewer edits.

A word that remains unknown is evidence that the base does not answer the query.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from assistant.matching.confidence import ContentWord
from assistant.matching.index_rows import Term
from assistant.matching.normalize import stem, words
from assistant.matching.vocabulary import (
    FILLER_STEMS,
    SPELLING_WEIGHT,
    content_stems,
    stem_ngrams,
    stem_pairs,
    word_weight,
)
from assistant.matching.word_frequency import RARE, frequency_band
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.matching.protocols import Lexicon

WORD_LIMIT = 48
"""Most words of a query that are read; of a longer, pasted text, half of them from each end."""

SHORTHAND = {
    "wat": "what", "wot": "what", "wut": "what", "wich": "which", "hw": "how", "y": "why", "r": "are", "b4": "before",
    "bc": "because", "abt": "about", "ppl": "people", "govt": "government", "gov": "government", "info": "information",
    "yr": "year", "yrs": "years",
}  # fmt: skip
"""Chat abbreviations, expanded if the base does not know them; most are too short for spelling correction."""

FREQUENCY_BONUS = 0.25
"""Edits that a tenfold frequency of a word makes up for; 0.15 to 0.35 give the same results."""
UNUSED_PENALTY = 0.5
"""Edits added for a form that occurs in no phrasing, only as a synonym."""

AS_TYPED = "as typed"
REPAIRED = "repaired"
SYNONYM = "synonym"
FILLER = "filler"
UNKNOWN = "unknown"


class Word(Record):
    """A word of a query."""

    typed: str
    """The normalized word; empty for the second of two words that were run together."""
    understood: str
    """The word of the base that it stands for, or the typed word."""
    status: str
    """How it was understood: ``AS_TYPED``, ``REPAIRED``, ``SYNONYM``, ``FILLER`` or ``UNKNOWN``."""
    factor: float
    """Share of its full weight that counts, 0 to 1."""


class ParsedQuery(Record):
    """A query as the base understands it."""

    words: tuple[Word, ...]
    features: dict[int, float]
    """Feature to its weight in this query."""
    factors: dict[int, float]
    """Feature to the share of its full weight that counts, 0 to 1; 1 if missing."""
    products: dict[int, float]
    """Feature to its weight in this query times its full weight."""
    length: float
    """Euclidean length over the features and the unknown words."""
    length_with_spelling: float
    """Euclidean length including the character n-grams, as in training."""
    content_words: tuple[ContentWord, ...]
    meaning: Sequence[float] = ()
    """Word vector of the query at length 1; empty without word vectors or if they know no word of it."""


def parse_query(text: str, lexicon: Lexicon) -> ParsedQuery:
    """Parse a query with the words of a base."""
    typed = words(text)
    if len(typed) > WORD_LIMIT:
        typed = typed[: WORD_LIMIT // 2] + typed[-(WORD_LIMIT // 2) :]
    understood = _understand(typed, lexicon)
    stems = [stem(word.understood) for word in understood]
    terms = lexicon.find({*stems, *stem_pairs(stems), *stem_ngrams(stems)})
    factors = {s: word.factor for s, word in zip(stems, understood, strict=True)}
    features, full = _features(terms, factors, lexicon)
    squares = sum(weight * weight for weight in features.values())
    spelling = 0.0
    unknown_idf = lexicon.unknown_idf()
    for s in dict.fromkeys(stems):
        weight = terms[s].weight if s in terms else word_weight(s, unknown_idf)
        if s not in terms:
            squares += weight * weight
        spelling += (SPELLING_WEIGHT * weight) ** 2
    vectors = lexicon.word_vectors
    meaning = vectors.text_vector([word.understood for word in understood]) if vectors else []
    parsed = tuple(_with_status(word, s, terms) for word, s in zip(understood, stems, strict=True))
    return ParsedQuery(
        words=parsed,
        features=features,
        factors={f: weight / full[f] for f, weight in features.items() if weight != full[f]},
        products={f: weight * full[f] for f, weight in features.items()},
        length=math.sqrt(squares) or 1.0,
        length_with_spelling=math.sqrt(squares + spelling) or 1.0,
        content_words=_content_words(stems, parsed, terms, unknown_idf),
        meaning=meaning if any(meaning) else (),
    )


def _features(
    terms: Mapping[str, Term], factors: Mapping[str, float], lexicon: Lexicon
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the weight of each feature in the query, and its full weight."""
    features: dict[int, float] = {}
    full: dict[int, float] = {}
    concepts: dict[int, float] = {}
    for name, term in terms.items():
        factor = min(factors.get(part, 1.0) for part in name.split(" "))
        if term.feature is not None:
            features[term.feature] = factor * term.weight
            full[term.feature] = term.weight
        for concept in term.concepts:
            concepts[concept] = max(factor, concepts.get(concept, 0.0))
    for concept, weight in lexicon.weigh(concepts).items():
        features[concept] = concepts[concept] * weight
        full[concept] = weight
    return features, full


def _content_words(
    stems: Sequence[str], parsed: Sequence[Word], terms: Mapping[str, Term], unknown_idf: float
) -> tuple[ContentWord, ...]:
    """Return the content words, each once; the concepts of a phrase belong to each of its words."""
    concepts: dict[str, set[int]] = {}
    for name, term in terms.items():
        for part in name.split(" "):
            concepts.setdefault(part, set()).update(term.concepts)
    first = dict(zip(reversed(stems), reversed(parsed), strict=True))
    found = []
    for s in content_stems(stems):
        known = terms.get(s)
        if known is None or not known.df:
            weight, feature = word_weight(s, unknown_idf), None
        else:
            weight, feature = known.weight, known.feature
        word = first[s]
        found.append(
            ContentWord(weight, feature, tuple(sorted(concepts.get(s, ()))), word.understood, word.status)
        )
    return tuple(found)


def _with_status(word: Word, stemmed: str, terms: Mapping[str, Term]) -> Word:
    """Return the word with its final status."""
    if word.status == REPAIRED:
        return word
    if stemmed in FILLER_STEMS:
        return word._replace(status=FILLER)
    term = terms.get(stemmed)
    if term and term.df:
        return word._replace(status=AS_TYPED)
    return word._replace(status=SYNONYM if term and term.concepts else UNKNOWN)


def _understand(typed: Sequence[str], lexicon: Lexicon) -> list[Word]:
    """Return the words of the base that the typed words stand for."""
    known = lexicon.find({stem(word) for word in typed} | {stem(a + b) for a, b in pairwise(typed)})
    understood: list[Word] = []
    at = 0
    while at < len(typed):
        word = typed[at]
        following = typed[at + 1] if at + 1 < len(typed) else ""
        is_known = stem(word) in known or stem(word) in FILLER_STEMS
        may_join = following and not (is_known and stem(following) in known)
        if may_join and _joins(word, following, known):
            understood.append(Word(f"{word} {following}", word + following, REPAIRED, 1.0))
            at += 1
        elif is_known:
            understood.append(Word(word, word, AS_TYPED, 1.0))
        else:
            understood.extend(_correct(word, lexicon))
        at += 1
    return understood


def _joins(word: str, following: str, known: Mapping[str, Term]) -> bool:
    """Return whether two words are one word of the base, split in two."""
    joined = word + following
    return (
        len(joined) > 4
        and RARE in (frequency_band(word), frequency_band(following))
        and stem(joined) in known
    )


def _correct(word: str, lexicon: Lexicon) -> list[Word]:
    """Return the words that an unknown word probably stands for."""
    full = SHORTHAND.get(word)
    if full and lexicon.find({stem(full)}):
        return [Word(word, full, REPAIRED, 1.0)]
    edits = max_edits(word)
    if edits and frequency_band(word) == RARE:
        near = _similar_forms(word, edits, lexicon)
        # a missing space is one edit
        parts = _split(word, lexicon) if min(near.values(), default=2.0) > 1 else []
        if parts:
            return [Word(word if at == 0 else "", part, REPAIRED, 1.0) for at, part in enumerate(parts)]
        if near:
            return [Word(word, _likeliest(word, near, lexicon), REPAIRED, 1.0)]
    return [Word(word, word, UNKNOWN, 1.0)]


def _similar_forms(word: str, edits: int, lexicon: Lexicon) -> dict[str, float]:
    """Return the known forms within ``edits`` with their distances; a different first letter adds half an edit."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract_iter

    found = extract_iter(word, lexicon.forms_of_length(word, edits), scorer=OSA.distance, score_cutoff=edits)
    return {
        form: distance + (0 if word[:1] == form[:1] else 0.5)
        for form, distance, _ in found
        if len(word) > 3 or _is_short_typo(word, form)
    }


def _likeliest(word: str, near: Mapping[str, float], lexicon: Lexicon) -> str:
    """Return the form that was most likely meant: the closer and the more frequent, the likelier.

    This is the noisy channel model of spelling correction (Kernighan, Church & Gale 1990), with costs in edits.
    """
    if len(near) == 1:
        return next(iter(near))
    known = lexicon.find({stem(form) for form in near})

    def cost(form: str) -> tuple[float, int, str]:
        term = known.get(stem(form))
        df = term.df if term is not None else 0
        edits = near[form] - FREQUENCY_BONUS * math.log10(1 + df)
        return (edits + (0.0 if df else UNUSED_PENALTY), abs(len(word) - len(form)), form)

    return min(near, key=cost)


def max_edits(word: str) -> int:
    """Return how many typing errors are corrected in a word of this length."""
    if any(char.isdigit() for char in word):
        return 0  # a different year is a different question
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2 if len(word) < 12 else 3


def _is_short_typo(word: str, form: str) -> bool:
    """Return whether three letters are a typo of a form: letters swapped, or one inside omitted ("whn")."""
    return sorted(word) == sorted(form) or (len(form) == 4 and (word[0], word[-1]) == (form[0], form[-1]))


def _split(word: str, lexicon: Lexicon) -> list[str]:
    """Return the two known words that were run together; empty if there are none."""
    halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    halves = [pair for pair in halves if all(len(part) > 2 or frequency_band(part) == 1 for part in pair)]
    known = lexicon.find({stem(part) for pair in halves for part in pair})
    said = {name for name, term in known.items() if term.df}
    pairs = [pair for pair in halves if said.issuperset(map(stem, pair))]
    return list(max(pairs, key=lambda pair: sum(known[stem(part)].df for part in pair))) if pairs else []
