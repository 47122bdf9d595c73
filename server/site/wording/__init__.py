"""Sentences, amounts and error messages in Chinese and English. Pure.

May be imported by `server.site.models` and `server.site.pages`.
"""
