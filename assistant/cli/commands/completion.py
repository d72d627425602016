"""``assistant completion``: print a completion script for a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import ANSWERED
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse

BASH, ZSH, FISH = SHELLS = ("bash", "zsh", "fish")

FISH_PROGRAM = "env (commandline -po)[1]"
"""What the script for fish runs: the program as typed, which need not be in ``PATH``."""
ZSH_WORDS = """
# The words of this command only, not the whole line. Only a path begins with ~, which zsh would quote.
_assistant_words() {
    if [[ $PREFIX == '~'* ]]; then
        _files
        return
    fi
    local -h BUFFER="${words[1,CURRENT-1]} $PREFIX"
    local -h CURSOR=${#BUFFER}
    _python_argcomplete
}
compdef _assistant_words assistant
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"{BASH}, {ZSH} or {FISH}")


def run(args: argparse.Namespace) -> int:
    """Print the script. It calls the program on each Tab; see ``assistant.cli.completion``."""
    from argcomplete.shell_integration import shellcode

    program = FISH_PROGRAM if args.shell == FISH else None
    script = shellcode(["assistant"], use_defaults=False, shell=args.shell, argcomplete_script=program)
    Output().write(script + (ZSH_WORDS if args.shell == ZSH else ""))
    return ANSWERED
