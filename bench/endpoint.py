"""rdflib-endpoint over the build's data, with rdflib's own store or Oxigraph's: a peer."""

from __future__ import annotations

import sys

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint


def main(port: int, data: str, store: str) -> None:
    """Serve until killed."""
    dataset = rdflib.Dataset(store=store)
    dataset.parse(data, format="nquads")
    app = SparqlEndpoint(graph=dataset)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
