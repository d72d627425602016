"""A small base and everything around it, for driving the screen without files, matching or waiting."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from assistant.base.editing import Edit
from assistant.base.model import Entry, Section, Source
from assistant.conversation.turn import Candidate, Citation, Explanation, ScorePart, Turn
from assistant.curation.curator import Planned, Waiting
from assistant.curation.grouping import Group, Proposal
from assistant.errors import Problem
from assistant.evaluation.impact import AnswerChange, Impact, Response
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.history import Asked, History
from assistant.storage.reasons import Reason
from assistant.text.excerpt import first_sentence
from assistant.tui.services import Services

URL = "https://example.org/article/491"
SECTIONS = (
    Section("record", "The record", "Record", "What the catalogue tells of the article."),
    Section("intro", "Introduction: subject and findings", "Summary, sentences 1–4", "The policy in brief."),
    Section(
        "theory", "Part 1. Key concepts of economic geography", "Summary, sentence 5", "Clusters as tools."
    ),
    Section(
        "clusters",
        "Part 3. Clusters and cluster policy",
        "Summary, sentences 7–8",
        "Support, success, limits.",
    ),
    Section("platform", "Part 4. The platform model", "Summary, sentence 9", "The approach of today."),
    Section(
        "lessons",
        "Conclusion: lessons for others",
        "Summary, sentences 10–11",
        "What others may take from it.",
    ),
)

PRESSURES = """\
The summary gives no single cause. It names four pressures that limited the policy:

