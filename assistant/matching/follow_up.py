"""Recognize follow-up questions, corrections and lines that ask two things.

A follow-up is combined with the topic of the previous turn, whose words count for less than those typed. A question
with many unknown content words changes the subject and is matched alone.
"""

from __future__ import annotations

import math
import re

from assistant.matching.normalize import stem, words
from assistant.matching.query import UNKNOWN, ParsedQuery
from assistant.matching.vocabulary import FILLER_STEMS
from assistant.record import Record

TOPIC_SHARE = 0.5
"""Weight of the topic's words relative to those typed; 0.3 to 0.7 give the same results."""
LONG_QUESTION = 5
"""Number of content words from which a question stands alone, unless it points back."""
UNKNOWN_SHARE = 0.34
"""Share (0-1) of unknown content words, by weight, above which a question changes the subject."""

_POINTING = frozenset(
    "it its that this these those they them their there then he she his her one ones other others another else "
    "such same former latter both instead afterwards before after between".split()
)
_LEADING = (
    r"^\s*(?:and|but|so|or|also|then|what about|how about|what of|like what|such as|why|when|where|who|how|which|"
    r"really|more|tell me more|go on|continue|for example|in what way|since when|until when|with|on|any|anything|"
    r"only|even|not|no)\b"
)
_CORRECTION = r"(?:sorry|oops|actually|rather|i mean|i meant|not (?:that|those|this|these|it|him)|i was asking about|i asked about|i wanted|i want)\b"
_INTERJECTION = r"(?:no|nope|wait)\b"
# "no entry found" and "wait times" are not corrections: an interjection is followed by punctuation or another cue
_CORRECTING = rf"^\s*(?:(?:{_CORRECTION}|{_INTERJECTION}(?=\s*(?:[,.:;!-]|$|{_CORRECTION}|{_INTERJECTION})))[\s,.:;!-]*)+"
_MORE = (
    r"^\W*(?:(?:can|could) you )?(?:please )?(?:tell me more|more(?: please| details?)?|go on|continue|say more|elaborate|"
    r"explain (?:more|further)|expand)(?: (?:about|on) (?:it|that|this))?(?: please)?\W*$"
)
_EXAMPLES = (
    r"^\W*(?:and |but |so )?(?:like what|like which|like who|such as|for (?:example|instance)|e\.?g|namely|which ones?(?: (?:are|were) they)?|"
    r"(?:can|could) you (?:give|name) (?:me )?(?:an? |some )?(?:examples?|names?|one|some|them)|"
    r"(?:give|name|list)(?: me)? (?:an? |some )?(?:examples?|names?|one|some|them)|(?:any|an|some) examples?|"
    r"examples?|what are they|which are they|what exactly|which exactly|in detail|details)(?: please| exactly)?\W*$"
)
_PLACE = "(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|latter|former)"
_ORDINAL = (
    # as a noun ("the last", "second point"), not as an adverb or verb ("who came first", "how long did it last")
    rf"(?:^\W*(?:(?:and|but|so|or|then|no|what about|how about)\b\W*)*|\b(?:the|that|this|number) ){_PLACE}\W*$"
    rf"|\b{_PLACE} (?:one|point|item|choice|option|of them|of those)\W*$"
)
_PLACES = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2,
    "fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "last": -1, "latter": -1,
}  # fmt: skip
_COUNTED = (
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"),
)
_NEIGHBOUR = (
    r"\b(?:(?:the )?(?P<next>next|following)(?: (?:one|part|section|chapter))?|(?:the )?(?P<previous>previous|preceding)"
    r"(?: (?:one|part|section|chapter))?|(?:the )?(?:one|part|section|chapter) (?P<side>after|before)(?: (?:it|that|this))?)\W*$"
)
_WHERE_SAID = r"^\W*(?:and |so )?(?:in )?(?:which|what) (?:part|section|chapter|sentence|place)\b.*\b(?:that|this|it|those)\b"
_SENTENCE = r"(?<=[?!;])\s+|\n+"
_CLAUSE = r"[,;]?\s+and\s+(?:also\s+)?(?=(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|do|does|did|can|could|has|have)\b)"
PAIRS_TRIED = 9
"""Most ways of splitting "X and Y" that are tried; each takes two searches."""
_AND = ("and", "or", "&")


class Dependence(Record):
    """How much a question depends on the previous turn."""

    points_back: bool
    """Whether it contains a pronoun or the like, or starts with a conjunction."""
    short: bool
    """Whether it has fewer content words than ``LONG_QUESTION``."""
    changes_subject: bool
    """Whether the base does not know many of its content words."""


def dependence(text: str, query: ParsedQuery) -> Dependence:
    """Return how much a question depends on the previous turn, judged by its own words."""
    typed = words(text)
    points = any(word in _POINTING for word in typed) or bool(re.match(_LEADING, text, flags=re.IGNORECASE))
    weight = sum(word.weight for word in query.content_words)
    unknown = sum(word.weight for word in query.content_words if word.status == UNKNOWN)
    return Dependence(
        points, len(query.content_words) < LONG_QUESTION, bool(weight) and unknown / weight > UNKNOWN_SHARE
    )


