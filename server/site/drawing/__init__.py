"""Coordinates of charts and pictures. Pure.

May be imported by `server.site.pages`.
"""
