"""``python -m assistant`` and the command ``assistant``: hands over to ``cli``, come what may."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130
"""As ``errors`` has it; repeated because an interruption may come before that is loaded."""


def run() -> int:
    """Run the command for this process.

    Returns:
        The exit code.
    """
    try:
        from assistant.cli.main import main

        return main(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        # What is left goes with the process: looking through it once more takes 8 ms of a short answer's 75.
        gc.freeze()


if __name__ == "__main__":
    sys.exit(run())
