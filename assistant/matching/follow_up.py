"""Recognize follow-up questions, corrections and lines that ask two things.

A follow-up is combined with the topic of the previous turn, whose words count for less than those typed, and entries
near the topic count for more. How much depends on how little the question says by itself. A question with many unknown
content words changes the subject and is matched alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import groupby

from assistant.matching.normalize import stem, words
from assistant.matching.query import UNKNOWN, ParsedQuery
from assistant.matching.vocabulary import FILLER_STEMS

TOPIC_SHARE = 0.5
"""Weight of the topic's words relative to those typed; 0.3 to 0.7 give the same results."""
UNKNOWN_SHARE = 0.34
"""Share (0-1) of unknown content words, by weight, above which a question changes the subject."""
COMPLETE = 7
"""Number of words from which a question is complete, unless it points back."""
COMPLETE_FORM = 4
"""Number of words from which a question without a pronoun has a subject and a verb of its own."""
ELLIPTICAL = 2
"""Number of words up to which a question depends on the previous turn entirely."""
POINTING = 0.4
"""Share (0-1) that a pronoun, or "and" at the beginning, adds to the dependence."""
RELATED_BONUS = 2.0
"""Added to the log odds of an entry that the topic names as related, if the question depends on the topic entirely."""
RELATING_BONUS = 1.0
"""The same for an entry that names the topic as related."""
SECTION_BONUS = 1.0
"""The same for an entry of the topic's section."""

WHEN_BONUS = 3.0
"""The same for the topic's own entry, if the question asks when, and the answer names a year."""

