"""``assistant -q``: answer one question, or one question per line of standard input."""

from __future__ import annotations

from assistant.cli.base_option import TOP_K, open_named_base, program
from assistant.errors import UsageError
from assistant.plain.line_protocol import InboxRecorder, as_object, as_question, code_of, stdin_lines
from assistant.terminal.output import Output

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.cli.options import Options
    from assistant.conversation.open_base import OpenBase
    from assistant.conversation.turn import Turn

EXAMPLE = "Example: assistant -q what is a cluster"


def run(args: Options) -> int:
    """Answer each question independently of the others, and return the exit code."""
    if not args.words:
        raise UsageError(f"There is no question after -q. {EXAMPLE}")
    if args.plain or args.resume:
        raise UsageError("-q cannot be combined with --plain or --continue. Leave one out.")
    if args.format and (args.json or args.explain):
        raise UsageError("--format cannot be combined with --json or --explain. Leave one out.")
    from_stdin = args.words[0] == "-"
    if from_stdin and len(args.words) > 1:
        raise UsageError("-q - reads questions from standard input. Leave out the words after it.")
    open_base = open_named_base(
        args, wait_for_training=from_stdin
    )  # the ranking must not change between two lines
    conversation = open_base.conversation(section=args.section, top_k=args.n or TOP_K)
    out = Output(color=args.color)
    inbox = InboxRecorder(open_base.identity, log=not args.no_log)
    codes: list[int] = []
    for line in stdin_lines() if from_stdin else [" ".join(args.words)]:
        question = as_question(line)
        if question:
            turn = conversation.ask(question, alone=True)
            _print(turn, args, out, open_base, first=not codes)
            inbox.record(turn)
            codes.append(code_of([turn]))
        elif not from_stdin:
            raise UsageError(f"The question is empty. {EXAMPLE}")
    return max(codes, default=0)


def _print(turn: Turn, args: Options, out: Output, open_base: OpenBase, *, first: bool) -> None:
    """Print a turn as JSON, in a format or as text; a blank line separates the last two."""
    if args.json:
        out.json(as_object(turn, explain=args.explain))
        return
    if args.format:
        from assistant.cli.answer_format import formatted

        lines = formatted(turn, args.format, open_base)
    else:
        from assistant.plain.turn_format import turn_lines

        lines = turn_lines(turn, out, explain=args.explain, program=program(args))
    out.lines([*([] if first or not lines else [""]), *lines])
