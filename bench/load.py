"""A load of HTTP requests: clients in processes of their own, each on one connection.

The client reads no more of HTTP than it must, so that on a machine of few cores it takes little
from the server that it measures.
"""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from urllib.parse import quote

ACCEPT = "application/sparql-results+json, text/turtle"


@dataclass(frozen=True)
class Load:
    """What came of a load: requests a second, and seconds that a request took."""

    rate: float
    p50: float
    p95: float
    requests: int


def get(path: str, query: str, accept: str = ACCEPT) -> bytes:
    """A request for a query, as it goes over the wire."""
    head = (
        f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
    )
    return head.encode()


def run(port: int, requests: list[bytes], seconds: float, clients: int) -> Load:
    """Send the requests in turn, from every client at once, for so long. Fails on any error."""
    pids, pipes = [], []
    started = time.monotonic()
    for number in range(clients):
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            status = 1
            try:
                with os.fdopen(write, "w") as out:
                    shifted = requests[number * 7 % len(requests) :] + requests
                    taken = _client(port, shifted[: len(requests)], started + seconds)
                    out.write(" ".join(map(str, taken)))
                status = 0
            finally:
                os._exit(status)
        os.close(write)
        pids.append(pid)
        pipes.append(read)
    taken = []
    for read in pipes:
        with os.fdopen(read) as results:
            taken += map(float, results.read().split())
    taken.sort()
    elapsed = time.monotonic() - started
    if any([os.waitpid(pid, 0)[1] for pid in pids]):
        raise RuntimeError(f"a client of port {port} failed")
    at = len(taken)
    return Load(at / elapsed, taken[at // 2], taken[int(at * 0.95)], at)


def _client(port: int, requests: list[bytes], until: float) -> list[float]:
    taken = []
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            for request in requests:
                started = time.monotonic()
                if started >= until:
                    return taken
                link.sendall(request)
                answer(link)
                taken.append(time.monotonic() - started)


def answer(link: socket.socket) -> bytes:
    """The body of one 200 answer; chunked bodies keep their chunk heads."""
    data = link.recv(1 << 18)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += link.recv(1 << 18)
    head = data[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(data[:500].decode(errors="replace"))
    body = bytearray(data[end + 4 :])
    start = head.find(b"content-length:")
    if start >= 0:
        stop = head.find(b"\r\n", start)
        length = int(head[start + 15 : stop if stop > 0 else None])
        while len(body) < length:
            body += link.recv(1 << 20)
    else:
        while not body.endswith(b"\r\n0\r\n\r\n") and body != b"0\r\n\r\n":
            body += link.recv(1 << 20)
    return bytes(body)
