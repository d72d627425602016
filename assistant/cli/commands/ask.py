"""``assistant -q``: one question, one answer; or a question a line from standard input."""

from __future__ import annotations

from collections.abc import Callable

from assistant.cli.base_option import TOP_K, open_library
from assistant.errors import UsageError
from assistant.plain.line_protocol import InboxRecorder, as_object, as_question, code_of, stdin_lines
from assistant.terminal.output import Output

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.cli.options import Options
    from assistant.conversation.turn import Turn


def run(args: Options) -> int:
    """Answer what is asked.

    Args:
        args: The options of a call without a command, and ``words``: those of the question.
    """
    if not args.words:
        raise UsageError("There is no question after -q. Try: assistant -q what is a cluster")
    if args.plain or args.resume:
        raise UsageError("-q asks one question, --plain and --continue hold a conversation: leave one out.")
    out = Output(color=args.color)
    questions = stdin_lines() if args.words == ["-"] else iter([" ".join(args.words)])
    many = args.words == ["-"]  # all of them are to be answered by one and the same ranking
    library = open_library(args, wait_for_training=many)
    conversation = library.conversation(section=args.section, top_k=args.n or TOP_K)
    tell, inbox = teller(out, args), InboxRecorder(library.title, log=not args.no_log)
    codes = set()
    for number, line in enumerate(questions):
        question = as_question(line)
        if not question:
            if args.words != ["-"]:
                raise UsageError("The question is empty. Try: assistant -q what is a cluster")
            continue
        turn = conversation.ask(question, alone=True)
        tell(turn, number)
        inbox.record(turn)
        codes.add(code_of([turn]))
    return max(codes, default=0)


def teller(out: Output, args: Options) -> Callable[[Turn, int], None]:
    """How turns are told: as JSON or in words. The number of the question parts answers from each other."""

    def as_json(turn: Turn, number: int) -> None:
        out.json(as_object(turn, explain=args.explain))

    def in_words(turn: Turn, number: int) -> None:
        from assistant.plain.turn_format import turn_lines

        out.lines([*([""] if number else []), *turn_lines(turn, out, explain=args.explain)])

    return as_json if args.json else in_words
