"""Messages between the server and its workers."""

from __future__ import annotations

import socket
import threading

import pytest

from server.sparql.engine.ipc import receive, send


def test_a_long_message_arrives_whole() -> None:
    ours, theirs = socket.socketpair()
    body = bytes(range(256)) * 20_000
    thread = threading.Thread(target=send, args=(ours, {"x": "武"}, body))
    thread.start()
    assert receive(theirs) == ({"x": "武"}, body)
    thread.join()
    ours.close()
    assert receive(theirs) is None
    theirs.close()


def test_a_message_that_breaks_off_is_an_error() -> None:
    ours, theirs = socket.socketpair()
    ours.sendall(b"\0\0\0\x20\0\0\0\0{")
    ours.close()
    with pytest.raises(EOFError):
        receive(theirs)
    theirs.close()
