"""``assistant serve``: options and addresses that cannot be used."""

from __future__ import annotations

import socket

import pytest
from cli_driving import Caller

pytest.importorskip("textual_serve")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--sessions 0", "--sessions must be a whole number from 1 to 999999"),
        ("--idle x", "--idle must be a whole number"),
        ("--port -1", "--port must be a whole number from 1 to 65535"),
        ("--port 99999", "--port must be a whole number from 1 to 65535"),
        ("-n 0", "-n must be a whole number"),
        ("--url foo", "--url must be an address"),
        ("--host 1.2.3.4", "Cannot listen on 1.2.3.4, port 8000: "),
    ],
)
def test_a_wrong_option_is_named(small: Caller, options: str, message: str) -> None:
    ended = small("serve", *options.split())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"assistant: {message}")
    assert ended.err.count("\n") == 1


def test_a_busy_port_is_reported_alone(small: Caller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ended = small("serve", "--port", str(port))
    assert ended.code == 2
    assert ended.err == f"assistant: Cannot listen on 127.0.0.1, port {port}: Address already in use.\n"
