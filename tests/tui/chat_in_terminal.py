"""The chat on a small base, as a program: what the tests in a real terminal start."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from chat_fakes import FakeHistory, World  # noqa: E402

from assistant.errors import UsageError  # noqa: E402
from assistant.tui.app import run_chat  # noqa: E402


class FileHistory(FakeHistory):
    """Questions asked before, in a file, so that a test can see what was kept."""

    def append(self, text: str, answer: str = "") -> None:
        with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def main() -> int:
    """Run it."""
    world = World(history=FileHistory())
    if len(sys.argv) > 2 and sys.argv[2] == "crash":

        def crash() -> None:
            raise RuntimeError("a fault \x1b]52;c;eA==\x07 in the program")

        world.open_base.before = crash
    try:
        return run_chat(world.services())
    except UsageError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
