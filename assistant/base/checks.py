"""Further checks of a valid base, one function per rule.

A rule takes a loaded base and yields problems. ``RULES`` lists the rules that need only the base; the other checks
also take the text of the source or the matcher.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.base.cross_checks import has_words, phrasing_key
from assistant.base.decoding import line_starts_of, mark_at
from assistant.base.files import FileProblem, read_bytes
from assistant.base.loader import LoadedBase
from assistant.base.model import Entry
from assistant.base.problems import Place, in_quotes, place_of
from assistant.base.quoting import write_scalar
from assistant.base.reader import SyntaxFailure, yaml_events
from assistant.base.slips import MAX_EXAMPLE
from assistant.base.source import collapse_whitespace
from assistant.errors import Problem

FEW_VARIANTS = 3
"""Number of variants below which matching easily misses an entry."""
QUOTE_WORDS = 10
"""Most words of a quote."""


class RankedId(NamedTuple):
    """An entry that a question leads to."""

    id: str
    score: float
    """Match confidence, 0-100."""
    phrasing: int = 0
    """Index of the most similar phrasing; 0 is the question."""


Rank = Callable[[str], Sequence[RankedId]]
"""Returns the entries that a question leads to, best first."""

_SPACE_AND_HASH = re.compile(rb"[ \t]#")
_COMMENT = re.compile(r"([ \t]+)(#[^\r\n]*)")
_COMMENT_MARK = re.compile(r"#+(?:\s|\Z)")
"""The beginning of a comment as people write it; "#12" is rather a number."""
_PUNCTUATION = re.compile(r"[^\w+#]|_")


def few_variants(loaded: LoadedBase) -> Iterator[Problem]:
    """Report entries with fewer than three variants."""
    for entry in loaded.base.entries:
        count = len(entry.variants)
        if count < FEW_VARIANTS:
            many = ("no variants", "only one variant", "only two variants")[count]
            message = f"entry {in_quotes(entry.id)} has {many}"
            remedy = f"Add phrasings that users would type, at least {FEW_VARIANTS}."
            yield _warning(loaded.places.entry(entry.id), "few-variants", message, remedy)


def unused_sections(loaded: LoadedBase) -> Iterator[Problem]:
    """Report sections without entries."""
    used = {entry.section for entry in loaded.base.entries}
    for section in loaded.base.sections:
        if section.id not in used:
            message = f"no entry belongs to the section {in_quotes(section.id)}"
            place = loaded.places.section(section.id)
            yield _warning(place, "unused-section", message, "Write an entry for it, or delete the section.")


def long_quotes(loaded: LoadedBase) -> Iterator[Problem]:
    """Report quotes of more than ten words."""
    for entry in loaded.base.entries:
        words = len(entry.quote.split())
        if words > QUOTE_WORDS:
            message = f"the quote has {words} words; {QUOTE_WORDS} are enough"
            place = loaded.places.field(entry.id, "quote")
            yield _warning(place, "long-quote", message, "Keep the essential words.")


def repeated_phrasings(loaded: LoadedBase) -> Iterator[Problem]:
    """Report phrasings of one entry that differ only in case, punctuation, spacing or Unicode form."""
    for entry in loaded.base.entries:
        first: dict[str, int] = {}
        for index, phrasing in enumerate(entry.phrasings):
            earlier = first.setdefault(_plain_words(phrasing), index)
            if earlier != index:
                same = in_quotes(entry.phrasings[earlier])
                message = f"{in_quotes(phrasing)} is the same as {same} of this entry"
                place = loaded.places.phrasing(entry.id, index)
                yield _warning(place, "repeated-phrasing", message, "Delete one, or rephrase it.")


def _plain_words(phrasing: str) -> str:
    """Return a phrasing without punctuation: "e-mail?" equals "E mail", but "web site" differs from "website"."""
    return " ".join(_PUNCTUATION.sub(" ", phrasing_key(phrasing)).split()) or phrasing


def single_synonyms(loaded: LoadedBase) -> Iterator[Problem]:
    """Report groups of synonyms with only one word."""
    for index, group in enumerate(loaded.base.synonyms):
        if len(group) == 1:
            message = f"{in_quotes(group[0])} is alone in its group of synonyms, which has no effect"
            place = loaded.places.synonyms(index)
            yield _warning(place, "single-synonym", message, "Add a word that means the same, or delete it.")


def wordless_phrasings(loaded: LoadedBase) -> Iterator[Problem]:
    """Report phrasings without a letter or digit."""
    for entry in loaded.base.entries:
        for index, phrasing in enumerate(entry.phrasings):
            if not has_words(phrasing):
                message = f"{in_quotes(phrasing)} has no letter or digit, so no question can match it"
                place = loaded.places.phrasing(entry.id, index)
                yield _warning(place, "wordless-phrasing", message, "Write words, or delete it.")


def lost_text(loaded: LoadedBase) -> Iterator[Problem]:
    """Report what follows a # that YAML takes for the start of a comment, if it seems to be a part of the text."""
    for path, name in zip(loaded.files, loaded.places.paths, strict=True):
        try:
            yield from _comments_for_text(read_bytes(path), name)
        except (FileProblem, UnicodeDecodeError, SyntaxFailure):
            continue  # it has changed since it was loaded