_POINTING = frozenset(
    "it its that this these those they them their there then he she his her one ones other others another else "
    "such same former latter both instead afterwards".split()
)
_LEADING = r"^\W*(?:and|but|so|or|also|then|what about|how about|what of)\b"
_NOT_THIS = r"not (?:that|those|this|these|it|him|her|them)\b"
_NOT_NAMED = r"not (?:the |a |an )?[\w'-]+(?: [\w'-]+){0,2} ?[,;]"
_CORRECTION = (
    r"(?:(?:sorry|oops|actually|rather|i mean|i meant|my mistake|wrong (?:word|one)|i was asking about|i asked about|"
    rf"i(?:'m| am) asking about|i was thinking of|i wanted|i want)\b|{_NOT_THIS}|{_NOT_NAMED})"
)
_INTERJECTION = r"(?:no|nope|nah|wait|hang on|hold on|h+m+|u+m+|er+|oh|ah|well|ok|okay)\b"
# "no entry found" and "wait times" are not corrections: an interjection is followed by punctuation or another cue
_CORRECTING = rf"^\s*(?:(?:{_CORRECTION}|{_INTERJECTION}(?=\s*(?:[,.:;!-]|$|{_CORRECTION}|{_INTERJECTION})))[\s,.:;!-]*)+"
_AFTERTHOUGHT = r"(?:(?<![\s,;])[\s,;]+(?:is what )?i (?:mean|meant)|[,;]\s*(?:and |but )?not (?:the |a |an )?[\w'-]+(?: [\w'-]+){0,2})\W*$"
_OPENING = r"^\W*(?:(?:and|but|so|or|then|no|yes|ok|okay|only|just|well|thanks|what about|how about)\b\W*)*"
_CLOSING = r"(?:\W+(?:please|then|too|as well))*\W*$"
_MORE = frozenset(
    "more further else expand elaborate continue explain detail details deeper depth longer".split()
)
_ASKING_FOR_MORE = _MORE | frozenset(
    "a about and any anything bit but can could do does for give go have hear i in info information into is it know let "
    "like little lot me much of ok okay on please say so some something tell that the them then there these this those "
    "to us want well what would yes you your".split()
)
_GO_ON = r"^\W*(?:(?:and|so|ok|okay|please|then)\W+)*(?:go on|carry on|keep going|say on|and)\b(?:\W+(?:please|then))*\W*$"
_EXAMPLES = (
    r"^\W*(?:and |but |so )?(?:like what|like which|like who|such as|for (?:example|instance)|e\.?g|namely|which ones?(?: (?:are|were) they)?|"
    r"(?:can|could) you (?:give|name|list) (?:me )?(?:an? |some )?(?:examples?|names?|one|some|them)|"
    r"(?:give|name|list)(?: me)? (?:an? |some )?(?:examples?|names?|one|some|them)|(?:any|an|some) examples?|"
    r"(?:what|which) (?:kinds?|sorts?|types?)(?: of (?:them|those|these))?|"
    r"examples?|what are they|which are they|what exactly|which exactly|how so|in detail|details)(?: please| exactly)?\W*$"
)
_OPPOSITE = rf"{_OPENING}(?:i mean(?:t)? )?(?:quite )?(?:the )?(?:opposite|contrary|reverse|other way (?:a)?round)\W*$"
_COUNTED = (
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"),
)
_PLACES = {word: place for series in _COUNTED for place, word in enumerate(series)} | {
    "former": 0,
    "latter": -1,
    "last": -1,
}
_PLACE = f"({'|'.join((*_COUNTED[1], *_COUNTED[3], 'last', 'latter', 'former'))})"
_NUMBER = f"({'|'.join((*_COUNTED[0], *_COUNTED[2]))})"
_ORDINAL = (
    # as a noun ("the last", "second point"), not as an adverb or verb ("who came first", "how long did it last")
    rf"(?:{_OPENING}|\b(?:the|that|this|number) ){_PLACE}{_CLOSING}|^\W*is there an? {_PLACE}{_CLOSING}"
    rf"|\b{_PLACE} (?:one|point|item|choice|option|question|of (?:them|those|these)){_CLOSING}"
    rf"|(?:\b(?:number|point|item|choice|option|question) |#){_NUMBER}{_CLOSING}"
)
_YES = (
    r"^\W*(?:yes|yeah|yep|yup|yea|sure|right|correct|exactly|of course|indeed|ok|okay)"
    r"(?:\W+(?:yes|please|sure|right|correct|exactly|i do|i did|it is|that is|that's it|that))*\W*$"
)
_BOTH = r"\b(?:first|former|one)\b.{1,99}\b(?:second|latter|other)\b|\bbetween (?:them|these|those|the two|both)\b"
_LIST_WORDS = frozenset(
    "number point item choice option question take pick choose select open show give tell me what how".split()
)
_WHEN = r"\b(?:when|(?:what|which) (?:year|date|day|month|period)|how long)\b"
_CIRCUMSTANCE = rf"{_WHEN}|\b(?:where|who|whose|why|how)\b"
_YEAR = r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)"
_DESCRIBED = (
    rf"{_OPENING}(?:tell me (?:more )?about )?(?:the|that|this) (?P<kind>[\w'-]+(?: [\w'-]+)?) ones?\b(?!.*\bone\b)",
    r"\bones? (?:about|on|with|for|from|of|in|concerning) (?P<subject>[\w' -]+)\W*$",
    r"^\W*which (?:one )?of (?:those|these|them)(?: \w+)? (?:is|are|was|were|has|have|deals? with|concerns?)"
    r"(?: (?:about|on|to do with))? (?P<about>[\w' -]+)\W*$",
)
_NOT_DESCRIBING = frozenset("other next previous following same right wrong only old new".split())
_NEIGHBOUR = (
    r"\b(?:(?:the )?(?P<next>next|following)(?: (?:one|part|section|chapter))?|(?:the )?(?P<previous>previous|preceding)"
    r"(?: (?:one|part|section|chapter))?|(?:the )?(?:one|part|section|chapter) (?P<side>after|before|following|preceding)(?: (?:it|that|this))?|"
    r"comes? (?:right |just )?(?P<comes>next|after|before)(?: (?:it|that|this)(?: (?:part|section|chapter))))"
    rf"{_CLOSING}"
)
_WHERE_SAID = (
    r"^\W*(?:and |so )?(?:(?:in )?(?:which|what) (?:part|section|chapter|sentence|place)\b.*\b(?:that|this|it|those)\b|"
    r"where (?:in (?:the|this) \w+ (?:is|was|are|does|do)\b.*\b(?:that|this|it|those)\b|"
    r"(?:does|do|did) (?:it|they) say (?:that|this|so)|(?:is|was) (?:that|this|it) (?:said|stated|discussed|mentioned))|"
    r"(?:in )?(?:which|what) (?:part|section|chapter)(?: exactly)?\W*$)"
)
_SENTENCE = r"(?<=[?!;])\s+|\n+"
_STATEMENT = r"(?:i|i'm|i've|we|my|our)\b[^?]*$"
_CLAUSE = (
    r"[,;]?\s+and\s+(?:also\s+)?(?=(?:(?:by|for|to|of|in|at|from|since|with) )?(?:what|who|whom|whose|when|where|why|how|"
    r"which|is|are|was|were|do|does|did|can|could|has|have|(?:please )?(?:give|tell|explain|describe|list|name|show))\b)"
)
PAIRS_TRIED = 9
"""Most ways of splitting "X and Y" that are tried; each takes two searches."""
_AND = ("and", "or", "&")
EVEN_SPANS = ((1, 1), (2, 2), (3, 3))
UNEVEN_SPANS = ((1, 2), (2, 1))
"""Numbers of words before and after "and" that are tried as X and Y."""
PHRASE_WORDS = 5
"""Most words of a correction that replaces a part of the previous question."""
_ARTICLES = frozenset("the a an this that its their".split())
_POINT_IN_TIME = re.compile(r"\b(?:after|before|since|until) (?:that|this)\b", re.IGNORECASE)
"""Words for what happened, not for the subject."""
_PRONOUNS = frozenset("it they them that this these those he she".split())
_QUESTION_WORDS = frozenset(
    "what who whom whose when where why how which is are was were do does did can".split()
)
_LINKING = frozenset("and also in by for to from".split())
_ALONE = frozenset("when where why who how".split())
_NO_SUBJECT = frozenset(map(stem, "when where why who how which what year many much long".split()))


