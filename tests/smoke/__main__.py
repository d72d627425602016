"""``python -m tests.smoke``: does an installed ``assistant`` answer, at the shell and in the chat?

Standard library only: it runs in an environment that holds the program and nothing for tests. It prints one line
per step, waits for states instead of sleeping, and gives each state 60 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.smoke.screen import ALTERNATE_SCREEN, Screen, is_light
from tests.smoke.terminal import DEADLINE, Terminal

SIZE = (100, 30)
QUESTION = "when did japan run its cluster policy"
ANSWER = "2000 to 2010"
LOCATOR = "Summary, sentence 2"
"""Where that answer stands in the source; shown with it and nowhere else."""
OTHER_QUESTION = "what is a cluster"
OTHER_ANSWER = "close together geographically"
START = ("Ask a question", "To begin with")
ENTER, ESCAPE, F1, CTRL_Q = "\r", "\x1b", "\x1bOP", "\x11"
HELP_KEYS = re.compile(r"\b(enter|esc|escape|ctrl)\b", re.IGNORECASE)
CHANGED_ROWS = 8
"""From so many changed rows the help is open; it covers most of the screen."""
TOLERATED_ROWS = 3
"""So many rows may differ after the help is closed, such as a notification that has expired."""
TOPICS = ("opening hours", "library loans", "parking permits", "meeting rooms", "printed pages")
FRAMES = """what about {}; tell me about {}; how do {} work; where do I find {}; explain {} please; are {} free
who decides on {}; when do {} change; why are there {}; information on {}; rules for {}; {} for visitors
describe {}; what do {} cost; do you offer {}; {} on sunday; questions on {}; who asks for {}; {} and children
help with {}; new {}; news on {}; the best {}; can I share {}; {} today; {} next week; is there a list of {}"""
"""With the topics more phrasings than an index needs to be fitted."""
MISSPELT = "tell me about libary laons"
VERSIONS = """
from importlib.metadata import version
print(*(f"{name} {version(name)}" for name in
        ("assistant", "textual", "rich", "rapidfuzz", "pyyaml", "platformdirs", "numpy")), sep=", ")
