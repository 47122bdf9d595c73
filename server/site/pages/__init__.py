"""One module for each page: its route and what its template shows.

May be imported by `server.site.routes` only.
"""
