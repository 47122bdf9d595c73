"""The repository: named queries over one release, its index, and descriptions read through them.

May be imported by `server.api`, `linked_data`, `mcp`, `reconcile`, `site` and `server.app`.
"""
