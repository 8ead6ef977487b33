"""Solves every programme's strength: curves of effect by strength, from worlds lived by `solving.py`, kept as data.

    python -m diversion.experiments.trials.curves     solve what is stale, and keep it
    python -m diversion.experiments.trials.replays    then hold every belief against a lot in other worlds

Worlds that were lived are kept in the user's cache by engine and values, so that a command that is broken off goes on where
it stopped. Solve again whenever people, or the streams of chance, change; a test fails on curves that are stale.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock, get_ident
from typing import Any, Final

import numpy as np
import yaml

from ...agents.engine.cache import cache_folder
from ...agents.engine.hashing import engine_hash
from ...agents.engine.normal_form import normal_form
from ...model.build.strength import among, in_reach, ratio_at, strength_of
from ...model.build.usual import defaults
from ...scenarios import loader
from ...scenarios.facts import SOLVED, declared, facts
from ...scenarios.parameters import register
from ...scenarios.schema import Programme
from ...scenarios.strengths import FILE, Curve, curve_of, key, solved
from ..plans import make_plan, setting_of
from ..runs import processors
from ..streams import put
from . import pools, solving
from .solving import PLACE, STRENGTHS, WORLDS, Question, Sums, size_for, sums_of

LEAST_STEP: Final = 1e-4  # by which ratios fall at least, so that a curve can be read backwards
DRAWS: Final = 200  # of everything that is not known, to count those that no strength gives
MOST_OUT: Final = 0.05  # of draws of a belief out of reach
# Contracts that share Checkpoint's belief, one for the young and one met with after a charge, and a referral that few take up:
# where fewer engage than usual, nothing that they do reaches the strong end of what is believed of all. There the strongest
# stands in for what is out of reach; up to this share of draws it is told, and no error.
SHORT: Final = ("gateway", "merseyside-deferred-prosecution", "ordinary-treatment")
MOST_SHORT: Final = 0.16
# What decides nothing about who offends: beliefs, whose strengths are looked up on a curve, and what things cost.
BESIDE: Final = ("Effects", "Costs")
PRICES: Final = (SOLVED, "cost_a_client_year")
MIDDLE: Final = STRENGTHS.index(0.8)  # of the strengths, one that is usual
OTHER: Final = 1000  # the first of the worlds in which nothing is solved
LIBRARY: Final = Path(loader.__file__).parent / "library" / FILE
HEAD: Final = (
    "# Which strength of each programme's mechanism gives which effect, found by replaying a trial by lot.\n"
    "# Written by python -m diversion.experiments.trials.curves; not by hand.\n\n"
)


def questions() -> Iterator[Question]:
    """Every programme of the library that rests on a belief."""
    for name in loader.names("programme"):
        programme = loader.programme(name)
        if programme.belief is not None:
            yield Question(programme)


def held(question: Question) -> str:
    """What the ratios of those are called whom a programme's belief is about; of the admitted where there is no offer."""
    about = among(question.programme)
    return key(about.group if about.group in question.entries else "admitted", about.months)


# --- worlds that were lived ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Worlds that were lived with this engine and these values, one file a world."""

    folder: Path
    one_at_a_time: Lock = field(default_factory=Lock)  # or every world of a programme would find out its town's size

    def sums(self, question: Question, strengths: Sequence[float], world: int) -> dict[str, Sums]:
        """The sums of one world: read, or lived now and kept."""
        path = self.folder / f"{_name(question)}-{world}-{hash(tuple(strengths)) & 0xFFFFFFFF:08x}.json"
        if path.is_file():
            return {group: np.array(sums) for group, sums in json.loads(path.read_text(encoding="utf-8")).items()}
        found = sums_of(question, strengths, world, times=self.size(question))
        self._keep(path, {group: sums.tolist() for group, sums in found.items()})
        return found

    def size(self, question: Question) -> float:
        """How large a town this programme needs, from how many enter in one of the usual size."""
        path = self.folder / f"{_name(question)}-size.json"
        with self.one_at_a_time:
            if not path.is_file():
                people = float(sums_of(question, [0.0], OTHER)[held(question)][0, 2])
                self._keep(path, size_for(people))
        return float(json.loads(path.read_text(encoding="utf-8")))

    def _keep(self, path: Path, found: Any) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{get_ident()}.part")
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(path)


def _name(question: Question) -> str:
    """A programme's name and a digest of what is its own and of what ordinary provision does: its worlds are kept by it."""
    beside = [] if question.ordinary else [each.model_dump() for each in _ordinary()]
    return f"{question.programme.name}-{_digest([_items(question.programme.name), beside])}"


def _ordinary() -> list[Curve]:
    """The curves, as they stand, of what everybody has in every regime."""
    found = solved()
    names = [question.programme.name for question in questions() if question.ordinary]
    return [found.programmes[name] for name in names if name in found.programmes] if found else []


def kept() -> Kept:
    """The place for worlds of the present engine and of the numbers that every programme has in common."""
    return Kept(cache_folder() / "strengths" / f"{engine_hash()}-{_digest(_common())}")


def values() -> str:
    """A digest of the declared numbers that curves rest on: all but beliefs, curves and prices."""
    return _digest([_items(question.programme.name) for question in questions()] + [_common()])


def _items(programme: str) -> list[Any]:
    """What a programme, its service and its doors say, and ordinary provision beside it."""
    item = loader.programme(programme)
    doors = [
        route for route in map(loader.route, loader.names("route")) if route.programme == programme or route.ordinary
    ]
    every = [facts(each) for each in (item, loader.service(item.service), *doors)]
    return [{name: value for name, value in each.items() if name not in PRICES} for each in every]


