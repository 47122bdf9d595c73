"""Saved queries: their headers, parameters and columns, and answers to them from a build.

May be imported by `kg.build`, the command line and `server`.
"""
