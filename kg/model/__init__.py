"""What every reader of a build shares: names, vocabulary, passages, statements and their index.

May be imported by every package of `kg` and by `server`.
"""
