"""The same service behind several HTTP servers. `python -m bench.servers`."""

from __future__ import annotations

import sys
import time

from bench.load import get, run
from bench.peers import BIN, System, running
from kg.project import find

SETTLING = 8  # seconds between a server's start and its measuring, in which it warms its pages
CHEAP = "SELECT * { ?s ?p ?o } LIMIT 10"


def main() -> None:
    """Measure each on the current build, cached and not."""
    build = find().current.resolve()
    granian = (str(BIN / "granian"), "--port", "{port}", "--workers", "1", "--no-ws", "--factory")
    made = "server:create_app"
    systems = [
        System(
            "uvicorn, ASGI",
            (sys.executable, "-m", "server", "--port", "{port}", "--build", str(build),
             "--budget-seconds", "0", "--log", "none"),
            "/sparql",
        ),
        System(
            "granian, WSGI",
            (*granian, "--interface", "wsgi", "--blocking-threads", "32", made),
            "/sparql",
        ),
        System(
            "gunicorn, threads",
            (str(BIN / "gunicorn"), "-b", "127.0.0.1:{port}", "-k", "gthread", "-w", "1",
             "--threads", "32", f"{made}()"),
            "/sparql",
        ),
    ]  # fmt: skip
    for system in systems:
        with running(system) as server:
            time.sleep(SETTLING)
            for kind, volatile in (("cached", ""), ("uncached", "BIND(RAND() AS ?r)")):
                text = f"SELECT * {{ {{ {CHEAP} }} {volatile} }}"
                load = run(server.port, [get(system.path, text)] * 50, 4, 8)
                print(f"{system.name}, {kind}: {load.rate:,.0f}/s, p95 {load.p95 * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
