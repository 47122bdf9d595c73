"""Authored files and report texts: loading, segmentation, evidence, coverage, review.

May be imported by `kg.build` and the command line.
"""
