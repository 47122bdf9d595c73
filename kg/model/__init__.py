"""The model of a build: names, vocabulary, passages, statements, and the index with them.

May be imported by every package of `kg` and by `server`.
"""
