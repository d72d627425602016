"""The two programs that are compared: the chat, and a minimal one in plain Textual that shows the same texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import output

YOU, ASSISTANT = "You: ", "Assistant:"
"""How plain mode begins a question and an answer."""
ENTER, F2 = "\r", "\x1bOQ"


@dataclass(frozen=True)
class Exchange:
    """A question and its answer as plain mode prints it, with source and follow-ups."""

    question: str
    answer: str


@dataclass(frozen=True)
class Program:
    """A program to measure."""

    command: tuple[str, ...]
    themes: tuple[str, str]
    """What is typed in the prompt before the key: for the light theme, for the dark one."""
    theme_key: str


class Programs:
    """Makes both programs start with the same conversation."""

    def __init__(self, folder: Path, env: Mapping[str, str], length: int) -> None:
        """Hold a conversation in plain mode, which stores it for ``assistant --continue``.

        Args:
            folder: Where files are kept.
            env: The environment of the programs.
            length: The number of exchanges.
        """
        self.env = {**env, "XDG_STATE_HOME": str(folder / "chat-state")}
        self._state = folder / "chat-state"
        self._stored = folder / "stored-state"
        self._texts = folder / "exchanges.json"
        # Builds and trains the index now: later, it would be trained while the chat is measured.
        output([sys.executable, "-c", "import assistant; assistant.open()"], self.env)
        self.exchanges = self._converse(length)
        pairs = [(one.question, one.answer) for one in self.exchanges]
        self._texts.write_text(json.dumps(pairs), encoding="utf-8")

    def chat(self, before: int) -> Program:
        """Return the chat, empty or with the stored conversation, in a state directory as new."""
        shutil.rmtree(self._state, ignore_errors=True)
        if before:
            shutil.copytree(self._stored, self._state)
        resume = ("--continue",) if before else ()
        return Program((sys.executable, "-m", "assistant", *resume), ("/theme light", "/theme dark"), ENTER)

    def minimal(self, before: int) -> Program:
        """Return the minimal chat, empty or with as many exchanges on the screen."""
        command = (sys.executable, "-m", "tests.bench.minimal_chat", str(self._texts), str(before))
        return Program(command, ("", ""), F2)

    def _converse(self, length: int) -> list[Exchange]:
        """Ask the questions of the base in turn, again and again."""
        listed = output([sys.executable, "-m", "assistant", "list"], self.env)
        questions = [line.partition("\t")[2] for line in listed.splitlines()]
        asked = [questions[number % len(questions)] for number in range(length)]
        return read_exchanges(self._plain(asked))

    def _plain(self, questions: Sequence[str]) -> str:
        """Return what plain mode prints."""
        process = subprocess.run(
            [sys.executable, "-m", "assistant", "--plain"],
            env={**self.env, "XDG_STATE_HOME": str(self._stored)},
            input="\n".join(questions) + "\n",
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,  # the exit code says how well the questions were answered
        )
        return process.stdout


def read_exchanges(text: str) -> list[Exchange]:
    """Return the questions and answers that plain mode printed."""
    found = []
    for block in ("\n" + text).split("\n" + YOU)[1:]:
        question, _, answer = block.partition("\n" + ASSISTANT)
        found.append(Exchange(question.strip(), answer.strip()))
    return found