def _comments_for_text(data: bytes, name: str) -> Iterator[Problem]:
    """Yield a warning for each comment on the line of a text without quotes that seems to be a part of it."""
    if not _SPACE_AND_HASH.search(data):
        return
    text = data.decode("utf-8-sig")
    starts = line_starts_of(text)
    for event in yaml_events(data):
        comment = _COMMENT.match(text, event.end) if event.kind == "text" and not event.style else None
        if comment is None or not event.value or not _is_text(event.value, comment[1], comment[2]):
            continue
        message = f"YAML takes {in_quotes(comment[2])} for a comment, so it is lost"
        whole = f"{event.value}{comment[0]}".rstrip()
        written = write_scalar(whole, '"', in_flow=False)
        example = f": {written}" if len(whole) <= MAX_EXAMPLE else ""
        remedy = f"Put the text in quotes{example}. Before a comment, write two spaces, and one after its #."
        yield _warning(place_of(name, mark_at(starts, comment.start(2))), "lost-text", message, remedy)


def _is_text(value: str, space: str, comment: str) -> bool:
    """Return whether a comment seems to be a part of the text before it."""
    if not _COMMENT_MARK.match(comment):
        return True
    return space == " " and " " in value and value[-1] not in ".?!…"


RULES: tuple[Callable[[LoadedBase], Iterator[Problem]], ...] = (
    few_variants,
    unused_sections,
    long_quotes,
    repeated_phrasings,
    wordless_phrasings,
    single_synonyms,
    lost_text,
)


def warnings(loaded: LoadedBase) -> list[Problem]:
    """Return the warnings of all ``RULES``, sorted by place."""
    return sorted(problem for rule in RULES for problem in rule(loaded))


def missing_quotes(loaded: LoadedBase, source: str) -> list[Problem]:
    """Return errors for quotes that do not occur in the source, ignoring white space and Unicode form."""
    text = collapse_whitespace(source)
    found: list[Problem] = []
    for entry in loaded.base.entries:
        quote = collapse_whitespace(entry.quote)
        if quote and quote not in text:
            place = loaded.places.field(entry.id, "quote")
            message = f"the quote {in_quotes(entry.quote)} does not occur in the source"
            if quote.casefold() in text.casefold():
                remedy = "Only the case differs. Copy it exactly."
            else:
                remedy = "Copy the words from the source exactly, or delete the quote."
            found.append(Problem(*place, "quote-not-found", message, remedy))
    return sorted(found)


def matching_warnings(
    loaded: LoadedBase,
    rank: Rank,
    *,
    margin: float = 0.0,
    doubtful: Container[tuple[str, int]] | None = None,
) -> list[Problem]:
    """Return warnings about phrasings that miss their own entry or are too close to others, sorted by place.

    Args:
        loaded: The base.
        rank: The matcher.
        margin: Smallest lead (0-100) over the second candidate.
        doubtful: Entry id and index of the phrasings to check; ``None`` for all.
    """
    found: list[Problem] = []
    entries = {entry.id: entry for entry in loaded.base.entries}
    reported: set[tuple[str, str]] = set()
    for entry in loaded.base.entries:
        for index, phrasing in enumerate(entry.phrasings):
            if doubtful is not None and (entry.id, index) not in doubtful:
                continue
            ranked = rank(phrasing)
            own = next((one.score for one in ranked if one.id == entry.id), 0.0)
            rival = next((one for one in ranked if one.id != entry.id and one.id in entries), None)
            ahead = rival is not None and rival.score > own
            place = loaded.places.phrasing(entry.id, index)
            if not ranked or ahead:
                found.append(_unreached(place, entry, phrasing, rival.id if rival and ahead else ""))
            elif rival is not None and own - rival.score < margin:
                pair = (min(entry.id, rival.id), max(entry.id, rival.id))
                if pair not in reported:  # reported once, at the first phrasing
                    reported.add(pair)
                    other = entries[rival.id]
                    found.append(_too_close(loaded, place, phrasing, entry, other, rival.phrasing))
    return sorted(found)


def _unreached(place: Place, entry: Entry, phrasing: str, winner: str) -> Problem:
    """Return the warning for a phrasing that does not lead to its own entry."""
    where = f"leads to the entry {in_quotes(winner)}" if winner else "finds no confident answer"
    message = f"{in_quotes(phrasing)}, a phrasing of {in_quotes(entry.id)}, {where}"
    remedy = "Use more specific words, or change the phrasings it is confused with."
    return _warning(place, "unreached", message, remedy)


def _too_close(
    loaded: LoadedBase, place: Place, phrasing: str, entry: Entry, rival: Entry, index: int
) -> Problem:
    """Return the warning for phrasings of two entries that the matcher can hardly distinguish."""
    other = rival.phrasings[index]
    theirs = _plain_words(other).split()
    shared = [word for word in dict.fromkeys(_plain_words(phrasing).split()) if word in theirs]
    where = loaded.places.phrasing(rival.id, index)
    both = f"; both contain: {', '.join(shared[:8])}" if shared else ""
    message = (
        f"{in_quotes(phrasing)} is too close to {in_quotes(other)} of {in_quotes(rival.id)}, at {where}{both}"
    )
    word = _distinctive_word(entry, rival)
    remedy = f"Use a word that distinguishes them{f', such as {in_quotes(word)}' if word else ''}."
    return _warning(place, "too-close", message, remedy)


def _distinctive_word(entry: Entry, rival: Entry) -> str:
    """Return a word of an entry that its rival does not contain: the longest of the first eight."""
    theirs = set(_words((*rival.phrasings, rival.answer)))
    own = [word for word in _words((*entry.phrasings, entry.answer)) if word not in theirs]
    return max(own[:8], key=len, default="")


def _words(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts for word in re.findall(r"\w{4,}", phrasing_key(text)))


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(*place, rule, message, remedy, "warning")
