"""What mutation begins with: good and bad examples of everything that is read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from assistant.conversation.conversation import Conversation
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.preferences import Preferences
from assistant.storage.reasons import Action, Reason
from tests.fuzz.targets import ROOT, STARTER, bundled

HOSTILE = ROOT / "tests" / "data" / "hostile"
SEED_LIMIT = 20_000
"""Bytes of a file that is taken as a seed: larger ones only take longer."""


def seeds(target: str) -> list[bytes]:
    """Good and bad examples to begin with."""
    files = [path for path in sorted(HOSTILE.iterdir()) if path.suffix == ".yaml"]
    yaml = [STARTER.read_bytes(), *(path.read_bytes() for path in files if path.stat().st_size < SEED_LIMIT)]
    match target:
        case "base":
            return [*yaml, STYLES, STYLES.replace(b"\n", b"\r\n"), STYLES.replace(b"\n", b"\r")]
        case "question":
            lines = STARTER.read_text(encoding="utf-8").splitlines()
            return [line.strip("- ").encode() for line in lines if "?" in line or line.strip().startswith("- ")] + [
                b"no, I meant the third one", b"and when did it stop? who paid for it", b"/help", b"2", b"why"
            ]  # fmt: skip
        case "answer":
            return [MARKDOWN, *(path.read_bytes() for path in files if path.stat().st_size < 2000)]
        case "labelled":
            return [LABELLED, b'{"question": "q", "expect": []}\n']
        case "legacy_files":
            return [KEPT, KEPT.split(b"\n")[0] + b"\n"]
        case "database":
            return [_saved()]
        case "settings":
            return [b"theme: dark\nkeys:\n  quit: ctrl+q, f10\nlog: off\neval: [a.jsonl]\n"]
        case "cache_entry":
            return [
                b'{"version": [3, "0"], "files": [["/a", 1, 2, 3, 4]], "content": "ab", '
                b'"index_file": ["/b", 1, 2, 3, 4], "checked": 6}'
            ]
        case _:
            raise KeyError(target)


def _saved() -> bytes:
    store = bundled()
    talk = Conversation(lambda: store)
    for text in ("how many books may I borrow", "what about it", "zzz"):
        talk.ask(text)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "records.sqlite"
        database = Database(path)
        Conversations(database, "base").save(talk.turns)
        inbox = Inbox(database, "base")
        for turn in talk.turns:
            inbox.mark(turn, Reason.WRONG)
        inbox.resolve(Action.DISMISS, ["what about it"])
        Preferences(database).set("theme", "dark")
        database.close()
        return path.read_bytes()


STYLES = b"""\
title: &t "T"  # a comment
source: {citation: c, url: 'https://x.y/z#q'}
sections:
- {id: a, title: *t, locator: "p. 1"}
- id: b
  title: >-
    A title
    folded
synonyms: [[stop, end, "wind down"]]
entries:
- id: one
  section: a
  question: "What is \\u00e9 one?"
  variants: &v
    - first
    - 'it''s second'
    # last
  answer: |+
    Some *text*.

    - one
    - two

  related: [two]
  tags: *v
-   id: two
    section: b
    question: Two
    variants: []
    answer: |2
       indented
    quote: some
- {id: three, kind: small_talk, question: Hello, answer: "Hi\\n"}
- {id: four, kind: not_in_source, section: b, question: Who paid?, answer: Not said.}
decoys: [x]
settings: {threshold: 60, margin: 8.5}
"""

MARKDOWN = b"""\
# Head

Some **bold** and *it* `code` [words](https://x.y/z) <https://a.b> &amp; \\* text.

- one
  - two
1. three

> quote

| a | b |
|---|:-:|
| c | `d` |

```py
x = 1
```
---
<b>html</b> ![i](j) ~~s~~
"""

LABELLED = (
    b'{"question": "when did it stop?", "expect": ["ended"], "kind": "in", "style": "lower"}\n'
    b'{"turns": [{"question": "what?", "expect": ["a", ["b", "c"]], "all": true}]}\n'
)

KEPT = (
    b'{"at":"2024-01-01T00:00:00Z","question":"earlier"}\n'
    b'{"at":"2024-01-01T00:00:00Z","question":"who","reason":"declined","near":[["a",12.5]],"base":"base"}\n'
    b'{"at":"2024-01-01T00:00:00Z","act":"dismiss","questions":["who"],"change":{}}\n'
    b'{"at":"2024-01-01T00:00:00Z","act":"undo","step":3}\n'
    b'{"dropped":7}\n'
)
