"""Asks before something is lost: a question on standard error where somebody can answer, else a refusal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ...scenarios.parameters import InputError
from ..streams import put
from ..wording import listed


def ask(question: str, unasked: str) -> None:
    """Go on only if somebody says yes.

    Args:
        question: What would be done, as a question.
        unasked: Why nothing is done where nobody can be asked, and what to do.

    Raises:
        InputError: nobody can be asked, or the answer is another.
    """
    if not (_talks(sys.stdin) and _talks(sys.stderr)):
        raise InputError(unasked)
    put(f"{question} [y/N] ", end="", aside=True)
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InputError("Nothing was done.")


def _talks(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return isatty is not None and bool(isatty())


def ask_to_replace(files: Sequence[Path], force: bool) -> None:
    """Go on only if none of these files is there, or it may be replaced.

    Raises:
        InputError: one is there, and it may not.
    """
    there = [] if force else [str(file) for file in files if file.exists()]
    if there:
        are = "is" if len(there) == 1 else "are"
        it = "it" if len(there) == 1 else "them"
        told = f"{listed(there)} {are} there already"
        ask(f"{told}; replace {it}?", f"{told}; name another file, or add --force to replace {it}.")
