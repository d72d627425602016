"""What all tests share: nobody's own files, tiny bases made where they are needed, the bundled base."""

from __future__ import annotations

import gc
import itertools
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# The matrices of small bases are too small to share out: several threads cost each build more than they save,
# and each of pytest's workers would have its own. What the tests start inherits this; set it otherwise to override it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assistant.base.model import Base, Entry, Section
from assistant.conversation.conversation import Conversation
from assistant.conversation.open_base import OpenBase
from assistant.index import builder
from assistant.index.builder import build, put_meta
from assistant.index.store import Store
from assistant.matching import vocabulary
from assistant.matching.vocabulary import background, thesaurus

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the package of tests, however pytest is called

from tests.soak.sizes import EXAMPLES, SUBJECT

# Otherwise half of the time of a short call would go into compiling the program's modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

MakeStore = Callable[..., Store]
ConversationLike = Callable[..., Conversation]
MakeBase = Callable[[dict[str, str]], Path]

_numbers = itertools.count()

# A busy machine is no failure. The suite tries the same examples every time, the soak other ones.
_untimed = settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("suite", _untimed, derandomize=True, database=None)
settings.register_profile("soak", _untimed, max_examples=50 * EXAMPLES)
settings.load_profile("soak" if SUBJECT else "suite")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker of what ``python -m tests.soak`` runs in full."""
    config.addinivalue_line(
        "markers", "soak(*subjects): the suite runs a portion, python -m tests.soak all of it"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select the subject of a soak, and pass over what cannot be known while coverage is measured."""
    if SUBJECT:
        chosen = {item for item in items if any(SUBJECT in mark.args for mark in item.iter_markers("soak"))}
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = [item for item in items if item in chosen]
    if config.getoption("cov_source", None):
        for item in items:
            if item.get_closest_marker("untraced"):
                item.add_marker(pytest.mark.skip(reason="coverage is measured"))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going through thousands of collected tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test's home directory is made."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def _a_home_of_its_own(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what the developer keeps on this machine."""
    _settle_in(homes / str(next(_numbers)), monkeypatch)


