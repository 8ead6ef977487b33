"""How a behaviour is compiled: by numba, once for as long as the code of the engine stays the same.

With `NUMBA_DISABLE_JIT=1` the same functions run as plain Python, to be read, debugged and covered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any, TypeVar

import numba

from .cache import kept_copies
from .compiling import in_one_piece, only_kept

F = TypeVar("F", bound=Callable[..., Any])
COMPILED: bool = not numba.config.DISABLE_JIT


class Behaviour:
    """A small function that kernels call; it is part of each of them, and never kept on its own.

    Called from Python, as tests do, it is compiled for that.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        """Wrap `function`; nothing is compiled until something calls it."""
        self.function = function
        self.inner = numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
        compile_one = self.inner.compile

        def compile_widened(types: tuple[Any, ...]) -> Any:
            # numba would compile a copy for every literal and every width of integer among the arguments.
            with only_kept():
                return compile_one(tuple(_widened(each) for each in types))

        self.inner.compile = compile_widened
        self._numba_type_ = self.inner._numba_type_  # what numba takes it for in a compiled caller
        update_wrapper(self, function)

    def __call__(self, *args: Any) -> Any:
        """Call it from Python."""
        return self._outer(*args)

    @cached_property
    def _outer(self) -> Callable[..., Any]:
        return numba.njit(nogil=True)(self.function)


def behaviour(function: F) -> F:
    """Mark a small function that kernels call."""
    return Behaviour(function) if COMPILED else function  # type: ignore[return-value]


def _widened(given: Any) -> Any:
    """The type a behaviour is compiled for: integers of any width, and members of a vocabulary, become int64.

    The uint64 of `chance.py` stays as it is.
    """
    plain = numba.types.unliteral(given)
    if isinstance(plain, numba.types.IntEnumMember):
        plain = plain.dtype
    narrow = isinstance(plain, numba.types.Integer) and plain != numba.types.uint64
    return numba.types.int64 if narrow else plain


class Kernel:
    """A compiled entry point with one signature, taken from its first call; a call of other types is an error."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """Wrap `function`; nothing is compiled until it is first called."""
        self.function = function
        self.__doc__ = function.__doc__
        self._ready: Callable[..., Any] | None = None if COMPILED else function
        self._lock = threading.Lock()
        self._whole: list[int] = []  # the places of arguments that are whole numbers

    @property
    def cached(self) -> bool:
        """Whether a compiled copy is already on disk, so that the first call will be quick."""
        kept = kept_copies(self.function)
        return kept is not None and kept.filled

    def __call__(self, *args: Any) -> Any:
        """Run the kernel, compiling or loading it first when this is the first call."""
        if not COMPILED:
            return self.function(*args)
        args = tuple(getattr(value, "handle", value) for value in args)
        ready = self._ready or self._prepare(args)
        for place in self._whole:
            if isinstance(args[place], float):  # numba would cut it down to fit
                raise TypeError(f"{self.function.__name__}: argument {place + 1} must be a whole number")
        return ready(*args)

    def _prepare(self, args: tuple[Any, ...]) -> Callable[..., Any]:
        with self._lock:
            if self._ready is None:
                dispatcher = self._decorate()
                types = tuple(numba.typeof(value) for value in args)
                self._whole = [k for k, each in enumerate(types) if isinstance(each, numba.types.Integer)]
                with in_one_piece():
                    dispatcher.compile(types)
                dispatcher.disable_compile()
                self._ready = dispatcher
        return self._ready

    def _decorate(self) -> Any:
        dispatcher = numba.njit(nogil=True)(self.function)
        kept = kept_copies(self.function)
        if kept is not None:
            dispatcher._cache = kept
        return dispatcher


def kernel(function: Callable[..., Any]) -> Kernel:
    """Mark a function as a kernel: called from Python, compiled once, kept on disk."""
    return Kernel(function)
