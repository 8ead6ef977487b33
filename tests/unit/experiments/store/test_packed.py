"""An array comes out of its packed form as it went in, to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from diversion.experiments.store.packed import pack, unpack

KINDS = arrays.floating_dtypes() | arrays.integer_dtypes() | arrays.unsigned_integer_dtypes() | arrays.boolean_dtypes()
SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=6)


@given(arrays.arrays(KINDS, SHAPES))
def test_an_array_comes_back_to_the_bit(table: NDArray[Any]) -> None:
    back = unpack(pack(table))
    assert (back.shape, back.dtype) == (table.shape, table.dtype.newbyteorder("<"))
    assert back.astype(table.dtype).tobytes() == table.tobytes()
    assert back.flags.writeable


def test_the_order_in_memory_does_not_matter() -> None:
    table = np.arange(6.0).reshape(2, 3)
    assert pack(np.asfortranarray(table)) == pack(table)
    assert unpack(pack(table.T)).tolist() == table.T.tolist()


@pytest.mark.parametrize("table", [np.array(["a"]), np.array([object()]), np.array([1j])])
def test_what_is_no_plain_number_is_refused(table: NDArray[Any]) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        pack(table)