"""


class Program:
    """The installed program, with its files in a place of its own."""

    def __init__(self, python: Path, home: Path) -> None:
        """Find it.

        Args:
            python: The interpreter of the environment.
            home: An empty directory, for everything it keeps.
        """
        script = python.parent / "assistant"
        self.python = python
        self.command = [str(script)] if script.exists() else [str(python), "-m", "assistant"]
        self.home = home
        dropped = ("NO_COLOR", "TEXTUAL", "COLUMNS", "LINES", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name not in dropped and not name.startswith(("ASSISTANT_", "XDG_", "TEXTUAL_"))
        } | {
            "HOME": str(home),
            **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
        }

    def call(self, *args: str) -> str:
        """Run it and return what it prints on stdout.

        Raises:
            AssertionError: It ends with another exit code than 0.
        """
        return self._run([*self.command, *args]).stdout

    def imported_by(self, *args: str) -> tuple[str, set[str]]:
        """Run it and return what it prints on stdout, and the modules that it imports."""
        done = self._run([*self.command, *args], PYTHONPROFILEIMPORTTIME="1")
        return done.stdout, {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    def versions(self) -> str:
        """The versions of the program and its dependencies."""
        return self._run([str(self.python), "-c", VERSIONS]).stdout.strip()

    def terminal(self) -> Terminal:
        """Open the chat in a terminal."""
        return Terminal(self.command, self.env, self.home, SIZE)

    def _run(self, command: Sequence[str], **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            env=self.env | env,
            cwd=self.home,  # so that no checkout is imported instead
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        expect(done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done


class Report:
    """Counts the steps and prints a line for each."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Run a step; a failure is reported and then raised again as :class:`Stop`."""
        try:
            yield
        except (AssertionError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            self.failed += 1
            print(f"FAILED  {name}: {error or type(error).__name__}", flush=True)
            raise Stop from error
        self.passed += 1
        print(f"passed  {name}", flush=True)


class Stop(Exception):
    """A step failed, so that those which follow from it cannot be tried."""


def expect(holds: bool, message: str) -> None:
    """Fail unless something holds; works under ``python -O``, too."""
    if not holds:
        raise AssertionError(message)


def shows(*texts: str) -> Callable[[Screen], bool]:
    """Tell whether a screen shows all of some texts, wherever their lines break."""
    return lambda screen: all(text in screen.words for text in texts)


def check_shell(program: Program, report: Report) -> None:
    """One question at the shell."""
    with report.step("-q prints the answer"):
        printed = program.call("-q", *QUESTION.split())
        expect(ANSWER in " ".join(printed.split()), f"no {ANSWER!r} in:\n{printed}")


def check_json(program: Program, report: Report) -> None:
    """One question at the shell, as JSON."""
    with report.step("-q --json prints one object"):
        printed = program.call("-q", "--json", *QUESTION.split())
        turn = json.loads(printed)
        expect(turn["status"] == "answered", f"status {turn['status']!r}")
        expect(ANSWER in turn["answer"], f"no {ANSWER!r} in:\n{printed}")
        expect(turn["source"]["locator"] == LOCATOR, f"source {turn['source']}")


def check_base(program: Program, report: Report) -> None:
    """A base and labelled questions of its own: the shipped index is not used, so every dependency is."""
    with report.step("a new base is read, fitted and searched with typing errors"):
        base = {
            "title": "Smoke",
            "sections": [{"id": "all", "title": "All"}],
            "entries": [
                {"id": topic.replace(" ", "-"), "section": "all", "question": phrasings[0]}
                | {"variants": phrasings[1:], "answer": f"The answer on {topic}."}
                for topic in TOPICS
                for phrasings in [[frame.format(topic) for frame in re.split(r"[;\n] *", FRAMES)]]
            ],
        }
        file = program.home / "base.yaml"
        file.write_text(json.dumps(base), encoding="utf-8")  # JSON is YAML
        labelled = program.home / "labelled.jsonl"
        labelled.write_text(json.dumps({"question": MISSPELT, "expect": ["library-loans"]}) + "\n", "utf-8")
        _, modules = program.imported_by("--faq", str(file), "eval", str(labelled))
        missing = {"yaml", "numpy", "rapidfuzz"} - modules
        expect(not missing, f"not used: {', '.join(sorted(missing))}")
        printed = program.call("--faq", str(file), "-q", *MISSPELT.split())
        expect("The answer on library loans." in printed, printed)


def check_chat(program: Program, report: Report) -> None:
    """A short visit to the chat."""
    terminal = program.terminal()
    try:
        visit(terminal, report)
    finally:
        terminal.close()


def visit(terminal: Terminal, report: Report) -> None:
    """Ask, change the theme, ask again, open the help, leave."""
    with report.step("the chat opens"):
        terminal.wait_for(f"one of {START}", lambda screen: any(text in screen.words for text in START))
    with report.step("the chat answers"):
        ask(terminal, QUESTION)
        terminal.wait_for(f"{ANSWER!r} and its source", shows(ANSWER, LOCATOR))
    with report.step("/theme light changes the colors"):
        expect(not is_light(terminal.screen.background), f"light already: {terminal.screen.background}")
        ask(terminal, "/theme light")
        terminal.wait_for("a light background", lambda screen: is_light(screen.background))
    with report.step("the chat answers after the change"):
        ask(terminal, OTHER_QUESTION)
        terminal.wait_for(f"{OTHER_ANSWER!r}", shows(OTHER_ANSWER))
    with report.step("F1 opens the help"):
        before = settled(terminal)
        terminal.send(F1)
        terminal.wait_for("the help", lambda screen: shows_help(before, screen.rows))
    with report.step("Escape closes the help"):
        terminal.send(ESCAPE)
        terminal.wait_for(
            "the conversation again", lambda screen: len(changes(before, screen.rows)) <= TOLERATED_ROWS
        )
    with report.step("Ctrl+Q leaves with exit code 0"):
        terminal.send(CTRL_Q)
        code = terminal.wait_for_end()
        expect(code == 0, f"exit code {code}\n{terminal.screen}")
    with report.step("the terminal is restored"):
        changed = terminal.screen.changed_modes
        expect(ALTERNATE_SCREEN in terminal.screen.modes, "the alternate screen was never used")
        expect(not changed, f"private modes not restored: {changed}")
        expect(terminal.restored, "the line settings have changed")


def ask(terminal: Terminal, text: str) -> None:
    """Type something, see it, and press Enter."""
    seen = terminal.screen.words.count(text)
    terminal.send(text)
    terminal.wait_for(f"{text!r} as typed", lambda screen: screen.words.count(text) > seen)
    terminal.send(ENTER)


def settled(terminal: Terminal) -> list[str]:
    """Read until the screen stays the same for several looks, and return its rows."""
    looks: list[list[str]] = []

    def same(screen: Screen) -> bool:
        looks.append(screen.rows)
        return len(looks) >= 10 and all(rows == screen.rows for rows in looks[-10:])

    terminal.wait_for("a screen that stays the same", same)
    return looks[-1]


def shows_help(before: Sequence[str], rows: Sequence[str]) -> bool:
    """Tell whether most of the screen is new and names keys."""
    changed = changes(before, rows)
    return len(changed) >= CHANGED_ROWS and bool(HELP_KEYS.search(" ".join(changed)))


def changes(before: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Return the rows that differ."""
    return [row for old, row in zip(before, rows, strict=True) if old != row]


def main() -> int:
    """Run all steps.

    Returns:
        0 when all passed, otherwise 1.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.smoke", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--python",
        type=Path,
        default=Path(sys.executable),
        metavar="FILE",
        help="interpreter of the environment to test (default: this one)",
    )
    # Not resolved: the interpreter of an environment is a link.
    python = Path(os.path.abspath(parser.parse_args().python))
    report = Report()
    with tempfile.TemporaryDirectory(prefix="assistant-smoke-") as home:
        program = Program(python, Path(home))
        print(program.versions(), flush=True)
        for check in (check_shell, check_json, check_base, check_chat):
            try:
                check(program, report)
            except Stop:
                continue
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
