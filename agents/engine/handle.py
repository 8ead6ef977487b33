"""How compiled behaviours see the world: one pointer to a table of addresses, instead of a hundred arguments.

Passing the world's arrays one by one made every call copy them and count their references, and made compiling slow. A
`Handle` holds the address and the shape of each array; `w.people` in a behaviour becomes a load from that table.
Whoever makes a handle keeps the arrays alive (`model/world.py` keeps both in one tuple).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.core.typing.templates import AttributeTemplate
from numba.np import arrayobj

_SLOT = 4  # address and up to three lengths


class WorldType(types.Type):
    """The compiled type of a world: its fields' names and types, in the order of the table."""

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        """Remember the fields; two worlds with the same fields have the same type."""
        self.fields = fields
        self.slots = {name: number for number, (name, _) in enumerate(fields)}
        whole = ", ".join(f"{name}: {each}" for name, each in fields)
        # The name becomes part of the name of every compiled function, so it must be short.
        super().__init__(name=f"World{hashlib.sha256(whole.encode()).hexdigest()[:12]}")

    @property
    def key(self) -> str:
        """What makes two of these types equal; looked at in every call of a kernel."""
        return self.name


class Handle:
    """The table of addresses of one world's arrays and records."""

    __slots__ = ("address", "kind", "table")

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        """Note where everything is; the arrays must outlive the handle."""
        table = np.zeros((len(arrays), _SLOT), np.int64)
        for row, value in zip(table, arrays.values(), strict=True):
            row[0] = _address(value)
            shape = value.shape
            row[1 : 1 + len(shape)] = shape
        self.table = table
        self.address = int(table.ctypes.data)
        self.kind = _kind_of(tuple(arrays), arrays)


def _address(value: Any) -> int:
    # What a record says of itself takes long, because it describes its fields; the array it stands in does not.
    rows: Any = value.base if isinstance(value, np.record) else value
    return int(rows.ctypes.data)


_KINDS: dict[tuple[str, ...], WorldType] = {}


def _kind_of(names: tuple[str, ...], arrays: Mapping[str, Any]) -> WorldType:
    """The type of a world with these fields: worked out once, because working it out takes longer than a short run.

    A field of a given name always has the same record type and number of dimensions.
    """
    if names not in _KINDS:
        _KINDS[names] = WorldType(tuple((name, numba.typeof(value)) for name, value in arrays.items()))
    return _KINDS[names]


@typeof_impl.register(Handle)
def _typeof(value: Handle, context: Any) -> WorldType:  # noqa: ARG001
    return value.kind


@register_model(WorldType)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: WorldType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@unbox(WorldType)
def _unbox(kind: WorldType, handle: Any, c: Any) -> NativeValue:  # noqa: ARG001
    address = c.pyapi.object_getattr_string(handle, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.bitcast(pointer, ir.IntType(64).as_pointer()))


@infer_getattr
class _Fields(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, kind: WorldType, name: str) -> Any:
        return dict(kind.fields).get(name)


@lower_getattr_generic(WorldType)
def _field(context: Any, builder: Any, kind: WorldType, pointer: Any, name: str) -> Any:
    field = dict(kind.fields)[name]
    first = kind.slots[name] * _SLOT

    def load(offset: int) -> Any:
        found = builder.load(builder.gep(pointer, [context.get_constant(types.intp, first + offset)]))
        # No kernel changes the table, so what was read once need not be read again after something was written.
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    if isinstance(field, types.Record):
        return builder.inttoptr(load(0), context.get_value_type(field))
    array = arrayobj.make_array(field)(context, builder)
    itemsize = context.get_abi_sizeof(context.get_data_type(field.dtype))
    shape = [load(1 + axis) for axis in range(field.ndim)]
    strides = [context.get_constant(types.intp, itemsize)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    arrayobj.populate_array(
        array,
        data=builder.inttoptr(load(0), array.data.type),
        shape=shape,
        strides=strides,
        itemsize=context.get_constant(types.intp, itemsize),
        meminfo=None,
    )
    return array._getvalue()