def clauses(text: str) -> list[str]:
    """Return the parts of a text between punctuation marks."""
    return [part.strip() for part in re.split(r"[,.;:!?]+", text) if part.strip()]


def without_request(text: str) -> str:
    """Return a text without the parts that only ask for more, if anything else remains.

    >>> without_request("the fourth one, more on that")
    'the fourth one'
    """
    parts = clauses(text)
    kept = [part for part in parts if not asks_for_more(part)]
    return kept[0] if len(kept) == 1 < len(parts) and not asks_for_more(text) else text


def dependence(text: str, query: ParsedQuery) -> float:
    """Return how much a question depends on the previous turn, from 0 (not at all) to 1 (entirely).

    Short questions, and those with a pronoun or an "and" at the beginning, say least by themselves.
    """
    if re.search(_BOTH, text, flags=re.IGNORECASE):
        return 1.0
    typed = words(text)
    weight = sum(word.weight for word in query.content_words)
    unknown = sum(word.weight for word in query.content_words if word.status == UNKNOWN)
    if weight and unknown / weight > UNKNOWN_SHARE:
        return 0.0
    if {stem(word) for word in typed} <= FILLER_STEMS | _NO_SUBJECT:
        return 1.0
    points = _points_back(text)
    short = max((COMPLETE - len(typed)) / (COMPLETE - ELLIPTICAL), 0.0)
    return min(short + POINTING * points, 1.0)


def _points_back(text: str) -> bool:
    return not _POINTING.isdisjoint(words(text)) or bool(re.match(_LEADING, text, flags=re.IGNORECASE))


def is_complete(text: str) -> bool:
    """Return whether a text is a question that needs nothing from the turns before it, by its form.

    >>> is_complete("what is a network"), is_complete("what is it like"), is_complete("in which year was")
    (True, False, False)
    """
    typed = words(text)
    only_asks = {stem(word) for word in typed} <= FILLER_STEMS | _NO_SUBJECT
    return len(typed) >= COMPLETE_FORM and not only_asks and not _points_back(text)


