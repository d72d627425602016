"""How a question is read: its words as the base knows them, repaired, replaced or left unknown.

A word that the base does not know is, in this order: a common English word, which is then left alone (the
real-word guard: "flood" is no slip for "food"); a slip for a word of the base, by optimal string alignment
distance (RapidFuzz); two words run together, or one split in two; or a relative of a known word (one stem with
another ending). What is none of these counts as evidence that the base does not answer the question.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from assistant.matching.confidence import Telling
from assistant.matching.index_rows import Term
from assistant.matching.normalize import stem, words
from assistant.matching.vocabulary import FILLER_STEMS, SPELLING_WEIGHT, neighbours, spans, word_weight
from assistant.matching.word_frequency import RARE, band
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.matching.protocols import Lexicon

WORD_LIMIT = 48
"""Words of a question that are read; a longer one is a pasted text, and its beginning and end say what it is."""
RELATIVE_FACTOR = 0.6
"""What a relative is worth against the word itself."""
ROOT = 5
"""Letters that relatives have in common at least, from the first on."""

SHORTHAND = {
    "wat": "what", "wot": "what", "wut": "what", "wich": "which", "hw": "how", "y": "why", "r": "are", "b4": "before",
    "bc": "because", "abt": "about", "ppl": "people", "govt": "government", "gov": "government", "info": "information",
    "yr": "year", "yrs": "years",
}  # fmt: skip
"""Words as chats write them, for bases that do not know them: no typing error, and too short to be repaired as one."""

FREQUENT = 0.25
"""Slips that a word is forgiven for being said ten times as often; 0.15 to 0.35 give the same."""
UNSAID = 0.5
"""Slips that a form costs which stands in no phrasing, but only means the same as one that does."""

AS_TYPED = "as typed"
REPAIRED = "repaired"
SYNONYM = "synonym"
RELATIVE = "relative"
FILLER = "filler"
UNKNOWN = "unknown"


class Word(Record):
    """One word of a question."""

    typed: str
    understood: str
    how: str
    factor: float
    """0 to 1: how much of the understood word's weight it carries."""


class Reading(Record):
    """A question as the base understands it."""

    words: tuple[Word, ...]
    features: dict[int, float]
    """Feature to its weight in this question."""
    factors: dict[int, float]
    """Feature to the share of its own weight that this is, where not the whole."""
    products: dict[int, float]
    """Feature to its weight in this question times its own."""
    length: float
    """Euclidean length over the features and the unknown words."""
    spelt_length: float
    """The same with the spelling of the words, as fitting measures it."""
    telling: tuple[Telling, ...]
    told_words: tuple[Word, ...]
    """The word of each telling one."""

    def told(self) -> zip[tuple[Word, Telling]]:
        """The telling words, as words and as what the base knows of them."""
        return zip(self.told_words, self.telling, strict=True)


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a question."""
    typed = words(text)
    if len(typed) > WORD_LIMIT:
        typed = typed[: WORD_LIMIT // 2] + typed[-(WORD_LIMIT // 2) :]
    read_words = _understand(typed, lexicon)
    stems = [stem(word.understood) for word in read_words]
    terms = lexicon.find({*stems, *neighbours(stems), *spans(stems)})
    factors = {s: word.factor for s, word in zip(stems, read_words, strict=True)}
    features, own = _features(stems, terms, factors, lexicon)
    squares = sum(weight * weight for weight in features.values())
    spelt = 0.0
    rare = lexicon.idf_unknown()
    for s in dict.fromkeys(stems):
        weight = terms[s].weight if s in terms else word_weight(s, rare)
        if s not in terms:
            squares += weight * weight
        spelt += (SPELLING_WEIGHT * weight) ** 2
    telling = _telling(stems, terms, rare)
    by_stem = dict(zip(reversed(stems), reversed(read_words), strict=True))
    named = tuple(_named(word, s, terms) for word, s in zip(read_words, stems, strict=True))
    return Reading(
        words=named,
        features=features,
        factors={f: weight / own[f] for f, weight in features.items() if weight != own[f]},
        products={f: weight * own[f] for f, weight in features.items()},
        length=math.sqrt(squares) or 1.0,
        spelt_length=math.sqrt(squares + spelt) or 1.0,
        telling=telling,
        told_words=tuple(_named(by_stem[s], s, terms) for s in dict.fromkeys(stems) if s not in FILLER_STEMS),
    )


def _features(
    stems: Sequence[str], terms: Mapping[str, Term], factors: Mapping[str, float], lexicon: Lexicon
) -> tuple[dict[int, float], dict[int, float]]:
    """The features of a question: what each weighs in it, and what each weighs by itself."""
    features: dict[int, float] = {}
    own: dict[int, float] = {}
    concepts: dict[int, float] = {}
    for name, term in terms.items():
        factor = min(factors.get(part, 1.0) for part in name.split(" "))
        if term.feature is not None:
            features[term.feature] = factor * term.weight
            own[term.feature] = term.weight
        for concept in term.concepts:
            concepts[concept] = max(factor, concepts.get(concept, 0.0))
    for concept, weight in lexicon.weigh(concepts).items():
        features[concept] = concepts[concept] * weight
        own[concept] = weight
    return features, own


def _telling(stems: Sequence[str], terms: Mapping[str, Term], rare: float) -> tuple[Telling, ...]:
    """The telling words, each with what the base knows of it, phrases' concepts given to each of their words."""
    by_word: dict[str, set[int]] = {}
    for name, term in terms.items():
        for part in name.split(" "):
            by_word.setdefault(part, set()).update(term.concepts)
    found = []
    for s in dict.fromkeys(stems):
        if s in FILLER_STEMS:
            continue
        known = terms.get(s)
        concepts = tuple(sorted(by_word.get(s, ())))
        if known and known.df:
            found.append(Telling(known.weight, known.feature, concepts))
        else:
            found.append(Telling(word_weight(s, rare), None, concepts))
    return tuple(found)


