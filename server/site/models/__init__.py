"""What pages show, read from the repository as plain values.

May be imported by `server.site.pages`.
"""
