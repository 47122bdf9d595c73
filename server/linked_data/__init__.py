"""Dereferencing of IRIs, RDF documents in every format and profile, and downloads.

May be imported by `server.app` only.
"""