def agrees(text: str) -> bool:
    """Return whether a text says yes and nothing else.

    >>> agrees("Yes, please!"), agrees("yes, the policy")
    (True, False)
    """
    return bool(re.match(_YES, text, flags=re.IGNORECASE))


def score_in_context(alone: float, with_topic: float, bonus: float, dependence: float) -> float:
    """Return the score (0-100) of an entry for a follow-up.

    The log odds of both scores are averaged, and the bonus of an entry near the topic is added: all the less, the
    less the question depends on the topic.

    Args:
        alone: The score for the question on its own.
        with_topic: The score for the question combined with the topic.
        bonus: How near the entry is to the topic: the sum of the bonuses above.
        dependence: How much the question depends on the topic, 0-1.
    """
    share = dependence / 2
    odds = (1 - share) * _log_odds(alone) + share * _log_odds(with_topic) + dependence * bonus
    return 100 / (1 + math.exp(-odds))


def _log_odds(score: float) -> float:
    chance = min(max(score / 100, 0.005), 0.995)
    return math.log(chance / (1 - chance))


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
    """Return what a correction asks instead; ``None`` if the text corrects nothing.

    >>> correction("no, I meant the journal"), correction("the policy, not the paper"), correction("no journal found")
    ('the journal', 'the policy', None)
    """
    match = re.match(_CORRECTING, text, flags=re.IGNORECASE)
    rest = text[match.end() :] if match else text
    shorter = re.sub(_AFTERTHOUGHT, "", rest, flags=re.IGNORECASE)
    if match is None and shorter == rest:
        return None
    return shorter.strip() or None


def exchanged(previous: str, phrase: str) -> list[str]:
    """Return the previous question with one of its subjects, or a pronoun, replaced by a phrase.

    Return nothing if the phrase is a question or long.

    >>> exchanged("When was the article published?", "the policy")[0]
    'When was the policy published?'
    """
    typed = words(phrase)
    if not typed or len(typed) > PHRASE_WORDS or not _QUESTION_WORDS.isdisjoint(typed):
        return []
    tokens = previous.split()
    found: list[str] = []
    end = 0
    for role, group in groupby(tokens, _role):
        begin, end = end, end + len(list(group))
        if role:
            first = begin - 1 if begin and tokens[begin - 1].lower() in _ARTICLES else begin
            mark = tokens[end - 1][len(tokens[end - 1].rstrip("?!.,;:")) :]
            found.append(" ".join([*tokens[:first], phrase.rstrip("?!.,;: ") + mark, *tokens[end:]]))
    return found[:PAIRS_TRIED]


def _role(token: str) -> str:
    """Return whether a word is a pronoun, may name a subject of the question, or neither."""
    typed = words(token)
    if typed and typed[0] in _PRONOUNS:
        return "pronoun"
    return "" if {stem(word) for word in typed} <= FILLER_STEMS | _NO_SUBJECT else "subject"


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
    typed = words(text)
    asks = not _MORE.isdisjoint(typed) and _ASKING_FOR_MORE.issuperset(typed)
    return asks or bool(re.match(_GO_ON, text, flags=re.IGNORECASE))


def asks_for_opposite(text: str) -> bool:
    """Return whether a text asks for the opposite of what was asked before."""
    return bool(re.match(_OPPOSITE, text, flags=re.IGNORECASE))


def asks_when(text: str) -> bool:
    """Return whether a text asks for a time."""
    return bool(re.search(_WHEN, text, flags=re.IGNORECASE))


def asks_circumstance(text: str) -> bool:
    """Return whether a text asks when, where, who, why or how."""
    return bool(re.search(_CIRCUMSTANCE, text, flags=re.IGNORECASE))


def has_year(text: str) -> bool:
    """Return whether a text names a year."""
    return bool(re.search(_YEAR, text))


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
    if re.search(_BOTH, text, flags=re.IGNORECASE):
        return None
    match = re.search(_ORDINAL, text, flags=re.IGNORECASE)
    return _PLACES[next(filter(None, match.groups())).lower()] if match else None


