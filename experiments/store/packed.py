"""Packs an array of numbers into bytes, to the bit, so that it is kept in the same transaction as the run it comes from."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

HEADER: Final = struct.Struct("<H")  # how many bytes describe the array
KINDS: Final = "biuf"  # flags, whole numbers with and without a sign, numbers
LEVEL: Final = 6


def pack(table: NDArray[Any]) -> bytes:
    """The array as bytes: its type and shape, then its elements in row order, compressed.

    Raises:
        TypeError: the array holds something other than plain numbers or flags.
    """
    if table.dtype.kind not in KINDS:
        raise TypeError(f"an array of {table.dtype} cannot be kept, only numbers and flags")
    little = table.dtype.newbyteorder("<")
    about = json.dumps([little.str, list(table.shape)]).encode()
    elements = np.ascontiguousarray(table, dtype=little).tobytes()
    return HEADER.pack(len(about)) + about + zlib.compress(elements, LEVEL)


def unpack(data: bytes) -> NDArray[Any]:
    """The array that `pack` was given: same shape, same type, same bits.

    Raises:
        ValueError: these are not the bytes of an array.
    """
    try:
        (length,) = HEADER.unpack_from(data)
        kind, shape = json.loads(data[HEADER.size : HEADER.size + length])
        kept = np.dtype(kind)
        if kept.kind not in KINDS:
            raise ValueError(f"an array of {kept} was never kept")
        elements = zlib.decompress(data[HEADER.size + length :])
        return np.frombuffer(elements, dtype=kept).reshape(shape).copy()
    except (struct.error, zlib.error, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"this is no array ({error})") from None