def _common() -> list[Any]:
    numbers = {name: value for name, value in declared().items() if register()[name].subject not in BESIDE}
    how = [normal_form(Path(module.__file__ or "").read_bytes()) for module in (solving, pools)]
    return [facts(loader.locality(PLACE)), numbers, how]


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


# --- curves ----------------------------------------------------------------------------------------------------------


def curve(question: Question, lived: Sequence[Mapping[str, Sums]]) -> Curve:
    """The curve of one programme from the sums of several worlds."""
    mine = np.array([sums[held(question)] for sums in lived])
    return Curve(
        programme=question.programme.name,
        belief=question.programme.belief or "",
        place=PLACE,
        strengths=STRENGTHS,
        ratios={name: falling(ratios_of(np.array([sums[name] for sums in lived]))) for name in lived[0]},
        people=round(float(mine[:, MIDDLE, 2].sum())),
        error=round(error_of(mine[:, MIDDLE]), 4),
        out_of_reach=0.0,
    )


def ratios_of(lived: Sums) -> Sums:
    """All offences with the programme over those without it, over all worlds: [strengths]."""
    with_, without = lived[:, :, 0].sum(axis=0), lived[:, :, 1].sum(axis=0)
    found: Sums = with_ / without
    return found


def error_of(lived: Sums) -> float:
    """The standard error of the log of one ratio, by leaving out each world in turn."""
    worlds = len(lived)
    without_one = [math.log(np.delete(lived[:, 0], k).sum() / np.delete(lived[:, 1], k).sum()) for k in range(worlds)]
    return float(np.sqrt((worlds - 1) / worlds * np.sum((np.array(without_one) - np.mean(without_one)) ** 2)))


def falling(ratios: Sums) -> tuple[float, ...]:
    """The same ratios, each below the one before by a little at least: what wobbles is luck, for more strength helps more."""
    found: list[float] = []
    for ratio in ratios.tolist():
        found.append(round(min(ratio, found[-1] - LEAST_STEP) if found else ratio, 4))
    return tuple(found)


def out_of_reach(question: Question, found: Curve) -> float:
    """The share of draws of everything not known in which no strength gives the effect that is believed."""
    plan = make_plan(PLACE, ["pre-arrest"], "none", 1, 1, DRAWS, 1, laws=())
    missed = [not in_reach(question.programme, setting_of(plan, k).values, found) for k in range(DRAWS)]
    return sum(missed) / DRAWS


# --- the command -----------------------------------------------------------------------------------------------------


def solve(asked: Sequence[Question], workers: int | None = None) -> dict[str, Curve]:
    """The curve of each programme asked for, the worlds read where they were kept."""
    store, found = kept(), {}
    with ThreadPoolExecutor(workers or processors()) as pool:
        jobs = [[pool.submit(store.sums, question, STRENGTHS, world) for world in range(WORLDS)] for question in asked]
        for question, futures in zip(asked, jobs, strict=True):
            each = curve(question, [future.result() for future in futures])
            out = out_of_reach(question, each)
            found[question.programme.name] = each.model_copy(update={"out_of_reach": out})
            put(line_of(question, found[question.programme.name]), aside=True)
    return found


def ratios_among(programme: Programme) -> dict[str, float]:
    """What the usual belief about a programme is among everybody offered it and everybody admitted, over one and two years.

    Ratios of all offences, by group and months. Who is admitted is who engages, for places are enough where it is solved;
    nothing comes back where it never was.
    """
    found = curve_of(programme.name, programme.belief)
    if found is None:
        return {}
    strength = strength_of(programme, defaults())
    return {name: ratio_at(found.strengths, ratios, strength) for name, ratios in found.ratios.items()}


def line_of(question: Question, found: Curve) -> str:
    """How far a programme's effect reaches, as a line."""
    ratios = found.ratios[held(question)]
    out = f", {100 * found.out_of_reach:.1f}% of draws out of reach" if found.out_of_reach else ""
    reach = f"ratios {ratios[0]:.2f} to {ratios[-1]:.2f} (±{2 * found.error:.3f})"
    return f"{question.programme.name:<32}{found.people:>8,} {held(question):<12}{reach}{out}"


def allowed(programme: str) -> float:
    """The share of draws that may be out of a programme's reach."""
    return MOST_SHORT if programme in SHORT else MOST_OUT


def write(found: Mapping[str, Curve], path: Path = LIBRARY) -> None:
    """Keep the curves as part of the package."""
    data: dict[str, Any] = {
        "engine": engine_hash(),
        "values": values(),
        "checked": date.today().isoformat(),
        "programmes": {name: each.model_dump(mode="json") for name, each in sorted(found.items())},
    }
    text = yaml.safe_dump(data, sort_keys=False, width=130, default_flow_style=None)
    path.write_text(HEAD + text, encoding="utf-8")


def solve_all() -> dict[str, Curve]:
    """Solve and keep every curve: first of ordinary provision, which everybody has beside whatever else is solved."""
    before, asked = solved(), list(questions())
    ordinary = solve([question for question in asked if question.ordinary])
    write((dict(before.programmes) if before else {}) | ordinary)
    solved.cache_clear()
    found = ordinary | solve([question for question in asked if not question.ordinary])
    write(found)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Solve and keep; how many draws are out of reach decides the exit code."""
    argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__).parse_args(arguments)
    found = solve_all()
    far = {name: each.out_of_reach for name, each in found.items() if each.out_of_reach > allowed(name)}
    for name, share in far.items():
        put(
            f"{name}: {100 * share:.0f}% of what is believed of its effect cannot come about by what it does.",
            aside=True,
        )
    return 1 if far else 0


if __name__ == "__main__":
    raise SystemExit(main())