def _settle_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CACHE", "STATE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for name in ("ASSISTANT_FAQ", "ASSISTANT_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def entry(id: str, question: str, *variants: str, **rest: Any) -> Entry:
    """An entry; its answer names its id and it stands in section ``a`` unless said otherwise."""
    fields: dict[str, Any] = {"answer": f"The answer of {id}.", "section": "a"} | rest
    if fields.get("kind") == "small_talk":
        fields["section"] = ""
    return Entry(id=id, question=question, variants=variants, **fields)


@pytest.fixture(scope="session")
def make_entry() -> Callable[..., Entry]:
    """``make_entry(id, question, *variants, section=…, kind=…, …)``."""
    return entry


def store_of(entries: Sequence[Entry], *, fit: bool = False, **rest: Any) -> Store:
    """The index of a base, in memory.

    Args:
        entries: the base's entries; sections are made for them.
        fit: fit ranking and judge, however small the base is.
        rest: other parts of the base: ``synonyms``, ``decoys``, ``settings``.
    """
    named = dict.fromkeys(one.section for one in entries if one.section)
    sections = tuple(Section(id, f"Section {id}", f"Page {id}") for id in named)
    base = Base("Tiny", sections, tuple(entries), **rest)
    database = sqlite3.connect(":memory:", check_same_thread=False)
    texts = build(database, base)
    if fit:
        from assistant.index.training import train_index  # numpy is slow to import

        train_index(database, base, texts)
    put_meta(database, {"content": "", "program": ""})
    return Store(database)


@pytest.fixture(scope="session")
def make_store() -> MakeStore:
    """``make_store([entry, …], fit=False, synonyms=…, decoys=…, settings=…)``: an index in memory."""
    return store_of


@pytest.fixture(scope="session")
def talk() -> ConversationLike:
    """``talk(store, section=…, top_k=…)``: a conversation with a store."""

    def begin(store: Store, **rest: Any) -> Conversation:
        return Conversation(lambda: store, **rest)

    return begin


@pytest.fixture
def make_base(tmp_path: Path) -> MakeBase:
    """``make_base({"faq.yaml": "…"})``: a directory with these files."""

    def write(files: dict[str, str]) -> Path:
        folder = tmp_path / "base"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


ROOM = (
    entry(
        "hours",
        "When is the reading room open?",
        "what are the opening hours",
        "until when are you open in the evening",
        answer="From 9 to 18:\n\n- monday to friday\n- saturday until noon",
        related=("fines", "borrowing"),
    ),
    entry("desk", "Where is the information desk?", "how do I find the desk", "who shows me to the desk"),
    entry("saturday", "Can I come on a saturday?", "are you open at the weekend", "saturday visits"),
    entry(
        "flood",
        "What happened in 2009?",
        "tell me about the flood",
        answer="The cellar was under water in 2009.",
    ),
    entry("fire", "What happened in 2011?", "tell me about the fire", answer="The roof burnt."),
    entry(
        "borrowing",
        "How many books may I borrow?",
        "is there a limit on loans",
        "how many volumes can I take home at once",
        section="b",
        related=("duration", "fines"),
    ),
    entry("duration", "How long does a loan last?", "for how long may I keep a volume", section="b"),
    entry("returning", "Where do I return a book?", "where can I give volumes back", section="b"),
    entry(
        "copying",
        "How do I copy a page?",
        "is there a photocopier",
        "what does a photocopy cost",
        section="b",
    ),
    entry("not-copying", "Which pages may I not copy?", "what must not be photocopied", section="b"),
    entry(
        "fines",
        "What is the fine for a late book?",
        "what do I pay when overdue",
        section="b",
        kind="not_in_source",
    ),
    entry("hello", "Hello", "good morning", "hello there", kind="small_talk"),
    entry("thanks", "Thanks", "thank you very much", "no thanks", kind="small_talk"),
)
"""A base about a reading room: two sections, a gap, small talk, a negation and two years."""
ROOM_SYNONYMS = (("borrow", "lend", "check out", "take on loan"), ("desk", "counter"))


@pytest.fixture(scope="session")
def room() -> Store:
    """The reading room's index, answering by nearest phrasing."""
    return store_of(ROOM, synonyms=ROOM_SYNONYMS)


TOPICS = (
    "opening hours",
    "book loans",
    "late fines",
    "desk locations",
    "parking spaces",
    "wireless passwords",
    "printed pages",
    "lost cards",
)
FRAMES = (
    "what about {}",
    "tell me about {}",
    "how do {} work",
    "where do I find {}",
    "explain {} please",
    "I have a question on {}",
    "are {} free",
    "who decides on {}",
    "when do {} change",
    "why are there {}",
    "information on {}",
    "rules for {}",
    "the rules of {} in short",
    "can you describe {}",
    "{} for visitors",
    "{} on sunday",
)


@pytest.fixture(scope="session")
def trained() -> Store:
    """An index with a fit, of eight topics in sixteen wordings each; an entry's id is its topic."""
    entries = [entry(topic, *(frame.format(topic) for frame in FRAMES)) for topic in TOPICS]
    with pytest.MonkeyPatch.context() as patch:
        _take_few(patch, every=3)
        return store_of(entries, fit=True)


@pytest.fixture
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build and fit with few everyday questions and synonyms, where it does not matter which there are."""
    _take_few(monkeypatch, every=6)
    some = thesaurus()[::50]
    monkeypatch.setattr(vocabulary, "thesaurus", lambda: some)


def _take_few(patch: pytest.MonkeyPatch, *, every: int) -> None:
    """Take a part of the everyday questions only: the time a fit takes grows with the square of their number."""
    some = background()[::every]
    patch.setattr(builder, "background", lambda: some)


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenBase]:
    """The bundled base, fitted: the index beside its files where that fits, else built once a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with pytest.MonkeyPatch.context() as patch, _alone(shared / "bundled.lock"):
        patch.setenv("XDG_CACHE_HOME", str(shared / "bundled"))
        patch.delenv("ASSISTANT_FAQ", raising=False)
        open_base = OpenBase.open(wait_for_training=True)
    yield open_base
    open_base.close()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that other workers wait for, where the system has one."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
