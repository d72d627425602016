"""Arguments in, exit code out.

The chat and a plain question are recognised without setting up a parser, which would take as long as answering;
every other call finds its command first and loads that one's room alone. Errors are caught here, once, and told in
words.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from assistant.cli.options import Options, plain_question
from assistant.errors import ANSWERED, BROKEN, INTERRUPTED, AssistantError, BaseError
from assistant.terminal.output import PipeClosed, note, prepare, report


def main(argv: Sequence[str]) -> int:
    """Run a call.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        The exit code of the contract.
    """
    prepare()
    try:
        return call(argv)
    except PipeClosed:
        return ANSWERED
    except BaseError as error:
        report(error.problems, error.title[0].lower() + error.title[1:])
        return error.exit_code
    except AssistantError as error:
        note(f"assistant: {error.message}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ended:  # help and version end so
        return ended.code if isinstance(ended.code, int) else ANSWERED
    except Exception as error:
        return _unforeseen(error)


def _unforeseen(error: Exception) -> int:
    """Tell of an error that nobody thought of; one line, because a traceback tells people nothing."""
    import os

    if os.environ.get("ASSISTANT_DEBUG"):
        import traceback

        note("".join(traceback.format_exception(error)).rstrip())
    words = " ".join(str(error).split())[:300]
    note(
        f"assistant: Something went wrong inside: {type(error).__name__}: {words}. "
        "That is a mistake in the program; ASSISTANT_DEBUG=1 shows where."
    )
    return BROKEN


def call(argv: Sequence[str]) -> int:
    """Find what is called and run it; see ``main``."""
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
