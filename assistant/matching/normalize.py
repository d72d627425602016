"""Split text into normalized words and stems.

Unicode form, case, accents, contractions and spacing are normalized here, so all other code compares plain words.
Text in scripts without spaces becomes overlapping pairs of characters, as is usual in Chinese and Japanese retrieval
(Nie et al. 2000, "On the use of words and n-grams for Chinese information retrieval").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from assistant.base.model import QUESTION_LIMIT

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*[+#]*")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})

_CONTRACTED = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
    "let's": "let us", "y'all": "you",
    # as typed without the apostrophe
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "wasnt": "was not",
    "arent": "are not", "werent": "were not", "cant": "can not", "couldnt": "could not", "wouldnt": "would not",
    "shouldnt": "should not", "hasnt": "has not", "havent": "have not", "hadnt": "had not", "whats": "what is",
    "whos": "who is", "wheres": "where is", "whens": "when is", "hows": "how is", "thats": "that is",
    "im": "i am", "ive": "i have", "youre": "you are", "pls": "please", "plz": "please", "u": "you",
    "ur": "your", "thx": "thanks",
}  # fmt: skip
# a final "s" is possessive or "is": neither distinguishes entries
_ENDINGS = {
    "s": (),
    "m": ("am",),
    "re": ("are",),
    "ve": ("have",),
    "ll": ("will",),
    "d": ("would",),
    "t": ("not",),
}


def fold(text: str) -> str:
    """Normalize Unicode form and case, and remove invisible characters and the accents of Latin letters.

    Folding is idempotent. The text is truncated to ``QUESTION_LIMIT`` before and after compatibility normalization,
    which can make it 18 times as long.
    """
    text = text[:QUESTION_LIMIT]
    if text.isascii():
        return text.lower().replace("`", "'")
    text = _INVISIBLE.sub("", text).translate(_APOSTROPHES)
    text = unicodedata.normalize("NFKC", text)[:QUESTION_LIMIT].casefold()
    text = unicodedata.normalize("NFKC", text)[:QUESTION_LIMIT].translate(_APOSTROPHES)
    return _INVISIBLE.sub("", _without_accents(text))


def _without_accents(text: str) -> str:
    """Remove combining marks from Latin letters only: in other scripts (й, が) they make a different letter."""
    if all(ord(char) < 0xC0 for char in text):
        return text
    kept: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if latin:
                continue
        else:
            latin = char < "\u0250"
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def words(text: str) -> list[str]:
    """Return the words of a text, folded, with contractions expanded.

    >>> words("Wasn’t it a FAILURE?")
    ['was', 'not', 'it', 'a', 'failure']
    >>> words("クラスター政策")
    ['クラ', 'ラス', 'スタ', 'ター', 'ー政', '政策']
    """
    found: list[str] = []
    for match in _WORD.findall(fold(text)):
        if match in _CONTRACTED:
            found.extend(_CONTRACTED[match].split())
        elif "'" in match:
            found.extend(_expanded(match))
        elif match.isascii() or not _UNSPACED.search(match):
            found.append(match)
        else:
            found.extend(_pairs(match))
    return found


def _expanded(word: str) -> list[str]:
    """Return the words that a word with apostrophes stands for."""
    head, _, ending = word.rpartition("'")
    if ending == "t" and head.endswith("n") and len(head) > 2:
        return [head[:-1], "not"]
    if ending in _ENDINGS:
        return [head.replace("'", ""), *_ENDINGS[ending]]
    return [part for part in word.split("'") if part]


def _pairs(word: str) -> list[str]:
    """Return overlapping pairs of characters of the unspaced scripts in a word, and the rest unchanged."""
    parts: list[str] = []
    at = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > at:
            parts.append(word[at : run.start()])
        text = run.group()
        parts.extend(text[i : i + 2] for i in range(max(1, len(text) - 1)))
        at = run.end()
    if at < len(word):
        parts.append(word[at:])
    return parts


def has_content(found: Iterable[str]) -> bool:
    """Return whether any word has two or more characters; outside ASCII, one is enough."""
    return any(len(word) > 1 or not word.isascii() for word in found)


def normalized_key(text: str) -> str:
    """Return the words of a text, joined: the same for texts that differ only in case, punctuation and spacing."""
    return " ".join(words(text))


_VOWEL = re.compile("[aeiouy]")
_STEPS = (
    # (ending, replacement, minimum length of the rest), each before any shorter ending that it contains: the steps of
    # Porter (1980) that merge words with the same meaning, without those that reduce words to fragments
    ("izations", "ize", 3),
    ("ization", "ize", 3),
    ("isations", "ize", 3),
    ("isation", "ize", 3),
    ("fulness", "ful", 3),
    ("iveness", "ive", 3),
    ("ations", "ate", 3),
    ("nesses", "", 3),
    ("ation", "ate", 3),
    ("ators", "ate", 3),
    ("ator", "ate", 3),
    ("ments", "ment", 3),
    ("ities", "ity", 3),
    ("ness", "", 3),
    ("ally", "al", 3),
    ("ying", "y", 2),
    ("ied", "y", 2),
    ("ies", "y", 2),
    ("sses", "ss", 2),
    ("ing", "", 3),
    ("ers", "er", 3),
    ("ed", "", 3),
    ("ly", "", 4),
    ("es", "e", 2),
    ("s", "", 3),
)
_KEEPS = {"s": "sui", "ed": "e", "es": "us"}
"""Letters before an ending that make it part of the word (crisis, succeed, buses)."""
_IRREGULAR_FORMS = {
    "use": "using used uses", "run": "ran running", "go": "went gone goes", "begin": "began begun",
    "write": "wrote written writing", "choose": "chose chosen", "give": "gave given", "take": "took taken",
    "make": "made", "pay": "paid", "say": "said", "tell": "told", "find": "found", "get": "got gotten",
    "come": "came", "send": "sent", "spend": "spent", "lose": "lost", "leave": "left", "buy": "bought",
    "bring": "brought", "think": "thought", "is": "was were are am be been being", "do": "did does done doing",
    "have": "has had having", "man": "men", "woman": "women", "person": "people", "child": "children",
    "analysis": "analyses", "theory": "theories", "criterion": "criteria", "crisis": "crises",
}  # fmt: skip
_IRREGULAR = {form: base for base, forms in _IRREGULAR_FORMS.items() for form in forms.split()}


@lru_cache(
    maxsize=16_384
)  # an index stems its words, its background and the thesaurus, which share most words
def stem(word: str) -> str:
    """Return the stem that inflected forms of an English word share; words in other scripts are unchanged.

    >>> stem("policies"), stem("discontinued"), stem("organisations")
    ('policy', 'discontinu', 'organiz')
    """
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, replacement, min_length in _STEPS:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if (
                len(rest) < min_length
                or not _VOWEL.search(rest)
                or (ending in _KEEPS and rest[-1] in _KEEPS[ending])
            ):
                continue
            word = rest + replacement
            if ending in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            elif ending in ("ing", "ed") and word.endswith("is"):
                word = word[:-1] + "z"  # organised -> organis -> organiz
            break
    if word.endswith("ise"):
        word = word[:-3] + "ize"
    if word.endswith("our") and len(word) > 5:
        word = word[:-3] + "or"
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    if word.endswith("i") and len(word) > 3:
        word = word[:-1] + "y"
    return word
