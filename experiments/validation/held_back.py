"""The log of every recorded run of the held-back patterns: a line each, added by `validate --record` and never rewritten.

Each line holds the digest of all before it, so that a line that was changed or taken out shows. Core objects: `Look`, one
line; `note_down`, which adds one; `looks`, which reads them and finds what was tampered with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from ...scenarios.parameters import InputError
from .record import Finding, Recorded

FILE: Final = "held_back.jsonl"
HELD_BACK: Final = "held-back"
DIGITS: Final = 16  # of the digest of what stands before a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One run: when, by which engine and numbers, over how many seeds, and the value and verdict of each pattern by name.

    Patterns that were ever held back are in it, so that what is met can be told by every list. `after` is the digest of the
    lines before this one.
    """

    made: str
    engine: str
    values: str
    seeds: int
    verdicts: Mapping[str, str]
    figures: Mapping[str, float | None]
    after: str

    def met_of(self, names: Iterable[str]) -> tuple[int, int]:
        """How many of these patterns were met, and how many of them were run."""
        found = [self.verdicts[name] for name in names if name in self.verdicts]
        return found.count("met"), len(found)


def ever_held_back(found: Iterable[Finding]) -> list[Finding]:
    """The patterns that are held back, or were by the list until November 2026."""
    return [each for each in found if HELD_BACK in (each.use, each.before)]


def note_down(record: Recorded, path: Path | None = None) -> Look:
    """Add a line about these results to the end of the log; what stands there stays, to the byte.

    Raises:
        InputError: the log cannot be written, or what stands there was changed.
    """
    file = path or Path(str(files(__package__))) / FILE
    before = file.read_bytes() if file.is_file() else b""
    read(before)
    rows = ever_held_back(record.patterns)
    look = Look(
        made=record.made,
        engine=record.engine,
        values=record.values,
        seeds=record.seeds,
        verdicts={each.name: each.verdict for each in rows},
        figures={each.name: each.value for each in rows},
        after=_digest(before),
    )
    try:
        with file.open("ab") as log:
            log.write(json.dumps(asdict(look), ensure_ascii=False, allow_nan=False).encode() + b"\n")
    except OSError as error:
        raise InputError(f"{file} cannot be written ({error.strerror or error}).") from error
    return look


def looks(path: Path | None = None) -> tuple[Look, ...]:
    """Every run in the log, the first one first."""
    file = path or Path(str(files(__package__))) / FILE
    return read(file.read_bytes()) if file.is_file() else ()


def read(text: bytes) -> tuple[Look, ...]:
    """What such a log holds.

    Raises:
        InputError: a line does not follow on those before it.
    """
    found: list[Look] = []
    before = b""
    for line in text.splitlines(keepends=True):
        look = Look(**json.loads(line))
        if look.after != _digest(before):
            raise InputError(f"{FILE}, line {len(found) + 1}: what stands before it was changed; it may only grow.")
        found.append(look)
        before += line
    return tuple(found)


def _digest(before: bytes) -> str:
    return hashlib.sha256(before).hexdigest()[:DIGITS]
