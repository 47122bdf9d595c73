"""The build pipeline: closure, rules, shapes, checks and metadata over authored files.

May be imported by the command line only.
"""
