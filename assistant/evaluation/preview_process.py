"""Trying a change in a process of its own, so that a chat goes on at once meanwhile and can give up at once.

A fit holds the interpreter for up to half a second at a time (measured; with a process of its own the chat waits
0.04 s at most). The two talk in JSON lines: the change goes in, how far it is and what came of it come out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from assistant.base.editing import Edit
from assistant.errors import AssistantError
from assistant.evaluation.impact import Impact, impact_from
from assistant.evaluation.preview import preview

Notice = Callable[[str], None]
Progress = Callable[[str, float], None]

ASKED_EVERY = 0.1
"""Seconds between two times that whoever waits is asked whether to go on."""
# The package is found where this one lies, after everything else; the directory one stands in is never searched.
CALL = (
    "import sys; sys.path.append(sys.argv[1]); from assistant.evaluation.preview_process import main; main()"
)
HOME = str(Path(__file__).parents[2])


def preview_apart(
    paths: Sequence[Path],
    edit: Edit,
    *,
    usual: Sequence[Path] = (),
    notice: Notice = lambda text: None,
    progress: Progress = lambda stage, share: None,
) -> Impact:
    """As :func:`assistant.evaluation.preview.preview`, in a process of its own; in this one where none can be had.

    Args:
        paths: The files and directories of the base.
        edit: The change.
        usual: Files of labelled questions from the settings.
        notice: Told in one line what was left out or cannot be kept.
        progress: Told the stage and the share of it that is done (0-1), over and over; what it raises ends the other
            process.

    Raises:
        AssistantError: What the other process could not do, and why.
    """
    task = {
        "paths": [str(path) for path in paths],
        "edit": [str(edit.path), *(b64encode(data).decode() for data in edit[1:3]), edit.line],
        "usual": [str(path) for path in usual],
    }
    # Whatever it leaves behind when it is ended lies in a directory that goes with this call.
    with tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as folder:
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", CALL, HOME],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": folder, "TEMP": folder},
            )
        except OSError:
            return preview(paths, edit, usual=usual, notice=notice, progress=progress)
        with process:
            try:
                return _outcome(process, json.dumps(task).encode(), notice, progress)
            finally:
                process.kill()


def _outcome(process: subprocess.Popen[bytes], task: bytes, notice: Notice, progress: Progress) -> Impact:
    """Hand the task over, pass on what is told, and wait for what comes of it."""
    heard: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_converse, args=(process, task, heard), daemon=True).start()
    stage, share = "starting", 0.0
    while True:
        progress(stage, share)
        try:
            message = heard.get(timeout=ASKED_EVERY)
        except Empty:
            continue
        match message:
            case {"stage": stage, "share": share}:
                pass
            case {"notice": text}:
                notice(text)
            case {"impact": found}:
                return impact_from(found)
            case {"error": text}:
                raise AssistantError(text)
            case _:
                raise AssistantError("Trying it ended too early, perhaps for want of memory.")


def _converse(process: subprocess.Popen[bytes], task: bytes, heard: SimpleQueue[dict[str, Any]]) -> None:
    """Runs in a thread, because either side may keep the other waiting."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as stdin:
            stdin.write(task)
        for line in process.stdout:
            heard.put(json.loads(line))
    except (OSError, ValueError):  # it was ended in the middle of a line
        pass
    heard.put({})


def main() -> None:
    """The other process: a task on stdin, messages on stdout."""
    if hasattr(os, "nice"):
        os.nice(5)  # the chat comes first

    def tell(**message: object) -> None:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()

    task = json.load(sys.stdin)
    path, before, after, line = task["edit"]
    edit = Edit(Path(path), b64decode(before), b64decode(after), line)
    try:
        impact = preview(
            [Path(one) for one in task["paths"]],
            edit,
            usual=[Path(one) for one in task["usual"]],
            notice=lambda text: tell(notice=text),
            progress=lambda stage, share: tell(stage=stage, share=share),
        )
    except AssistantError as error:
        tell(error=error.message)
    else:
        tell(impact=impact.as_dict())
