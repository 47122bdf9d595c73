"""The search index: how texts are normalized, written to SQLite and looked up.

May be imported by `kg.build`, the command line and `server`.
"""
