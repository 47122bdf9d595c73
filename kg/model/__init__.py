"""Names, records and colours of a graph, read once and shared.

May be imported by every package of `kg` and by `server`.
"""
