"""How numba is made to compile a kernel in one piece.

Left to itself numba makes machine code of every small function that a kernel calls, with entry points from Python and
C, and optimises all of it again in each caller up to the kernel. That took most of the time, and since each function
had to stay callable from elsewhere the optimiser could not take it apart. So while a behaviour is compiled its code is
only kept, and the kernel optimises everything it reaches once, as its own. The methods of numba that this replaces are
put back at once; where a version of numba lacks one of them, everything is compiled as numba does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from numba.core import codegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

_LIBRARY: Final = codegen.JITCodeLibrary
_NEEDED: Final = {
    _LIBRARY: ("_optimize_functions", "_optimize_final_module", "_finalize_final_module", "get_pointer_to_function"),
    codegen.JITCPUCodegen: ("set_env",),
}
IN_ONE_PIECE: Final = all(hasattr(owner, name) for owner, names in _NEEDED.items() for name in names)


@contextmanager
def _replaced(owner: type, methods: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
    """Put other methods in a class for a while; nobody else compiles meanwhile, because this holds numba's lock."""
    with global_compiler_lock:
        before = {name: owner.__dict__.get(name) for name in methods}
        for name, method in methods.items():
            setattr(owner, name, method)
        try:
            yield
        finally:
            for name, old in before.items():
                if old is None:  # it came from a parent class
                    delattr(owner, name)
                else:
                    setattr(owner, name, old)


def _set_layout(library: Any, module: Any) -> None:
    module.data_layout = library._codegen._data_layout


def _keep(library: Any) -> None:
    library._finalize_dynamic_globals()
    library._finalized = True


def _nothing(*_: Any) -> None:
    pass


def _nowhere(_library: Any, _name: str) -> int:
    return 0  # the address of no function


@contextmanager
def only_kept() -> Iterator[None]:
    """While this lasts, what numba compiles is kept for whoever calls it, and cannot be run by itself."""
    if not IN_ONE_PIECE:
        yield
        return
    methods: dict[str, Callable[..., Any]] = {
        "_optimize_functions": _set_layout,
        "_optimize_final_module": _nothing,
        "_finalize_final_module": _keep,
        "get_pointer_to_function": _nowhere,
    }
    with _replaced(_LIBRARY, methods), _replaced(codegen.JITCPUCodegen, {"set_env": _nothing}):
        yield


@contextmanager
def in_one_piece() -> Iterator[None]:
    """While this lasts, whatever a function calls is compiled as its own, so that the optimiser may take it apart."""
    if not IN_ONE_PIECE:
        yield
        return
    assert cpu_target.target_context  # numba's own run-time library is made with it, and must stay callable
    optimize = _LIBRARY._optimize_final_module

    def own_all(library: Any) -> None:
        for function in library._final_module.functions:
            if not function.is_declaration and function.linkage.name == "linkonce_odr":
                function.linkage = "internal"
        optimize(library)

    with _replaced(_LIBRARY, {"_optimize_final_module": own_all}):
        yield
