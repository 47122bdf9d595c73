"""The supported content codings, in order of preference."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import zstandard

WORTHWHILE = 1024  # bytes below which compression saves nothing


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(data)


def _brotli(data: bytes) -> bytes:
    # Level 4 is as fast as gzip and smaller; higher levels are not worth their time.
    compressed: bytes = brotli.compress(data, quality=4)
    return compressed


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=5, mtime=0)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "br": _brotli, "gzip": _gzip}
