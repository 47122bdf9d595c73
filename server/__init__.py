"""Requests -> views of the graph. `python -m server` serves them.

The query workers import this package too and must stay small, so it imports nothing itself.
"""
