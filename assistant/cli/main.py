"""Run a command and return its exit code.

The chat and a simple question are recognized without argparse, which takes as long as answering. Any other call
imports only the module of its command. All errors are caught and printed here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from assistant.cli.options import Options, plain_question
from assistant.errors import ANSWERED, BROKEN, INTERRUPTED, AssistantError, BaseError
from assistant.terminal.output import PipeClosed, note, prepare, report


def main(argv: Sequence[str]) -> int:
    """Run the program.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        The exit code.
    """
    prepare()
    try:
        return call(argv)
    except PipeClosed:
        return ANSWERED
    except BaseError as error:
        from assistant.cli.base_option import origin_of

        report(error.problems, error.title[0].lower() + error.title[1:])
        origin = origin_of(error.problems)
        if origin:
            note(origin)
        return error.exit_code
    except AssistantError as error:
        note(f"assistant: {error.message}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ended:  # argparse exits after printing help
        return ended.code if isinstance(ended.code, int) else ANSWERED
    except Exception as error:
        return _internal_error(error)


def _internal_error(error: Exception) -> int:
    """Report an unexpected error on one line, with its traceback if ``ASSISTANT_DEBUG`` is set."""
    if os.environ.get("ASSISTANT_DEBUG"):
        import traceback

        note("".join(traceback.format_exception(error)).rstrip())
    message = " ".join(str(error).split())[:300]
    note(
        f"assistant: Internal error: {type(error).__name__}: {message}. "
        "Please report it; ASSISTANT_DEBUG=1 prints the traceback."
    )
    return BROKEN


def call(argv: Sequence[str]) -> int:
    """Select the command and run it; see :func:`main`."""
    if "_ARGCOMPLETE" in os.environ:  # a shell asks for completions
        from assistant.cli.completion import complete

        complete()
    if not argv:
        from assistant.cli.commands import chat

        return chat.run(Options())
    options = plain_question(argv)
    if options is not None:
        from assistant.cli.commands import ask

        return ask.run(options)
    from assistant.cli.parser import call as parsed_call

    return parsed_call(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
