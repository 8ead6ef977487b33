"""Where compiled kernels are kept, so that the next process need not compile them.

numba's own cache takes a kernel for another one when its line in the file has moved, and does not notice a change in
a *called* function of another file. Ours asks whether the code is the same, wherever it stands and whatever is said about it.
"""

from __future__ import annotations

import atexit
import hashlib
import inspect
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import numba
import platformdirs
from numba.core import caching
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from ...scenarios.errors import InputError
from .hashing import digest, engine_hash
from .normal_form import normal_form

PACKAGE: Final = Path(__file__).resolve().parents[2]
SEAL: Final = hashlib.sha256().digest_size  # bytes at the head of a file, by which one that was damaged is known


def compiled_hash() -> str:
    """A digest of the engine and of everything that decides what its compiled form looks like."""
    flags = [os.environ.get(f"NUMBA_{name}", "") for name in ("BOUNDSCHECK", "CPU_NAME", "CPU_FEATURES")]
    return hashlib.sha256(repr((engine_hash(), numba.__version__, sys.version, flags)).encode()).hexdigest()[:16]


@cache
def cache_folder() -> Path:
    """Where compiled kernels are kept; a temporary folder, and a word about it, when the usual one cannot be written."""
    base = os.environ.get("DIVERSION_CACHE") or _usual()
    if not base:
        return _spare("Compiled code cannot be kept, since there is no home folder")
    folder = Path(base) / compiled_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return _spare(f"Compiled code cannot be kept in {folder}")


def _usual() -> str:
    """The user's own cache folder; nothing where `~` stands for nobody's home, which platformdirs told otherwise once."""
    try:
        found = platformdirs.user_cache_dir("diversion")
    except RuntimeError:
        return ""
    return found if Path(found).is_absolute() else ""


def _spare(why: str) -> Path:
    """A folder for this time only, and a word about it.

    Raises:
        InputError: there is no room for temporary files either.
    """
    try:
        spare = Path(tempfile.mkdtemp(prefix="diversion-"))
    except OSError:
        raise InputError(f"{why}, nor among temporary files; let DIVERSION_CACHE name a folder for it.") from None
    atexit.register(shutil.rmtree, spare, ignore_errors=True)
    print(f"{why}; it goes to {spare} this time.", file=sys.stderr)
    return spare


class KernelCache(caching._Cache):
    """What numba asks for the compiled copy of one kernel; each signature and kind of processor has a file of its own."""

    def __init__(self, function: Callable[..., Any], source: Path) -> None:
        """Find out what the kernel is called and what the file says in which it stands."""
        self._code = normal_form(source.read_bytes())
        self._name = function.__name__
        self._stem = _stem(source, function)

    @property
    def cache_path(self) -> str:
        """The folder."""
        return str(cache_folder())

    @property
    def filled(self) -> bool:
        """Whether any compiled copy of the kernel is there."""
        return any(cache_folder().glob(f"{self._stem}.*.nbc"))

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled copy for a signature; nothing when there is none, or when it is damaged, which is said."""
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        try:
            return CompileResult._rebuild(target_context, *pickle.loads(_unsealed(path.read_bytes())))
        except FileNotFoundError:
            return None
        except Exception:  # there is no end to what damaged files give rise to
            print(f"The compiled {self._name} in {path} is damaged; it is thrown away and made anew.", file=sys.stderr)
            _throw_away(path)
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled copy; where that is not possible, it is said, and the copy serves this time only."""
        if data.lifted or data.library.has_dynamic_globals:  # it holds addresses of this process
            return
        path = self._path(sig, data.codegen)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")  # of this process alone, put in its place as a whole
        try:
            part.write_bytes(_sealed(dumps(data._reduce())))
            part.replace(path)
        except OSError as error:
            _throw_away(part)
            why = f"cannot be kept in {path.parent} ({error.strerror})"
            print(f"The compiled {self._name} {why}; it will be made anew next time.", file=sys.stderr)

    def _path(self, signature: Any, codegen: Any) -> Path:
        key = digest([("code", self._code), ("for", repr((signature, codegen.magic_tuple())))])
        return cache_folder() / f"{self._stem}.{key}.nbc"

    def enable(self) -> None:
        """It always is."""

    def disable(self) -> None:
        """Nobody asks for it."""

    def flush(self) -> None:
        """Nobody asks for it: what no longer fits is not found."""


def kept_copies(function: Callable[..., Any]) -> KernelCache | None:
    """Where the compiled copies of a kernel are; nothing for one that stands in no file, which may change unseen."""
    source = Path(inspect.getfile(function)).resolve()
    return KernelCache(function, source) if source.is_file() else None


def _stem(source: Path, function: Callable[..., Any]) -> str:
    """A name for the files of one kernel: the same in every clone of the package, and in the next line."""
    place = source.relative_to(PACKAGE) if source.is_relative_to(PACKAGE) else source.relative_to(source.anchor)
    name = "-".join([*place.with_suffix("").parts, function.__qualname__])
    if "<" in name:  # it is one of several of that name
        name = f"{name}-{function.__code__.co_firstlineno}"
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name)
    return kept if len(kept) <= 100 else digest([("name", kept)]) + kept[-80:]


def _sealed(data: bytes) -> bytes:
    return hashlib.sha256(data).digest() + data


def _unsealed(whole: bytes) -> bytes:
    """What was sealed; machine code that is not to the bit what was written could do anything."""
    seal, data = whole[:SEAL], whole[SEAL:]
    if hashlib.sha256(data).digest() != seal:
        raise ValueError("the file is not what was written")
    return data


def _throw_away(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass  # what was damaged is found damaged again, and said again
