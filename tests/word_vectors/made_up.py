"""Make up questions from templates and WordNet's words, so that every way of asking meets every kind of word."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.matching.word_frequency import RARE, all_frequency_bands

COUNT = 45_000
SERVICE_COUNT = 25_000
RARE_SHARE = 0.3
"""Share of the words that may be of the rarest listed band."""
TEMPLATES = """\
what is a {n}
what is the {n} of the {n}
what does {n} mean
how do i {v} a {n}
how do i {v} my {n}
how can i {v} the {n}
where can i {v} a {n}
where is the {n}
when does the {n} start
when will my {n} {v}
why did the {n} {v}
why was my {n} {p}
who {p} the {n}
which {n} is {a}
is the {n} {a}
are {n} and {n} the same
can i {v} without a {n}
can you {v} my {n}
do i need a {n} to {v}
does the {n} {v} {n}
how much does a {n} cost
how many {n} are there
how long does it take to {v} the {n}
how {a} is the {n}
my {n} is not {a}
my {n} won't {v}
i want to {v} my {n}
i need help with my {n}
i would like to know about the {n}
i lost my {n} what should i do
i forgot my {n}
tell me about {n}
explain the {n} of {n}
what happens if the {n} is {a}
what is the difference between {n} and {n}
what are the {a} {n}
what kind of {n} does the {n} {v}
has the {n} been {p}
was the {n} {p} by the {n}
should i {v} or {v} it
is it possible to {v} {n}
is there a {n} for {n}
are there any {n} in the {n}
who is responsible for {n}
what caused the {n}
what was the result of the {n}
the {n} has been {p} but the {n} is still {a}
{n} {n}
{n} {v}
{a} {n}
{n} {n} {n}
{a} {n} {v}
"""
"""``{n}`` a noun, ``{v}`` a verb, ``{a}`` an adjective, ``{p}`` a past participle."""


SERVICE_TEMPLATES = """\
how do i {d} my {s}
how can i {d} a {s} for my {s}
where do i {d} the {s}
can i {d} my {s} after the {s}
can someone else {d} my {s}
do i have to {d} the {s} myself
do you {d} {s} on {t}
how long does it take to {d} a {s}
how much does it cost to {d} the {s}
is there a fee for the {s}
is there a limit on {s}
is the {s} included in the {s}
what do i need to {d} a {s}
what happens to my {s} if i {d} the {s}
what is the deadline for the {s}
what is my {s}
when will i get my {s}
when does the {s} open on {t}
when does my {s} expire
where can i find my {s}
where is my {s}
why was my {s} {h}
why has the {s} not {a}
why can't i {d} my {s}
which {s} do you accept
who can {d} a {s}
who do i contact about the {s}
my {s} was {h}
my {s} was {h} {t}
my {s} has not {a} yet
my {s} is not working
my {s} is {h} and i need a new {s}
the {s} does not match my {s}
the {s} shows the wrong {s}
i can't find my {s}
i want to {d} my {s} {t}
i did not {d} this {s}
i have two {s} how do i {d} one
i need the {s} by {t}
i tried to {d} the {s} but it was {h}
somebody {h} my {s}
please {d} my {s}
help me {d} the {s}
{d} {s}
{s} {s}
{s} {h}
"""
"""As people ask an institution or a company: ``{s}`` something it provides, ``{d}`` what is done with it, ``{h}`` what
happened to it, ``{a}`` how it comes, ``{t}`` when."""
SERVICE_WORDS = {
    "{s}": "account address appointment application balance bill booking bus cancellation card certificate charge "
    "cheque class code computer contract coupon course data delivery deposit device discount document email exam "
    "exchange fee file form gift grade guarantee hotel identity insurance internet invoice key laptop letter library "
    "licence loan login luggage map meal medicine meeting membership menu message money mortgage name number offer "
    "order package parcel parking password passport payment permit phone photo pin plan policy prescription price "
    "printer profile project rate receipt refund registration rent report request reservation room salary schedule "
    "school seat service shift shop size software statement subscription tax teacher ticket timetable tour training "
    "transaction transfer trip university update vacation visa voucher website",
    "{d}": "accept activate add apply arrange block book borrow buy cancel change check claim close collect complete "
    "confirm connect contact correct delete deliver download exchange extend fill find get hire increase install join "
    "leave lend link lock lose make move open order pay pick postpone print prove receive recover reduce register "
    "remove renew rent repair replace report request reserve reset return save schedule send share show sign start "
    "stop submit subscribe switch top track transfer translate unblock unlock update upgrade upload use verify view "
    "withdraw",
    "{h}": "approved blocked broken cancelled changed charged closed damaged declined delayed deleted denied expired "
    "failed found lost missing opened paid refused rejected replaced returned sent stolen swallowed wrong",
    "{a}": "appeared arrived begun changed come finished started worked",
    "{t}": "today tomorrow yesterday monday sunday weekends holidays night noon christmas january summer",
}


def made_up_questions(wordnet: Path) -> list[str]:
    """Return questions, many of them nonsense; the same ones every time."""
    bands = all_frequency_bands()
    senses = {part: _senses(wordnet / f"index.{part}", bands) for part in ("noun", "verb", "adj")}
    as_noun = senses["noun"]
    nouns, verbs = sorted(as_noun), sorted(senses["verb"])
    # a word is drawn as the part of speech that it has most senses as
    adjectives = [word for word, count in sorted(senses["adj"].items()) if count >= as_noun.get(word, 0)]
    common_nouns = [word for word in nouns if bands[word] <= 2]
    common_verbs = [
        word for word in verbs if bands[word] <= 2 and senses["verb"][word] >= as_noun.get(word, 0)
    ]
    participles = [found for found in map(_participle, common_verbs) if found in bands]
    draw = random.Random(1)

    def word(field: str) -> str:
        if field == "{n}":
            return draw.choice(nouns if draw.random() < RARE_SHARE else common_nouns)
        if field == "{v}":
            return draw.choice(verbs if draw.random() < RARE_SHARE else common_verbs)
        if field == "{a}":
            return draw.choice(adjectives)
        return draw.choice(participles) if field == "{p}" else field

    service = {field: found.split() for field, found in SERVICE_WORDS.items()}

    def service_word(field: str) -> str:
        return draw.choice(service[field]) if field in service else field

    return [*_filled(TEMPLATES, COUNT, word), *_filled(SERVICE_TEMPLATES, SERVICE_COUNT, service_word)]


def _filled(templates: str, count: int, word: Callable[[str], str]) -> list[str]:
    lines = templates.splitlines()
    return [" ".join(map(word, lines[at % len(lines)].split())) for at in range(count)]


def _senses(index: Path, bands: Mapping[str, int]) -> dict[str, int]:
    """Return the listed words of a part of speech with their number of senses."""
    rows = (line.split() for line in index.read_text().splitlines() if not line.startswith("  "))
    return {
        row[0]: int(row[2])
        for row in rows
        if row[0].isalpha() and len(row[0]) > 2 and bands.get(row[0], RARE) < RARE
    }


def _participle(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}ed"
