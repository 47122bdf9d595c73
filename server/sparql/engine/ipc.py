"""Messages between the server and its workers: two lengths, a JSON head, and bytes."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from server.sparql.engine import Answer, errors

Head = dict[str, Any]

_LENGTHS = struct.Struct("!II")  # of the JSON head, and of the bytes after it
# The errors that a worker can report. A message has the name of the class and its arguments.
_ERRORS: dict[str, type[errors.EngineError]] = {
    error.__name__: error
    for error in (
        *(errors.QuerySyntaxError, errors.ServiceNotSupported, errors.UnknownFunction),
        *(errors.FormatNotAvailable, errors.FormatUnsuitable, errors.ResultTooLarge),
        *(errors.MemoryLimitExceeded, errors.EngineUnavailable, errors.EngineFailure),
    )
}


def receive(sock: socket.socket) -> tuple[Head, bytes] | None:
    """The next message, or None if the peer has closed the socket.

    Raises EOFError if the socket closes within a message, TimeoutError if it has a timeout.
    """
    start = sock.recv(65536)
    if not start:
        return None
    while len(start) < _LENGTHS.size:
        start += _recv(sock, _LENGTHS.size - len(start))
    head_size, body_size = _LENGTHS.unpack_from(start)
    message = bytearray(start)
    end = _LENGTHS.size + head_size + body_size
    while len(message) < end:
        message += _recv(sock, min(end - len(message), 1 << 20))
    view = memoryview(message)[_LENGTHS.size :]
    return json.loads(bytes(view[:head_size])), bytes(view[head_size:])


def _recv(sock: socket.socket, size: int) -> bytes:
    data = sock.recv(size)
    if not data:
        raise EOFError("the socket closed within a message")
    return data


def send(sock: socket.socket, head: Head, body: bytes = b"") -> None:
    """Send one message."""
    text = json.dumps(head).encode()
    if len(body) < 65536:
        sock.sendall(_LENGTHS.pack(len(text), len(body)) + text + body)
    else:
        sock.sendall(_LENGTHS.pack(len(text), len(body)) + text)
        sock.sendall(body)


def error_head(error: errors.EngineError) -> Head:
    """The head of a message that reports an error."""
    return {"error": type(error).__name__, "arguments": error.args}


def read_answer(head: Head, body: bytes) -> Answer:
    """The answer in a worker's message. Raises the EngineError that the message reports."""
    if name := head.get("error"):
        raise _ERRORS[name](*head["arguments"])
    return Answer(head["form"], body, head["seconds"], head["stable"])