def _named(word: Word, stemmed: str, terms: Mapping[str, Term]) -> Word:
    """The word with what became of it."""
    term = terms.get(stemmed)
    if word.how in (REPAIRED, RELATIVE):
        return word
    if term and term.df:
        return word._replace(how=FILLER if stemmed in FILLER_STEMS else AS_TYPED)
    if term and term.concepts:
        return word._replace(how=SYNONYM)
    return word._replace(how=FILLER if stemmed in FILLER_STEMS else UNKNOWN)


def _understand(typed: Sequence[str], lexicon: Lexicon) -> list[Word]:
    """Every word as the base may know it."""
    known = lexicon.find({stem(word) for word in typed} | {stem(a + b) for a, b in pairwise(typed)})
    understood: list[Word] = []
    at = 0
    while at < len(typed):
        word = typed[at]
        following = typed[at + 1] if at + 1 < len(typed) else ""
        if stem(word) in known or stem(word) in FILLER_STEMS:
            if following and stem(following) not in known and _joins(word, following, known):
                understood.append(Word(f"{word} {following}", word + following, REPAIRED, 1.0))
                at += 2
                continue
            understood.append(Word(word, word, AS_TYPED, 1.0))
        elif following and _joins(word, following, known):
            understood.append(Word(f"{word} {following}", word + following, REPAIRED, 1.0))
            at += 1
        else:
            understood.extend(_repaired(word, lexicon))
        at += 1
    return understood


def _joins(word: str, following: str, known: Mapping[str, Term]) -> bool:
    """Whether two words are one of the base's split in two."""
    joined = word + following
    return len(joined) > 4 and RARE in (band(word), band(following)) and stem(joined) in known


def _repaired(word: str, lexicon: Lexicon) -> list[Word]:
    """What an unknown word may be a slip for."""
    meant = SHORTHAND.get(word)
    if meant and lexicon.find({stem(meant)}):
        return [Word(word, meant, REPAIRED, 1.0)]
    slips = allowed_slips(word)
    if slips and band(word) == RARE:
        near = _near(word, slips, lexicon)
        if near:
            return [Word(word, _likeliest(word, near, lexicon), REPAIRED, 1.0)]
        parts = _split(word, lexicon)
        if parts:
            return [Word(word if at == 0 else "", part, REPAIRED, 1.0) for at, part in enumerate(parts)]
    relative = _relative(word, lexicon)
    if relative:
        return [Word(word, relative, RELATIVE, RELATIVE_FACTOR)]
    return [Word(word, word, UNKNOWN, 1.0)]


def _near(word: str, slips: int, lexicon: Lexicon) -> dict[str, float]:
    """The known forms that a word may be a slip for, each with how far it is; another beginning counts half."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract_iter

    found = extract_iter(word, lexicon.forms_like(word, slips), scorer=OSA.distance, score_cutoff=slips)
    return {
        form: distance + (0 if word[:1] == form[:1] else 0.5)
        for form, distance, _ in found
        if len(word) > 3 or _short_slip(word, form)
    }


def _likeliest(word: str, near: Mapping[str, float], lexicon: Lexicon) -> str:
    """The form that was most likely meant: the nearer and the more often said, the likelier.

    That is the noisy channel of spelling correction (Kernighan, Church & Gale 1990), with a slip for its unit.
    """
    if len(near) == 1:
        return next(iter(near))
    known = lexicon.find({stem(form) for form in near})

    def rank(form: str) -> tuple[float, int, str]:
        term = known.get(stem(form))
        said = term.df if term is not None else 0
        cost = near[form] - FREQUENT * math.log10(1 + said)
        return (cost + (0.0 if said else UNSAID), abs(len(word) - len(form)), form)

    return min(near, key=rank)


def allowed_slips(word: str) -> int:
    """How many typing errors a word of this length is forgiven."""
    if any(char.isdigit() for char in word):
        return 0  # another year is another question
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2 if len(word) < 12 else 3


def _short_slip(word: str, form: str) -> bool:
    """Whether three letters are a slip for a form: two exchanged, or one left out inside ("whn")."""
    return sorted(word) == sorted(form) or (len(form) == 4 and (word[0], word[-1]) == (form[0], form[-1]))


def _split(word: str, lexicon: Lexicon) -> list[str]:
    """Two known words that were run together."""
    if len(word) < 6:
        return []
    halves = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
    known = lexicon.find({stem(part) for pair in halves for part in pair})
    pairs = [pair for pair in halves if all(stem(part) in known for part in pair)]
    return list(max(pairs, key=lambda pair: sum(known[stem(part)].df for part in pair))) if pairs else []


def _relative(word: str, lexicon: Lexicon) -> str:
    """A known word of the same stem with another ending."""
    if len(word) < 6 or not word.isalpha():
        return ""
    root = stem(word)
    if len(root) < ROOT:
        return ""
    best: tuple[int, str] | None = None
    for form in lexicon.forms_begun(root[:ROOT], len(word) - 4, len(word) + 4):
        shared = 0
        for a, b in zip(root, form, strict=False):
            if a != b:
                break
            shared += 1
        if shared >= len(root) - 3 and shared >= len(form) - 4:
            rank = (shared, form)
            if best is None or rank > best:
                best = rank
    return best[1] if best else ""
