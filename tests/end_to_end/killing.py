"""Kills a batch at random moments and lets it go on each time: `python killing.py URL OTHER_URL KILLS SEED` prints JSON.

The process that kills loads the engine once and forks a child for every attempt, so that the kills fall into the work
and not into the start of Python. The children are real processes, and the signal is one that nobody can catch.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time

from diversion.experiments.plans.experiment import Experiment, Kind, Point
from diversion.experiments.plans.making import make_plan
from diversion.experiments.runs.engines import How
from diversion.experiments.runs.replicate import warm_up
from diversion.experiments.runs.runner import run
from diversion.experiments.store.store import Store
from diversion.scenarios import loader

SCENARIOS, REPLICATES = 20, 50
RUNS = 2 * SCENARIOS * REPLICATES  # of two regimes


def experiment() -> Experiment:
    """Two thousand runs of a hamlet, a few milliseconds each."""
    place = loader.locality("england-mix")
    hamlet = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 300.0})})
    plan = make_plan(hamlet, ["none", "pre-arrest"], years=1, run_in=0, fixed_parameters=True)
    points = [Point({"offer_street": (k + 1) / (SCENARIOS + 1)}, range(REPLICATES)) for k in range(SCENARIOS)]
    return Experiment(Kind.SWEEP, plan, points)


def carry_out(url: str) -> None:
    """The batch, to its end unless somebody kills it."""
    with Store.open(url) as store:
        run(experiment(), store, How(workers=2))


def child(url: str) -> int:
    """A process of its own that carries out the batch."""
    number = os.fork()
    if number:
        return number
    try:
        carry_out(url)
    except BaseException as error:
        print(f"child: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def kill(url: str, longest: float, luck: random.Random) -> str:
    """Let the batch go on for a random time and kill it; what became of the child."""
    number = child(url)
    time.sleep(luck.uniform(0.0, longest))
    ended, status = os.waitpid(number, os.WNOHANG)
    if ended:
        return "failed" if status else "finished"
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)
    return "killed"


def kept(url: str) -> dict[str, float]:
    """What every run that succeeded says, by where it belongs; the store must open clean and be read every time."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store.open(url) as store:
        numbers = [line.id for line in store.experiments()]
        assert len(numbers) <= 1, numbers
        return {
            f"{each.scenario} {each.replicate} {each.regime}": each.outcomes["person_years"]
            for number in numbers
            for some in store.outcomes(number, ["person_years"])
            for each in some
        }


def took(url: str) -> float:
    """Seconds that the batch takes when nobody disturbs it."""
    began = time.perf_counter()
    _, status = os.waitpid(child(url), 0)
    assert status == 0, "the undisturbed batch failed"
    return time.perf_counter() - began


def main(calm: str, url: str, kills: int, seed: int) -> dict[str, object]:
    """Carry out the batch in one store undisturbed, and in another with so many kills; what happened and what was lost."""
    warm_up(lambda _: None)
    luck = random.Random(seed)
    whole, opening = took(calm), took(calm)
    longest = opening
    happened: list[str] = []
    progress: list[int] = []
    lost: list[str] = []
    before: dict[str, float] = {}
    for _ in range(kills):
        happened.append(kill(url, longest, luck))
        now = kept(url)
        lost += [key for key, value in before.items() if now.get(key) != value]
        before = now
        progress.append(len(now))
        ahead = len(now) / RUNS > 0.8 * len(progress) / kills
        # However fast the machine, the last kills find something left to do.
        longest = max(opening, 0.6 * longest) if ahead else 1.2 * longest
    took(url)
    return {"happened": happened, "progress": progress, "lost": lost, "seconds": whole}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
