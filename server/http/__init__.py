"""HTTP without SPARQL: connections, negotiation, caching, rate limits, logs, metrics.

May be imported by every package of `server`; imports only `kg` and `server.settings`.
"""
