"""What a run was computed with: engine, commit, Python, platform and the libraries its numbers pass through."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from ...agents.engine.hashing import engine_hash
from ...scenarios.facts import values_hash

ROOT: Final = Path(__file__).resolve().parents[2]
LIBRARIES: Final = ("numpy", "numba", "mesa", "scipy", "sqlalchemy")
PATIENCE: Final = 5  # seconds that git may take on a slow disk


def engine_version() -> str:
    """The package's version and the digest of the engine's sources."""
    try:
        return f"{version('diversion')}+{engine_hash()}"
    except PackageNotFoundError:  # run from the sources, never installed
        return f"0+{engine_hash()}"


@cache
def provenance() -> Mapping[str, Any]:
    """Everything a reader needs to compute the same runs again, as plain data; found out once."""
    return {
        "engine_version": engine_version(),
        "values": values_hash(),  # of what is declared
        "commit": commit(ROOT),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def digest(content: Mapping[str, Any]) -> str:
    """A digest of such data."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def commit(folder: Path) -> str | None:
    """The commit a folder is checked out from, with ` changed` when its files differ; nothing when it is no checkout."""
    # An installed package may lie inside somebody else's repository, whose commit says nothing about it.
    if not (folder / ".git").exists():
        return None
    command = ["git", "-C", str(folder), "describe", "--always", "--exclude=*", "--abbrev=40", "--dirty= changed"]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
