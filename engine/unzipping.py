"""Unpacks what gzip had packed, and never more of it than somebody wants."""

from __future__ import annotations

import zlib


def unpacked(packing: str, packed: bytes, limit: int) -> bytes | None:
    """What was packed as it says, up to one byte more than `limit`; None where it is not, or not whole."""
    match packing.lower():
        case "identity":
            return packed
        case "gzip" | "x-gzip":
            return _unzipped(packed, limit)
    return None


def _unzipped(packed: bytes, limit: int) -> bytes | None:
    body = b""
    while packed and len(body) <= limit:  # one member after the other
        unpacking = zlib.decompressobj(wbits=31)
        try:
            body += unpacking.decompress(packed, limit + 1 - len(body))
        except zlib.error:
            return None
        if not unpacking.eof and len(body) <= limit:
            return None
        packed = unpacking.unused_data
    return body
