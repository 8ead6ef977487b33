"""Mutates and judges for as long as is granted, makes what fails as small as it stays failing, and keeps it.

Core objects: `hunt`, which looks for faults of one kind; `kept`, the cases that failed once and are tried for ever after.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from .corpus import names, seeds
from .judging import KINDS, judge
from .mutating import mutated, mutated_line

KEPT: Final = Path(__file__).with_name("kept.jsonl")
MOST_TRIES: Final = 150  # to make one case smaller
MOST_FOUND: Final = 12  # of one kind, before it is given up


@dataclass(frozen=True, slots=True)
class Case:
    """Something that failed: how it was made, what it is, and what went wrong."""

    kind: str
    seed: str
    number: int
    data: bytes
    said: str

    @property
    def line(self) -> str:
        """As it stands in the file of kept cases: text in ASCII, whatever bytes it is of."""
        told = {
            "kind": self.kind,
            "seed": f"{self.seed}/{self.number}",
            "failed": self.said,
            "data": self.data.decode("utf-8", "surrogateescape"),
        }
        return json.dumps(told)


def kept() -> list[tuple[str, str, bytes]]:
    """The kind, the origin and the bytes of every case that failed once."""
    lines = KEPT.read_text(encoding="ascii").splitlines() if KEPT.exists() else []
    cases = [json.loads(line) for line in lines if line]
    return [(each["kind"], each["seed"], each["data"].encode("utf-8", "surrogateescape")) for each in cases]


def case(kind: str, seed: str, number: int) -> bytes:
    """The case of this number: the same wherever the corpus is the same."""
    rng = Random(f"{seed}/{kind}/{number}")
    corpus = seeds()[kind]
    others = corpus if rng.random() < 0.8 else seeds()[rng.choice(list(seeds()))]
    how = mutated if KINDS[kind].file else mutated_line
    return how(rng.choice(corpus), rng, others, names())


def hunt(kind: str, seed: str, seconds: float, folder: Path) -> tuple[int, list[Case]]:
    """How many cases were judged within these seconds, and one of each way in which some of them failed."""
    until, number, found = time.monotonic() + seconds, 0, dict[str, Case]()
    while time.monotonic() < until and len(found) < MOST_FOUND:
        data = case(kind, seed, number)
        said = judge(kind, data, folder)
        if said and (way := _way(said)) not in found:
            small = _smaller(kind, data, way, folder)
            found[way] = Case(kind, seed, number, small, judge(kind, small, folder))
        number += 1
    return number, list(found.values())


def keep(cases: list[Case]) -> None:
    """Put cases into the file of those that are tried for ever after."""
    with KEPT.open("a", encoding="ascii", newline="\n") as out:
        out.writelines(f"{each.line}\n" for each in cases)


def _way(said: str) -> str:
    """In which way something failed, whatever it was."""
    words = re.sub(r"line \d+|\d+|'[^']*'|\"[^\"]*\"", "…", said)
    return " ".join(words.split()[:9])


# --- smaller ---------------------------------------------------------------------------------------------------------


def _smaller(kind: str, data: bytes, way: str, folder: Path) -> bytes:
    """Less of it that fails in the same way: lines are left out first, then bytes."""
    tries = iter(range(MOST_TRIES))

    def fails(less: bytes) -> bool:
        return _way(judge(kind, less, folder)) == way

    data = _without(data.splitlines(keepends=True), fails, tries)
    return _without([data[n : n + 1] for n in range(len(data))], fails, tries)


def _without(parts: list[bytes], fails: Callable[[bytes], bool], tries: Iterator[int]) -> bytes:
    size = len(parts) // 2
    while size:
        for at in range(len(parts) - size, -1, -size):
            if next(tries, None) is None:
                return b"".join(parts)
            less = parts[:at] + parts[at + size :]
            if fails(b"".join(less)):
                parts = less
        size //= 2
    return b"".join(parts)