def with_topic(query: ParsedQuery, topic: ParsedQuery, share: float = TOPIC_SHARE) -> ParsedQuery:
    """Return a query combined with a topic, whose words count for a share (0-1) of their weight."""
    features = dict(query.features)
    factors = dict(query.factors)
    products = dict(query.products)
    added = 0.0
    for feature, weight in topic.features.items():
        if feature not in features:
            features[feature] = share * weight
            factors[feature] = share * topic.factors.get(feature, 1.0)
            products[feature] = share * topic.products[feature]
            added += (share * weight) ** 2
    spelling = max(topic.length_with_spelling**2 - topic.length**2, 0.0) * share * share
    known = {word.feature for word in query.content_words if word.feature is not None}
    taken = (
        word._replace(weight=word.weight * share)
        for word in topic.content_words
        if word.feature is not None and word.feature not in known
    )
    return query._replace(
        features=features,
        factors=factors,
        products=products,
        length=math.sqrt(query.length**2 + added),
        length_with_spelling=math.sqrt(query.length_with_spelling**2 + added + spelling),
        content_words=(*query.content_words, *taken),
    )


def correction(text: str) -> str | None:
    """Return the question that a correction asks instead; ``None`` if the text corrects nothing.

    >>> correction("no, I meant the journal"), correction("no journal found")
    ('the journal', None)
    """
    match = re.match(_CORRECTING, text, flags=re.IGNORECASE)
    rest = text[match.end() :].strip() if match else ""
    return rest or None


def substituted(previous: str, correcting: str) -> str | None:
    """Return the previous question with its number, or a word such as "before", replaced by that of a correction.

    Return ``None`` if there is nothing to replace, or if the correction is a new question, because it has content words
    of its own.

    >>> substituted("what happened in 2009", "2011")
    'what happened in 2011'
    >>> substituted("what happened after 2001", "how were schools run before the law?")
    """
    result, rest = previous, correcting
    for pattern in (r"\d+(?:[-–]\d+)?", r"(?i:\b(?:before|after|during|since|until)\b)"):
        new = re.findall(pattern, correcting)
        if new and re.search(pattern, result):
            result = re.sub(pattern, new[0], result, count=1)
            rest = re.sub(pattern, " ", rest)
    if _stems(rest) - _stems(previous) - FILLER_STEMS:
        return None
    return result if result != previous else None


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}


def asks_for_more(text: str) -> bool:
    """Return whether a text asks for more about the same thing."""
    return bool(re.match(_MORE, text, flags=re.IGNORECASE))


def asks_for_examples(text: str) -> bool:
    """Return whether a text asks for examples or details of the last answer.

    >>> asks_for_examples("like what?"), asks_for_examples("which zones are like them?")
    (True, False)
    """
    return bool(re.match(_EXAMPLES, text, flags=re.IGNORECASE))


def ordinal(text: str) -> int | None:
    """Return the index of the list item that a text refers to, -1 for the last; ``None`` if it refers to none.

    >>> ordinal("tell me more about the last one"), ordinal("the second?")
    (-1, 1)
    """
    match = re.search(_ORDINAL, text, flags=re.IGNORECASE)
    return _PLACES[(match.group(1) or match.group(2)).lower()] if match else None


def neighbour(text: str) -> int | None:
    """Return 1 for "and the next one?", -1 for "the one before it", ``None`` for neither."""
    match = re.search(_NEIGHBOUR, text, flags=re.IGNORECASE)
    if match is None:
        return None
    return 1 if match["next"] or (match["side"] or "").lower() == "after" else -1


def counted(question: str, *, step: int = 0, place: int | None = None) -> str | None:
    """Return a question with its number word advanced by ``step``, or set to ``place`` (from 0).

    >>> counted("What is part two about?", step=1), counted("the third part", place=0)
    ('What is part three about?', 'the first part')
    """
    for match in re.finditer(r"\w+", question):
        word = match.group().lower()
        for series in _COUNTED:
            if word in series:
                wanted = series.index(word) + step if place is None else place
                if not 0 <= wanted < len(series):
                    return None
                return question[: match.start()] + series[wanted] + question[match.end() :]
    return None


def asks_where_said(text: str) -> bool:
    """Return whether a text asks which part of the source an answer is from."""
    return bool(re.match(_WHERE_SAID, text, flags=re.IGNORECASE))


def list_items(markdown: str) -> list[str]:
    """Return the items of the lists in an answer, in order, without their markers."""
    return [match.strip() for match in re.findall(r"^\s*(?:[-*+]|\d+[.)])\s+(.+)$", markdown, re.MULTILINE)]


def sentences(text: str) -> list[str]:
    """Split a line into its questions, at punctuation or at "and what ...".

    >>> sentences("When did it start? Why did it end?")
    ['When did it start?', 'Why did it end?']
    """
    parts = [part.strip() for part in re.split(_SENTENCE, text) if part.strip(" ?!;")]
    if len(parts) == 1:
        parts = [
            part.strip(" ,;") for part in re.split(_CLAUSE, text, flags=re.IGNORECASE) if part.strip(" ,;?")
        ]
    return parts


def coordinated(text: str) -> list[tuple[str, str]]:
    """Return ways to split "X and Y" into two questions that share the rest, shortest parts first.

    >>> coordinated("part 2 and part 4?")[1]
    ('part 2', 'part 4?')
    """
    tokens = text.split()
    found = []
    for at, token in enumerate(tokens):
        if token.lower() not in _AND:
            continue
        for span in (1, 2, 3):
            if at - span < 0 or at + span >= len(tokens):
                continue
            first = tokens[:at] + tokens[at + 1 + span :]
            second = tokens[: at - span] + tokens[at + 1 :]
            found.append((" ".join(first), " ".join(second)))
            if len(found) == PAIRS_TRIED:
                return found
    return found
