"""Each coding can be undone, and the same bytes come out each time."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from server.http.compression import ENCODERS

DECODERS = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
}


@pytest.mark.parametrize("coding", ENCODERS)
@pytest.mark.parametrize("data", [b"", "武昌".encode() * 5000, bytes(range(256)) * 40])
def test_round_trip(coding: str, data: bytes) -> None:
    packed = ENCODERS[coding](data)
    assert DECODERS[coding](packed) == data
    assert ENCODERS[coding](data) == packed, "a strong validator needs the same bytes"
