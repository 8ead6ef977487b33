"""A record of one's own: for what a behaviour notes down, hands on to those it calls, and forgets when it is done."""

from __future__ import annotations

from typing import Any, Protocol

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.extending import intrinsic, typeof_impl
from numba.np import numpy_support

from ..declaring import Kind, R
from .behaviour import COMPILED

_WORD = 8  # bytes; a record is made of whole ones, and lies where one may begin


@intrinsic
def _blank(_context: Any, fields: Any) -> Any:
    def emit(context: Any, builder: Any, signature: Any, _args: Any) -> Any:
        size = context.get_abi_sizeof(context.get_data_type(fields.dtype))
        words = ir.ArrayType(ir.IntType(8 * _WORD), size // _WORD)
        # On the stack of whoever asks, so it must never be handed back to a caller.
        place = cgutils.alloca_once(builder, words, zfill=True)
        return builder.bitcast(place, context.get_value_type(signature.return_type))

    return fields.dtype(types.DType(fields.dtype)), emit


@typeof_impl.register(Kind)
def _typeof(value: Kind, _context: Any) -> types.DType:
    return types.DType(numpy_support.from_dtype(value.dtype))


class _Blank(Protocol):
    def __call__(self, kind: type[R], /) -> R:
        """A record of this kind, all zero."""


def _alone(kind: type[R], /) -> R:
    """What it is in plain Python."""
    return kind.one()


blank: _Blank = _blank if COMPILED else _alone