def names_only_place(text: str) -> bool:
    """Return whether a text does no more than name a place in a list.

    >>> names_only_place("show me the second one"), names_only_place("was Japan the first?")
    (True, False)
    """
    rest = [word for word in words(text) if word not in _PLACES and word not in _LIST_WORDS]
    return (
        "in" not in rest
        and _QUESTION_WORDS.isdisjoint(rest)
        and {stem(word) for word in rest} <= FILLER_STEMS
    )


def description(text: str) -> str | None:
    """Return the words by which a text refers to an item of a list; ``None`` if it refers to none.

    >>> description("and the natural one"), description("the one about farming"), description("the other one")
    ('natural', 'farming', None)
    """
    for pattern in _DESCRIBED:
        match = re.search(pattern, text, flags=re.IGNORECASE)
        if match is not None:
            said: str = match.group(1)
            described = {word for word in words(said) if word not in _NOT_DESCRIBING and word not in _PLACES}
            if {stem(word) for word in described} - FILLER_STEMS:
                return said
    return None


def neighbour(text: str) -> int | None:
    """Return 1 for "and the next one?", -1 for "the one before it", ``None`` for neither."""
    match = re.search(_NEIGHBOUR, text, flags=re.IGNORECASE)
    if match is None:
        return None
    side = (match["next"] or match["previous"] or match["side"] or match["comes"]).lower()
    return -1 if side in ("previous", "preceding", "before") else 1


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
    # "Who wrote it? I see no name." asks one thing
    return [text] if any(re.match(_STATEMENT, part, flags=re.IGNORECASE) for part in parts[1:]) else parts


def with_shared_subject(first: str, second: str) -> str | None:
    """Return the second question of a line with the words of the first, if it is a question word and nothing else.

    >>> with_shared_subject("Who published it?", "and when"), with_shared_subject("Who published it?", "when did it end")
    ('when published it', None)
    """
    asked = [word for word in words(second) if word not in _LINKING]
    if len(asked) != 1 or asked[0] not in _ALONE:
        return None
    tokens = first.rstrip("?!. ").split()
    places = [at for at, token in enumerate(tokens) if not _QUESTION_WORDS.isdisjoint(words(token))]
    return " ".join([*asked, *tokens[places[0] + 1 :]]) if places else None


def with_pronoun_resolved(first: str, second: str) -> str | None:
    """Return the second question of a line with its pronoun replaced by the first subject of the first question.

    >>> with_pronoun_resolved("What is part 4 about?", "what is it called")
    'what is part 4 called'
    """
    subjects = [" ".join(group) for role, group in groupby(first.rstrip("?!. ").split(), _role) if role]
    tokens = second.split()
    pronouns = [at for at, token in enumerate(tokens) if _role(token) == "pronoun"]
    places = [at for at in pronouns if not _POINT_IN_TIME.search(" ".join(tokens[max(at - 1, 0) : at + 1]))]
    if not subjects or not places:
        return None
    return " ".join([*tokens[: places[0]], subjects[0], *tokens[places[0] + 1 :]])


def coordinated(text: str, spans: Sequence[tuple[int, int]] = EVEN_SPANS) -> list[tuple[str, str]]:
    """Return ways to split "X and Y" into two questions that share the rest, shortest parts first.

    >>> coordinated("part 2 and part 4?")[1]
    ('part 2', 'part 4?')
    >>> coordinated("is it free and in English", UNEVEN_SPANS)[0]
    ('is it free', 'is it in English')
    """
    tokens = text.split()
    found = []
    for at, token in enumerate(tokens):
        if token.lower() not in _AND:
            continue
        for left, right in spans:
            if at - left < 0 or at + right >= len(tokens):
                continue
            first = tokens[:at] + tokens[at + 1 + right :]
            second = tokens[: at - left] + tokens[at + 1 :]
            found.append((" ".join(first), " ".join(second)))
            if len(found) == PAIRS_TRIED:
                return found
    return found
