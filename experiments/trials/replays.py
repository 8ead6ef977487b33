"""Holds every belief against a lot in worlds in which nothing was solved, and keeps what came of it: the curves' own test.

    python -m diversion.experiments.trials.replays

A test fails where what is kept is of another engine or other values, or where a simulated effect is not the belief.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from ...agents.engine.hashing import engine_hash
from ...model.build.strength import strength_of
from ...scenarios.strengths import curve_of
from ..plans import make_plan, setting_of
from ..runs import processors
from ..streams import put
from .curves import OTHER, error_of, held, kept, questions, ratios_of, values
from .solving import PLACE, WORLDS, Question, sums_of

FILE: Final = "replays.json"
MOST_APART: Final = 3.5  # standard errors between a belief and its replay, of some two dozen
LEAST_ERROR: Final = 0.005  # of the log of a ratio read off a curve, whose points lie further apart than their luck


@dataclass(frozen=True, slots=True)
class Replay:
    """The usual belief about a programme, what a lot in other worlds gives, and the errors of their logs."""

    believed: float
    by_lot: float
    error: float
    curve_error: float

    @property
    def apart(self) -> float:
        """How many standard errors, of replay and curve together, lie between the two."""
        error = max(math.hypot(self.error, self.curve_error), LEAST_ERROR)
        return abs(math.log(self.by_lot / self.believed)) / error

    @property
    def missed(self) -> bool:
        """Whether that is more than luck."""
        return self.apart > MOST_APART


@dataclass(frozen=True, slots=True)
class Replays:
    """Every programme's replay, and the engine and values they were lived with."""

    engine: str
    values: str
    checked: str
    programmes: Mapping[str, Replay]


@cache
def usual() -> Mapping[str, float]:
    """Every parameter's usual value in the place where strengths are solved."""
    return setting_of(make_plan(PLACE, ["pre-arrest"], "none", 1, 1, 1, 1, None, True), 0).values


def replay(question: Question, worlds: int = WORLDS) -> Replay:
    """One programme at the strength that its belief comes to, in worlds that its curve does not rest on."""
    strength, times = strength_of(question.programme, usual()), kept().size(question)
    lived = np.array([sums_of(question, [strength], OTHER + k, times=times)[held(question)] for k in range(worlds)])
    curve = curve_of(question.programme.name, question.programme.belief)
    return Replay(
        believed=round(usual()[str(question.programme.effect)], 4),
        by_lot=round(float(ratios_of(lived)[0]), 4),
        error=round(error_of(lived[:, 0]), 4),
        curve_error=curve.error if curve else math.nan,
    )


def replay_all(workers: int | None = None) -> Replays:
    """Every programme of the library that rests on a belief."""
    asked, found = list(questions()), {}
    with ThreadPoolExecutor(workers or processors()) as pool:
        for question, each in zip(asked, pool.map(replay, asked), strict=True):
            found[question.programme.name] = each
            put(line_of(question.programme.name, each), aside=True)
    return Replays(engine_hash(), values(), date.today().isoformat(), found)


def line_of(programme: str, found: Replay) -> str:
    """A programme's replay as a line."""
    said = f"believed {found.believed:.3f}  by lot {found.by_lot:.3f} (±{2 * found.error:.3f})"
    return f"{programme:<32}{said}{'  apart' if found.missed else ''}"


def missing(found: Replays) -> Iterator[str]:
    """A sentence of each programme whose replay does not give what is believed."""
    for name, each in found.programmes.items():
        if each.missed:
            yield f"{name}: {each.believed:.3f} is believed, a lot gave {each.by_lot:.3f}."


@cache
def replays() -> Replays:
    """What is kept."""
    said = json.loads((files(__package__) / FILE).read_text(encoding="utf-8"))
    programmes = {name: Replay(**each) for name, each in said.pop("programmes").items()}
    return Replays(**said, programmes=programmes)


def main() -> int:
    """Replay, keep, and end with 1 where a replay misses its belief."""
    found = replay_all()
    (Path(__file__).parent / FILE).write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
    said = list(missing(found))
    for line in said:
        put(line, aside=True)
    return int(bool(said))


if __name__ == "__main__":
    raise SystemExit(main())
