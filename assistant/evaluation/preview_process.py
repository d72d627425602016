"""Preview the impact of a change in a subprocess, so that the chat stays responsive and can cancel it.

Training blocks the interpreter for up to half a second at a time. The change is passed on stdin; progress and the
impact come back as JSON lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from assistant.base.editing import Edit
from assistant.errors import AssistantError
from assistant.evaluation.impact import Impact, impact_from
from assistant.evaluation.preview import Notice, Progress, preview

POLL_INTERVAL = 0.1
"""Seconds between calls of ``progress``, which may cancel."""
# imports this same package: its directory is searched last, the working directory never (-P)
CALL = (
    "import sys; sys.path.append(sys.argv[1]); from assistant.evaluation.preview_process import main; main()"
)
HOME = str(Path(__file__).parents[2])


def preview_in_subprocess(
    paths: Sequence[Path],
    edit: Edit,
    *,
    labelled: Sequence[Path] = (),
    notice: Notice = lambda text: None,
    progress: Progress = lambda stage, share: None,
) -> Impact:
    """Run :func:`assistant.evaluation.preview.preview` in a subprocess, or in this process if none can be started.

    Args:
        paths: The files and directories of the base.
        edit: The change.
        labelled: Files of labelled questions from the settings.
        notice: Receives notes about files and questions that are left out.
        progress: Receives the stage and the share of it that is done (0-1), repeatedly; may raise an error to cancel.

    Raises:
        AssistantError: The preview failed.
    """
    task = {
        "paths": [str(path) for path in paths],
        "edit": [str(edit.path), *(b64encode(data).decode() for data in edit[1:3]), edit.line],
        "labelled": [str(path) for path in labelled],
    }
    # a killed process may leave files behind, so it gets a directory that is deleted
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
            return preview(paths, edit, labelled=labelled, notice=notice, progress=progress)
        with process:
            try:
                return _outcome(process, json.dumps(task).encode(), notice, progress)
            finally:
                process.kill()


def _outcome(process: subprocess.Popen[bytes], task: bytes, notice: Notice, progress: Progress) -> Impact:
    """Send the task, pass on notes and progress, and wait for the impact."""
    messages: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_exchange, args=(process, task, messages), daemon=True).start()
    stage, share = "starting", 0.0
    while True:
        progress(stage, share)
        try:
            message = messages.get(timeout=POLL_INTERVAL)
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
                raise AssistantError("The preview ended unexpectedly, perhaps out of memory.")


def _exchange(process: subprocess.Popen[bytes], task: bytes, messages: SimpleQueue[dict[str, Any]]) -> None:
    """Write the task and read the messages; runs in a thread, because both may block."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as stdin:
            stdin.write(task)
        for line in process.stdout:
            messages.put(json.loads(line))
    except (OSError, ValueError):  # killed in the middle of a line
        pass
    messages.put({})


def main() -> None:
    """Run the subprocess: read a task from stdin, write messages to stdout."""
    if hasattr(os, "nice"):
        os.nice(5)  # the chat has priority

    def send(**message: object) -> None:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()

    task = json.load(sys.stdin)
    path, before, after, line = task["edit"]
    edit = Edit(Path(path), b64decode(before), b64decode(after), line)
    try:
        impact = preview(
            [Path(one) for one in task["paths"]],
            edit,
            labelled=[Path(one) for one in task["labelled"]],
            notice=lambda text: send(notice=text),
            progress=lambda stage, share: send(stage=stage, share=share),
        )
    except AssistantError as error:
        send(error=error.message)
    else:
        send(impact=impact.as_dict())