- the global financial crisis of 2007–2008
- the Democratic government of 2009–2012
- the disaster of 2011
- the budget constraints that followed
"""


def _entry(id: str, section: str, question: str, answer: str, **rest: Any) -> Entry:
    return Entry(id, question, answer, section, **rest)


ENTRIES = (
    _entry("title", "record", "What is the title of the article?", "*Evolution of Cluster Policy in Japan*."),
    _entry("date", "record", "When was the article published?", "It was published on **1 October 2024**."),
    _entry("where", "record", "Where can I read the full article?", f"At [the journal's site]({URL})."),
    _entry(
        "gap-author",
        "record",
        "Who wrote the article?",
        "The record leaves the author blank.",
        kind="not_in_source",
        locator="Record, author",
    ),
    _entry(
        "about",
        "intro",
        "What is the article about?",
        "Japan's strategy for growth by building clusters.",
        quote="narrative analysis",
        related=("when", "cluster", "lessons-all"),
    ),
    _entry(
        "when",
        "intro",
        "When was the cluster policy active?",
        "It was pursued **from 2000 to 2010**.",
        locator="Summary, sentence 2",
        quote="actively pursued in Japan from 2000 to 2010",
        related=("why", "failure"),
    ),
    _entry(
        "why",
        "intro",
        "Why was the cluster policy stopped?",
        PRESSURES,
        locator="Summary, sentence 8",
        quote="subsequent budget constraints",
        related=("failure", "platform-what", "support-end"),
    ),
    _entry(
        "failure",
        "intro",
        "Was the policy a failure?",
        "No. Its end did not signify that it had failed.",
        quote="did not signify a failure",
        related=("platform-what",),
    ),
    _entry("support-end", "intro", "Did support for clusters end?", "No, other means were not rejected."),
    _entry(
        "cluster",
        "theory",
        "What is a cluster, as the article uses the word?",
        "A *geographically concentrated* group of companies and organizations in related industries.",
        quote="geographically concentrated groups",
    ),
    _entry(
        "tools",
        "theory",
        "What are clusters for?",
        "They are tools for innovative development: [a note](https://example.org/note), [a trap](ftp://example.org).",
    ),
    _entry(
        "industries", "clusters", "How were target industries selected?", "Part 3 covers their selection."
    ),
    _entry(
        "success", "clusters", "What made the policy a success?", "Part 3 names the factors of its success."
    ),
    _entry(
        "gap-count",
        "clusters",
        "How many clusters were there?",
        "The summary gives no number of clusters.",
        kind="not_in_source",
    ),
    _entry(
        "platform-what",
        "platform",
        "What is the platform model?",
        'A broader "platform model" took its place: it fosters innovation in a regional context.',
        quote="platform model",
        related=("why-platform",),
    ),
    _entry(
        "why-platform", "platform", "Why was the cluster approach modified?", "Part 4 gives the rationale."
    ),
    _entry(
        "lessons-all",
        "lessons",
        "What can other countries learn from Japan?",
        "How to stimulate territorial concentration, and three things more:\n\n"
        "1. vertical cooperation among agro-industrial enterprises\n"
        "2. organizations that manage clusters\n"
        "3. the step from a narrow cluster policy to a platform policy",
    ),
    _entry("soviet", "lessons", "Which countries is it of use to?", "Post-Soviet states, among others."),
    _entry("hello", "", "Hello", "Good day. Ask me about cluster policy in Japan.", kind="small_talk"),
)
BY_ID = {entry.id: entry for entry in ENTRIES}
ASKED = {
    "why was it stopped": "why",
    "and after that": "platform-what",
    "who wrote it": "gap-author",
    "how many were there": "gap-count",
    "hello": "hello",
    "when did it run": "when",
}
LIKELY = {"whatever became of it": ("why", "failure", "success"), "how many exist": ("gap-count", "when")}
"""What is answered with the closest match, and the alternatives."""
UNSURE = {"policy": ("failure", "why", "success"), "tell me about clusters": ("cluster", "tools")}


class Suggestion(NamedTuple):
    """What the base offers while one types."""

    entry: str
    question: str
    section: str
    spans: tuple[tuple[int, int], ...]


class Change(NamedTuple):
    """What became of the base when it changed."""

    summary: str
    problems: tuple[Problem, ...] = ()


class FakeTalk:
    """A conversation that knows a few questions by heart."""

    def __init__(self, open_base: FakeOpenBase) -> None:
        self._open_base = open_base
        self.turns: list[Turn] = []

    def ask(self, text: str) -> Turn:
        turn = self._open_base.answer(text, self.turns)
        self.turns.append(turn)
        return turn

    def choose(self, entry_id: str, question: str) -> Turn:
        if entry_id not in self._open_base.entries:
            return self.ask(question)
        turn = self._open_base.turn_for(question, self._open_base.entries[entry_id], 100.0)
        self.turns.append(turn)
        return turn

    def reset(self) -> None:
        self.turns.clear()

    def resume(self, turns: Sequence[Turn]) -> None:
        self.turns += turns


class FakeOpenBase:
    """An open base."""

    title = "Evolution of Cluster Policy in Japan"
    source = Source(
        "Evolution of Cluster Policy in Japan. Japanese Studies, 2024-10-01. ISSN 2500-2872.", URL
    )

    def __init__(self) -> None:
        self.sections = SECTIONS
        self.entries = {entry.id: entry for entry in ENTRIES}
        self.changes: list[Change] = []
        self.before: Callable[[], None] = lambda: None
        self.also: dict[str, tuple[str, str]] = {}

    @property
    def entry_count(self) -> int:
        return len(self.entries)

    def entry(self, id: str) -> Entry | None:
        return self.entries.get(id)

    def starters(self) -> list[tuple[str, str]]:
        ids = ("title", "about", "cluster", "success", "platform-what", "soviet")
        return [(id, self.entries[id].question) for id in ids if id in self.entries]

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        return [
            (one.id, one.section, one.question, one.kind)
            for one in self.entries.values()
            if one.kind != "small_talk" and section in (None, one.section)
        ]

    def suggest(self, typed: str, limit: int = 6) -> list[Suggestion]:
        words = typed.casefold().split()
        found = []
        for one in self.entries.values():
            text = one.question.casefold()
            if one.kind != "small_talk" and all(word in text for word in words):
                spans = tuple((text.index(word), text.index(word) + len(word)) for word in words)
                found.append(Suggestion(one.id, one.question, one.section, spans))
        return found[:limit]

    def conversation(self) -> FakeTalk:
        return FakeTalk(self)

    held: Change | None = None
    """What is reported once content that is held back is confirmed."""

    def follow(self) -> Change | None:
        return self.changes.pop(0) if self.changes else None

    def confirm(self) -> bool:
        held, self.held = self.held, None
        self.changes += [held] if held is not None else []
        return held is not None

    def turn_for(self, question: str, entry: Entry, score: float, about: str | None = None) -> Turn:
        section = next((one for one in self.sections if one.id == entry.section), None)
        citation = None
        if section is not None:
            citation = Citation(section.id, section.title, entry.locator or section.locator, entry.quote, URL)
        status = {"answer": "answered"}.get(entry.kind, entry.kind)
        why = Explanation(
            (
                ScorePart("words in common", 0.82, "4 of 5"),
                ScorePart("word order", 0.61),
                ScorePart("rare words", 0.9, "stopped"),
            ),
            (),
            60,
            8,
            Candidate("failure", "Was the policy a failure?", "was it a failure", 41.0),
            "The best entry leads by more than the margin.",
            (("it", "the cluster policy"),),
            uncovered=("ministry",),
        )
        related = tuple((id, self.entries[id].question) for id in entry.related if id in self.entries)
        return Turn(
            question,
            status,
            entry.id,
            entry.question,
            entry.answer,
            citation,
            score,
            (Candidate(entry.id, entry.question, entry.question, score),),
            (),
            about,
            related,
            why,
            entry.kind,
        )

    def candidate(self, id: str, score: float) -> Candidate:
        entry = self.entries[id]
        return Candidate(id, entry.question, id, score, first_sentence(entry.answer))

    def answer(self, text: str, before: Sequence[Turn]) -> Turn:
        self.before()
        if text in self.also:
            first, second = (self.entries[id] for id in self.also[text])
            part, rest = text[: text.index(" and ")], text[text.index("and ") :]
            other = self.turn_for(rest, second, 88)._replace(part=rest)
            return self.turn_for(text, first, 91)._replace(part=part, also=(other,))
        key = re.sub(r"[^\w ]", "", text.casefold()).strip()
        exact = next(
            (e for e in self.entries.values() if re.sub(r"[^\w ]", "", e.question.casefold()) == key), None
        )
        if key in ASKED or exact is not None:
            entry = exact or self.entries[ASKED[key]]
            about = "the end of the cluster policy" if key == "and after that" else None
            score = 0.0 if entry.kind == "small_talk" else 96.0
            return self.turn_for(text, entry, score, about)
        why = Explanation(
            (ScorePart("words in common", 0.4),), ("too short",), 60, 8, None, "Two are too close."
        )
        if key in LIKELY:
            near = [self.candidate(id, 55.0 - n) for n, id in enumerate(LIKELY[key])]
            turn = self.turn_for(text, self.entries[LIKELY[key][0]], near[0].score)
            return turn._replace(status="likely", candidates=tuple(near), related=())
        if key in UNSURE:
            near = [self.candidate(id, 50.0 - n) for n, id in enumerate(UNSURE[key])]
            return Turn(text, "ambiguous", score=50.0, candidates=tuple(near), explanation=why)
        near = [
            Candidate(id, self.entries[id].question, id, 20.0)
            for id in ("about", "when")
            if id in self.entries
        ]
        return Turn(text, "no_match", score=20.0, candidates=tuple(near), explanation=why)


class FakeHistory(History):
    """Questions asked before."""

    def __init__(self, entries: Sequence[str] = ()) -> None:
        super().__init__(Database(None))
        self.kept = list(entries)
        self.answers: dict[str, str] = {}

    def append(self, text: str, answer: str = "") -> None:
        self.kept.append(text)
        self.answers[text] = answer

    def asked(self) -> list[Asked]:
        newest = list(dict.fromkeys(reversed(self.kept)))[::-1]
        return [Asked(text, "", self.answers.get(text, "")) for text in newest]


class FakeInbox:
    """Questions without the right answer."""

    def __init__(self) -> None:
        self.marked: list[tuple[str, str]] = []

    def mark(self, turn: Turn, reason: str) -> bool:
        assert reason in (Reason.NONE_OF_THESE, Reason.WRONG)
        self.marked.append((turn.question, reason))
        return True


def _group(number: int, question: str, asked: int, *others: str, reason: str = "declined") -> Group:
    wordings = ((question, asked - len(others)), *((other, 1) for other in others))
    day = f"2026-03-0{number}T09:00:00Z"
    reasons = ((reason, asked),)
    return Group(number, question, asked, wordings, reasons, "", day, day, (), frozenset(), (number,))


class FakeCurator:
    """Changes that are planned and tried and leave nothing behind."""

    def __init__(self) -> None:
        self.saved: list[Planned] = []

    def waiting(self) -> list[Waiting]:
        many = _group(1, "what did it cost the taxpayer", 3, "cost to taxpayers?")
        ended = _group(2, "who pulled the plug", 2, reason="none of these")
        return [
            Waiting(many, None),
            Waiting(ended, Proposal("why", "Why was the cluster policy stopped?", 41.0)),
            Waiting(
                _group(3, "when was it on", 1),
                Proposal("when", "When was the cluster policy active?", 88.0, True),
            ),
        ]

    def nothing(self) -> str:
        return "The inbox is empty."

    def last_step(self) -> str:
        return "dismiss “best ramen”"

    def plan_phrasing(self, entry: str, phrasing: str, group: Group | None = None) -> Planned:
        before = b"    variants:\n      - why did it end\n    answer: It met limits.\n"
        after = before.replace(b"end\n", b"end\n      - " + phrasing.encode() + b"\n")
        target = BY_ID[entry].question if entry else ""
        return Planned(Edit(Path("faq/intro.yaml"), before, after, 3), phrasing, entry, target, group)

    def plan_draft(self, section: str, group: Group) -> Planned:
        return self.plan_phrasing("", group.question, group)

    def impact(self, planned: Planned, progress: Callable[[str, float], None]) -> Impact:
        declined, answered = Response("no_match"), Response("answered", ("why",))
        return Impact(
            4107,
            (
                AnswerChange(
                    "who ended what",
                    "tests/eval/open.jsonl:12",
                    Response("answered", ("when",)),
                    answered,
                    "worse",
                ),
                AnswerChange(planned.question, "asked before", declined, answered),
                AnswerChange(planned.question, "a phrasing of why", declined, answered, "better"),
            ),
        )

    def save(self, planned: Planned) -> None:
        self.saved.append(planned)

    def dismiss(self, group: Group) -> None: ...
    def undo(self) -> str:
        return self.last_step()

    def section_for(self, group: Group) -> str | None:
        return "clusters"


@dataclass
class World:
    """Everything a chat in a test touches, to look into afterwards."""

    open_base: FakeOpenBase = field(default_factory=FakeOpenBase)
    history: FakeHistory = field(default_factory=FakeHistory)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    conversations: Conversations = field(default_factory=lambda: Conversations(Database(None)))
    saved: list[tuple[Turn, ...]] = field(default_factory=list)
    preferred: dict[str, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    browser: bool = True

    def save(self, turns: Sequence[Turn]) -> None:
        self.saved.append(tuple(turns))
        self.conversations.save(turns)

    def services(self, **rest: Any) -> Services:
        """What the chat is given; nothing moves and the base is looked at only on demand."""

        def open_link(url: str) -> bool:
            self.opened.append(url)
            return self.browser

        settings: dict[str, Any] = {"watch_every": 0.0, "open_link": open_link, "save": self.save, **rest}
        return Services(
            open_base=self.open_base,
            history=self.history,
            inbox=self.inbox,
            conversations=self.conversations,
            prefer=self.preferred.__setitem__,
            **settings,
        )
