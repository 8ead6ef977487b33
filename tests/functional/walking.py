"""Follows a place through the program: who hands it to whom, from the command that is typed to the answer that is printed.

A hand-over is a call of one of our functions that is given the place: the `Locality` of that name itself, or an object of ours
that holds it, such as a plan, a setting or a comparison, as an argument or as the object whose method is called. What is
merely read off such an object as a property is none, nor are functions without a name of their own. Each pair of caller and
callee counts once, where it comes first, so a loop is walked through once; every thread is walked on its own.

A reader who follows these pairs one after the other is in one module at a time. A `step` is each change of module: from where
the last pair ended to where the next begins, and from its caller to its callee.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from types import CodeType, FrameType
from typing import Any, Final

from diversion.scenarios.schema import Locality

PACKAGE: Final = "diversion."
DEEPEST: Final = 3  # how far inside an object the place is looked for: a job's plan's place
BEGUN: Final = 10  # bytes of code that a generator has carried out when it is first called: it is made, and begins
Spot = tuple[str, str]  # a module and a function in it


class Walk:
    """The hand-overs of one place while `command` is carried out, in order of their first occurrence, by thread."""

    def __init__(self, place: str, command: Callable[[], object]) -> None:
        """Carry it out and watch."""
        self._place = place
        self._named: dict[CodeType, bool] = {}
        self.pairs: dict[int, dict[tuple[Spot, Spot], None]] = {}
        threading.setprofile(self._watch)
        sys.setprofile(self._watch)
        try:
            command()
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each change of module, from which to which."""
        return [step for pairs in self.pairs.values() for step in _steps(pairs)]

    def _watch(self, frame: FrameType, event: str, _argument: object) -> None:
        if event != "call" or not self._ours(frame) or _goes_on(frame) or not self._handed(frame):
            return
        above = frame.f_back
        while above is not None and not self._ours(above):
            above = above.f_back
        pairs = self.pairs.setdefault(threading.get_ident(), {})
        pairs[_spot(above) if above else _spot(frame), _spot(frame)] = None

    def _ours(self, frame: FrameType) -> bool:
        code = frame.f_code
        if code not in self._named:
            module = frame.f_globals.get("__name__", "")
            ours = module.startswith(PACKAGE) and not module.startswith(f"{PACKAGE}tests")
            self._named[code] = ours and "<" not in code.co_name + code.co_filename
        return self._named[code]

    def _handed(self, frame: FrameType) -> bool:
        """Whether the place is among what this function is given."""
        count = frame.f_code.co_argcount + frame.f_code.co_kwonlyargcount
        given = [frame.f_locals.get(name) for name in frame.f_code.co_varnames[:count]]
        if _is_read(frame, given):
            given = given[1:]
        return any(self._holds(value, DEEPEST) for value in given)

    def _holds(self, value: object, depth: int) -> bool:
        if isinstance(value, Locality):
            return value.name == self._place
        if not depth or not type(value).__module__.startswith(PACKAGE):
            return False
        return any(self._holds(inner, depth - 1) for inner in _inside(value))


def _steps(pairs: dict[tuple[Spot, Spot], None]) -> Iterator[tuple[str, str]]:
    at = ""
    for (caller, _), (callee, _) in pairs:
        stops = [caller, callee] if at else [callee]
        for module in stops:
            if at and module != at:
                yield at, module
            at = module


def _goes_on(frame: FrameType) -> bool:
    """Whether this is a generator that was begun before."""
    return bool(frame.f_code.co_flags & inspect.CO_GENERATOR) and frame.f_lasti > BEGUN


def _is_read(frame: FrameType, given: list[Any]) -> bool:
    """Whether this is a property of its first argument."""
    if frame.f_code.co_varnames[:1] != ("self",):
        return False
    found = inspect.getattr_static(type(given[0]), frame.f_code.co_name, None)
    return isinstance(found, property | cached_property)


def _inside(value: object) -> Iterator[object]:
    yield from getattr(value, "__dict__", {}).values()
    for kind in type(value).__mro__:
        for name in vars(kind).get("__slots__", ()):
            yield getattr(value, name, None)


def _spot(frame: FrameType) -> Spot:
    return frame.f_globals["__name__"].removeprefix(PACKAGE), frame.f_code.co_qualname
