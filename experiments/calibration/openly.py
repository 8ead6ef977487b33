"""Calibration in the open, from beginning to end: people, strengths of programmes, people once more, until nothing moves.

    python -m diversion.experiments.calibration.openly            all of it: some hours; what was broken off goes on
    python -m diversion.experiments.calibration.openly --quick    a look within minutes, which is not kept as the posterior

It knows the fitted patterns alone: neither it nor anything it imports can read those held back, and a test sees to it. What it
writes: the posterior, with the verdict by which it is used or not, and what `docs/calibration.md` is written from.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from ...agents.engine.hashing import engine_hash
from ...scenarios.facts import values_hash
from ...scenarios.parameters import InputError
from ...scenarios.strengths import solved
from ..plans import POSTERIORS, Posterior, write_posterior
from ..plans.usual import BETTER, NOT_BETTER, VERDICT
from ..runs import Say, progress_shown
from ..streams import put
from .aims import Aims, aims_of, read_aims
from .carry_out import INNER, goals, quantiles
from .emulator import Numbers
from .leaving_out import Verdict, verdict
from .living import Kept, Lived, kept_folder
from .made_up import SelfCheck
from .matching import Goals, NothingLeft, Region, Tried, match
from .opened import FILE, Opened, Round, Shown, Sought, write
from .particles import Particles, sample
from .self_check import self_check
from .standing_in import StandIn, stand_in

SEED: Final = 1
WIDER: Final = 1.5  # times the tolerance, where nothing can meet a target
MOST_WIDENED: Final = 30
HERE: Final = Path(__file__).parent
CURVES: Final = "diversion.experiments.trials.curves"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What one round has found of people: what is left, draws of it, what stands in for the simulator, and the verdict."""

    aims: Aims
    region: Region
    particles: Particles
    by: StandIn
    middle: Tried
    verdict: Verdict
    seed: int
    widened: Numbers

    @property
    def goals(self) -> Goals:
        """The targets as numbers."""
        return self.region.goals

    def at(self, u: Sequence[float]) -> Numbers:
        """Quantiles of each parameter (u, k), as places of the unit cube."""
        return np.array([quantiles(column, self.particles.weights, u) for column in self.particles.places.T]).T

    @property
    def posterior(self) -> Posterior:
        """The draws as the other commands take them."""
        about = {
            "locality": self.aims.place.name,
            "engine": engine_hash(),
            "values": values_hash(),
            "made": date.today().isoformat(),
            "called": "calibration in the open",
            "targets": f"{len(self.aims.targets)} fitted patterns",
            "seed": str(self.seed),
            "equal draws": f"{self.particles.effective:.0f}",
            VERDICT: BETTER if self.verdict.better else NOT_BETTER,
            "log density": f"{self.verdict.posterior:.2f}",
            "log density of the priors' middle": f"{self.verdict.middle:.2f}",
        }
        draws = self.aims.values(self.particles.places)
        return Posterior(tuple(self.aims.names), draws, self.particles.weights, about=about)


def people(aims: Aims, lived: Lived, seed: int = SEED) -> People:
    """Fit people: waves of history matching, draws of what is left, and whether these predict what is left out.

    Raises:
        InputError: the targets cannot be met within the ranges, or too few points come near them.
    """
    middle = lived.attempt(aims.middle, "the priors' middle")
    region, widened = matched(aims, lived, seed)
    particles = sample(lived.attempt, region, aims.budget.draws, seed)
    lived.say("Each group of patterns is left out in turn.")
    by = stand_in(aims.names, region.tried)
    found = verdict(by, region.goals, middle.figures[0], aims.groups, seed)
    return People(
        aims=aims,
        region=region,
        particles=particles,
        by=by,
        middle=middle,
        verdict=found,
        seed=seed,
        widened=widened,
    )


def matched(aims: Aims, lived: Lived, seed: int) -> tuple[Region, Numbers]:
    """What history matching leaves; the tolerance of a target that nothing can meet is widened, and by how much is told.

    A pattern that the structure cannot show would else rule out everything, whatever the other patterns say.
    """
    wanted, budget = goals(aims.targets), aims.budget
    widened = np.ones(len(aims.targets))
    titles = [each.title for each in aims.patterns]
    for _ in range(MOST_WIDENED):
        named = Goals(wanted.values, wanted.tolerances * widened, titles)
        try:
            return match(lived.attempt, aims.names, named, budget.waves, budget.points, seed), widened
        except NothingLeft as error:
            widened[error.target] *= WIDER
            lived.say(
                f"Nothing meets “{titles[error.target]}”: its tolerance is now {widened[error.target]:.1f} times as wide."
            )
    raise InputError("Most targets are out of reach of these parameters, whatever their values: widen their ranges.")


def moved(before: People | None, now: People) -> float | None:
    """How far the middle that moved most did, in standard deviations of what is believed now; nothing of the first round."""
    if before is None:
        return None
    places, weights = now.particles.places, now.particles.weights
    spread = np.sqrt(weights @ (places - weights @ places) ** 2)
    return float(np.max(np.abs(now.at([0.5]) - before.at([0.5])) / np.maximum(spread, 1e-9)))


Rounds = list[tuple[People, float | None]]  # each with how far it moved
Strengths = Callable[[People], None]  # solves the strengths of programmes for these people


def until_stable(aims: Aims, live: Callable[[], Lived], strengths: Strengths, seed: int = SEED) -> Rounds:
    """People and strengths in turn, until the middle of every parameter stays, or the rounds are used up.

    `live` is asked anew each round, since runs with other strengths are other runs.
    """
    rounds: Rounds = []
    for number in range(1, aims.budget.rounds + 1):
        lived = live()
        lived.say(f"Round {number}: people.")
        now = people(aims, lived, seed)
        far = moved(rounds[-1][0] if rounds else None, now)
        rounds.append((now, far))
        if far is not None and far <= aims.stable:
            break
        if number < aims.budget.rounds:
            strengths(now)
    return rounds


