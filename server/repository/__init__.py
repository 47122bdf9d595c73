"""Named queries over one release, and what is read once per release.

May be imported by site, api, reconcile, mcp and linked_data; imports `server.sparql`.
"""
