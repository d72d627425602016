"""Entry point of ``python -m assistant`` and of the command ``assistant``."""

from __future__ import annotations

import gc
import os
import sys

INTERRUPTED = 130
"""Exit code. A copy of ``errors.INTERRUPTED``: Ctrl+C may be pressed before that module is loaded."""


def run() -> int:
    """Run the command line.

    Returns:
        The exit code.
    """
    # Read when numpy is loaded. Several threads wait for each other, busily: more computing, hardly less time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from assistant.cli.main import main

        return main(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        # Skip the garbage collection at exit: it would take 8 ms of the 75 ms of a one-shot answer.
        gc.freeze()


if __name__ == "__main__":
    sys.exit(run())
