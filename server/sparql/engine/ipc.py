"""What the server and its workers send one another: a length, a JSON head, and bytes."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!II")  # of the JSON head, and of the bytes after it


def receive(link: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """One message, or None where the other side has closed the socket.

    Raises EOFError where it closes within a message, TimeoutError where the socket has one.
    """
    start = link.recv(65536)
    if not start:
        return None
    while len(start) < _LENGTH.size:
        start += _some(link, _LENGTH.size - len(start))
    head_size, body_size = _LENGTH.unpack_from(start)
    whole = bytearray(start)
    end = _LENGTH.size + head_size + body_size
    while len(whole) < end:
        whole += _some(link, min(end - len(whole), 1 << 20))
    view = memoryview(whole)[_LENGTH.size :]
    return json.loads(bytes(view[:head_size])), bytes(view[head_size:])


def _some(link: socket.socket, size: int) -> bytes:
    data = link.recv(size)
    if not data:
        raise EOFError("the socket closed within a message")
    return data


def send(link: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
    """Send one message."""
    text = json.dumps(head).encode()
    if len(body) < 65536:
        link.sendall(_LENGTH.pack(len(text), len(body)) + text + body)
    else:
        link.sendall(_LENGTH.pack(len(text), len(body)) + text)
        link.sendall(body)