def opened_of(rounds: Rounds, check: SelfCheck, quick: bool, runs: int, seconds: float) -> Opened:
    """What was found, as it is kept."""
    last, far = rounds[-1]
    aims = last.aims
    return Opened(
        place=aims.place.name,
        engine=engine_hash(),
        values=values_hash(),
        made=date.today().isoformat(),
        quick=quick,
        scenes=len(aims.scenes),
        seeds=aims.budget.seeds,
        tolerance=aims.stable,
        stable=far is not None and far <= aims.stable,
        rounds=tuple(_round(each, by) for each, by in rounds),
        parameters=tuple(_sought(last)),
        patterns=tuple(_shown(last)),
        verdict=last.verdict,
        check=check,
        runs=runs,
        seconds=seconds,
    )


def _round(found: People, far: float | None) -> Round:
    waves, particles = found.region.waves, found.particles
    return Round(
        points=tuple(each.points for each in waves),
        left=tuple(each.left for each in waves),
        draws=len(particles.weights),
        equal_draws=particles.effective,
        moved=far,
    )


def _sought(found: People) -> list[Sought]:
    aims = found.aims
    low, middle, high = aims.values(found.at([INNER[0], 0.5, INNER[1]]))
    declared = aims.values(aims.middle)[0]
    return [
        Sought(
            name=factor.name,
            low=factor.belief.low,
            high=factor.belief.high,
            declared=float(declared[k]),
            middle=float(middle[k]),
            after=(float(low[k]), float(high[k])),
        )
        for k, factor in enumerate(aims.factors)
    ]


def _shown(found: People) -> list[Shown]:
    group_of = {k: title for title, group in found.aims.groups.items() for k in group}
    rows = []
    for k, pattern in enumerate(found.aims.patterns):
        assert pattern.target is not None
        low, middle, high = quantiles(found.particles.figures[:, k], found.particles.weights, (INNER[0], 0.5, INNER[1]))
        rows.append(
            Shown(
                title=pattern.title,
                group=group_of[k],
                unit=pattern.unit,
                target=pattern.target,
                declared=float(found.middle.figures[0, k]),
                middle=middle,
                after=(low, high),
                widened=float(found.widened[k]),
            )
        )
    return rows


# --- the command -----------------------------------------------------------------------------------------------------


def solve_strengths(into: Path, say: Say) -> Strengths:
    """Keeps the posterior so far, then solves strengths with it in a process of its own, which reads everything afresh."""

    def solve(found: People) -> None:
        keep(found, into)
        say("Strengths of programmes are solved for these people.")
        subprocess.run([sys.executable, "-m", CURVES], check=False)
        solved.cache_clear()

    return solve


def keep(found: People, into: Path) -> Path:
    """Write the posterior under its place's name."""
    into.mkdir(parents=True, exist_ok=True)
    file = into / f"{found.aims.place.name}.csv"
    write_posterior(found.posterior, file)
    return file


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate; 0 where middles stayed (or it was a quick look), every rank is even, and something is left."""
    asked = _parser().parse_args(arguments)
    aims, began = aims_of(read_aims(asked.aims), asked.quick), time.perf_counter()
    if asked.rounds is not None:
        aims = replace(aims, budget=aims.budget.model_copy(update={"rounds": asked.rounds}))
    into = asked.into or (None if asked.quick else POSTERIORS)
    lived: list[Lived] = []
    with progress_shown(asked.quiet) as (progress, say), threadpool_limits(1):
        tell = say or (lambda _: None)

        def live() -> Lived:
            lived.append(Lived(aims=aims, kept=Kept(kept_folder()), workers=asked.workers, say=tell))
            lived[-1].progress = progress or lived[-1].progress
            return lived[-1]

        ours = into is not None and into == POSTERIORS
        strengths = solve_strengths(POSTERIORS, tell) if ours else lambda _: tell("Strengths stay as they are.")
        rounds = until_stable(aims, live, strengths, asked.seed)
        last = rounds[-1][0]
        check = self_check(last.by, last.goals, aims.budget.made_up, asked.seed, kept_folder(), tell, progress)
        found = opened_of(
            rounds, check, asked.quick, sum(each.read + each.computed for each in lived), time.perf_counter() - began
        )
        if into is not None:
            tell(f"The posterior is in {keep(last, into)}.")
            write(found, (HERE if ours else into) / FILE)
        tell(last.verdict.words)
        tell(_words(found))
    return 0 if (found.stable or asked.quick) and check.even else 1


def _words(found: Opened) -> str:
    check = found.check
    even = "even for every parameter" if check.even else f"not even for {', '.join(check.uneven)}"
    met = sum(each.met for each in found.patterns)
    return (
        f"{met} of {len(found.patterns)} fitted patterns are met by the posterior's middle. In {check.places} made-up places "
        f"ranks are {even}. {found.runs:,} runs, {found.seconds / 60:.0f} minutes."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Calibrate people and strengths to the fitted patterns alone.")
    parser.add_argument("--quick", action="store_true", help="a look within minutes, with strengths as they are")
    parser.add_argument("--aims", type=Path, help="what to look for, in place of openly.yaml of the package")
    parser.add_argument("--into", type=Path, help="folder for what is found, in place of the package; strengths stay")
    parser.add_argument("--rounds", type=int, help="how often at the most, in place of what the file says")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--quiet", action="store_true")
    return parser


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except InputError as sentence:
        put(str(sentence), aside=True)
        raise SystemExit(2) from None
