"""How a behaviour is compiled: by numba, into a cache that any change to the engine's source makes new.

With `NUMBA_DISABLE_JIT=1` the same functions run as plain Python, to be read, debugged and covered.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs

from .compiling import in_one_piece, only_kept

F = TypeVar("F", bound=Callable[..., Any])
# What shows the engine to Mesa and to pandas, and decides nothing of what is computed.
FACE = ("views.py", "model.py", "mesa_agents.py", "tables.py", "arguments.py")
COMPILED: bool = not numba.config.DISABLE_JIT


@cache
def engine_hash() -> str:
    """A digest of the engine's sources, which decide every result: the same on all machines and versions of Python."""
    digest = hashlib.sha256()
    root = files(__package__.partition(".")[0])
    for folder in (
        "agents",
        "agents/engine",
        "model",
        "model/build",
        "model/ledger",
        "scenarios",
        "scenarios/parameters",
        "scenarios/library/parameters",
    ):
        for path in sorted(root.joinpath(folder).iterdir(), key=lambda item: item.name):
            if path.name.endswith((".py", ".yaml")) and path.name not in FACE:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _compiled_hash() -> str:
    """A digest of the engine and of everything that decides what its compiled form looks like.

    numba's own cache does not notice a change in a *called* function of another file, so we name the folder by this.
    """
    flags = [os.environ.get(f"NUMBA_{name}", "") for name in ("BOUNDSCHECK", "CPU_NAME", "CPU_FEATURES")]
    return hashlib.sha256(repr((engine_hash(), numba.__version__, sys.version, flags)).encode()).hexdigest()[:16]


@cache
def cache_folder() -> Path:
    """Where compiled kernels are kept; a temporary folder, and a word about it, when the usual one cannot be written."""
    base = os.environ.get("DIVERSION_CACHE") or platformdirs.user_cache_dir("diversion")
    folder = Path(base) / _compiled_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        spare = Path(tempfile.mkdtemp(prefix="diversion-"))
        atexit.register(shutil.rmtree, spare, ignore_errors=True)
        print(f"Compiled code cannot be kept in {folder}; it goes to {spare} this time.", file=sys.stderr)
        return spare


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
    """The type a behaviour is compiled for: integers of any width become int64, except the uint64 of `chance.py`."""
    plain = numba.types.unliteral(given)
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
        return any(cache_folder().rglob(f"*{self.function.__name__}*.nbc"))

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
        # The folder is set only while decorating: the environment variable would move other people's caches too.
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(cache_folder())
        try:
            return numba.njit(nogil=True, cache=True)(self.function)
        finally:
            numba.config.CACHE_DIR = before


def kernel(function: Callable[..., Any]) -> Kernel:
    """Mark a function as a kernel: called from Python, compiled once, kept on disk."""
    return Kernel(function)
