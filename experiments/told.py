"""Commands that people are told to give, quoted for their shell, so that they do what was done and where it was done."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

MEMORY: Final = "memory (nothing is kept)"


def usual_place() -> Path | None:
    """Where runs are kept when nobody says where; nothing for a user without a home folder, as in many containers."""
    try:
        folder = user_data_path("diversion", appauthor=False)
    except RuntimeError:
        return None
    return folder / "runs.sqlite" if folder.is_absolute() else None


def told(*words: object, kept_in: str = "") -> str:
    """One command of `diversion` in words that a shell reads as they were meant.

    Args:
        words: The words after `diversion`.
        kept_in: Where runs are kept, as a store calls its place; the user's own place needs no mention.

    Example:
        >>> told("run", "my town.yaml")
        "diversion run 'my town.yaml'"
        >>> told("runs", "show", 1, kept_in="other.sqlite")
        'diversion runs show 1 --db other.sqlite'
    """
    return _quoted(["diversion", *map(str, words), *_place(kept_in)])


def told_next(*words: object, kept_in: str) -> str:
    """The end of a sentence that says what to do next about kept runs; empty where nothing was kept."""
    return "" if kept_in == MEMORY else f" Next: {told(*words, kept_in=kept_in)}"


def _place(kept_in: str) -> list[str]:
    if not kept_in or kept_in == MEMORY or kept_in == str(usual_place()):
        return []
    return ["--db", kept_in] if not kept_in.startswith("-") else [f"--db=./{kept_in}"]


def _quoted(words: Iterable[str]) -> str:
    return subprocess.list2cmdline(list(words)) if os.name == "nt" else shlex.join(words)
