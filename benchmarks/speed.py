"""How fast the engine is, as a table for the README: `uv run python benchmarks/speed.py`. Not a test: machines differ.

Each figure is the median of several runs; the ratio to plain Mesa is timed in the same run of this script.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import mesa

from diversion.experiments.plans.draws import draw_values
from diversion.model.build.places import entrants_of, people_of
from diversion.model.simulation import Setting, Simulation
from diversion.scenarios import loader

DAYS = 4 * 365


class PlainPerson(mesa.Agent):
    """Somebody as most Mesa users would write them: an object, stepped daily, with much reduced rules."""

    def __init__(self, model: PlainModel, rate: float) -> None:
        """Give the person a yearly rate of contacts."""
        super().__init__(model)
        self.rate = rate
        self.inside_until = -1
        self.supported_until = -1

    def step(self) -> None:
        """One day."""
        model = self.model
        if model.day < self.inside_until:
            return
        rate = self.rate * (0.8 if model.day < self.supported_until else 1.0)
        if model.random.random() >= rate / 365.0:
            return
        model.contacts += 1
        if model.random.random() < 0.3:
            model.arrests += 1
            self.inside_until = model.day + 1
        elif model.active < 100 and model.random.random() < 0.1:
            model.active += 1
            self.supported_until = model.day + 365


class PlainModel(mesa.Model):
    """The people, and a counter of days."""

    def __init__(self, people: int, rng: int = 1) -> None:
        """Make the people, with a gamma spread of rates around 1.5 contacts a year."""
        super().__init__(rng=rng)
        self.day = self.contacts = self.arrests = self.active = 0
        for _ in range(people):
            PlainPerson(self, 1.5 * self.random.gammavariate(0.5, 2.0))

    def step(self) -> None:
        """One day for everybody, in random order."""
        self.agents.shuffle_do("step")
        self.day += 1

    def many(self, days: int) -> None:
        """So many days."""
        for _ in range(days):
            self.step()


def setting(everybody: float | None = None) -> Setting:
    """Blackpool, one year of run-in and three after it; or a Blackpool grown until so many people ever come into it."""
    place = loader.locality("blackpool")
    values = draw_values({}, 1, fixed=True, own=place.parameters)
    if everybody is not None:
        grow = everybody / (people_of(place.adults, values) + 4 * entrants_of(place.adults, values))
        place = place.model_copy(update={
            "residents": place.residents.model_copy(update={"value": place.residents.value * grow}),
            "officers": place.officers.model_copy(update={"value": place.officers.value * grow}),
            "neighbourhoods": place.neighbourhoods.model_copy(update={"value": 500.0}),
            "grid_columns": place.grid_columns.model_copy(update={"value": 20.0}),
        })  # fmt: skip
    current = loader.regime("current")
    return Setting(place, (current,), values, current, 1, 3)


def one_run(where: Setting, seed: int) -> Simulation:
    """Build and run one world to its end."""
    simulation = Simulation.build(where, seed)
    simulation.run(DAYS)
    return simulation


def median_of(function: Callable[[int], object], times: int) -> float:
    """The median seconds of `times` calls, each with another seed."""
    spent = []
    for seed in range(times):
        began = time.perf_counter()
        function(seed)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def two_threads(where: Setting, runs: int) -> float:
    """How many times faster two threads are than one."""

    def seconds(workers: int) -> float:
        began = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda seed: one_run(where, seed), range(runs)))
        return time.perf_counter() - began

    return statistics.median(seconds(1) / seconds(2) for _ in range(3))


def command(*words: str, **environment: str) -> float:
    """Seconds of a command line in a process of its own, which keeps its bytecode as Python does unless told otherwise."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "diversion.experiments.cli.app", *words], check=True, capture_output=True,
                   env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | environment)  # fmt: skip
    return time.perf_counter() - began


def warm_comparison() -> float:
    """Seconds of the main job, compiled before, nothing kept: 4 regimes × 40 replicates of 1 + 3 years."""
    spent = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            spent.append(command("compare", "blackpool", "--db", f"{folder}/runs.sqlite"))
    return statistics.median(spent)


def first_start() -> float:
    """Seconds of a tiny comparison with an empty cache: mostly compiling."""
    with tempfile.TemporaryDirectory() as folder:
        return command("compare", "england-mix", "--replicates", "1", "--years", "1", "--db", f"{folder}/runs.sqlite",
                       DIVERSION_CACHE=f"{folder}/cache")  # fmt: skip


WHOLE = """
import resource, sys, time
from diversion.experiments.plans.draws import draw_values
from diversion.model.simulation import Setting, Simulation
from diversion.scenarios import loader
place, none = loader.locality(sys.argv[1]), loader.regime("none")
began = time.perf_counter()
world = Setting(place, (none,), draw_values({}, 1, fixed=True, own=place.parameters), none, 1, 3)
simulation = Simulation.build(world, 1)
simulation.run(4 * 365)
there = int((simulation.world.people["state"] == 1).sum())
print(there, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def whole_place(name: str) -> tuple[str, str, str]:
    """A place at full size, one regime, 1 + 3 years, in a process of its own: seconds and the most memory it took."""
    done = subprocess.run([sys.executable, "-c", WHOLE, name], check=True, capture_output=True, text=True)
    people, seconds, memory = done.stdout.split()
    what = f"{loader.locality(name).title}, {int(people):,} people at the end, 1 + 3 years, one regime"
    return what, f"{float(seconds):.0f} s, {float(memory):.1f} GB", "≤ 4 GB" if name == "england-and-wales" else ""


def rows() -> list[tuple[str, str, str]]:
    """What is measured, the figure, and the target."""
    # First, since a process counts what its parent held when it was born.
    whole = [whole_place(name) for name in ("west-midlands", "london", "england-and-wales")]
    town = setting()
    one_run(town, 0)
    seconds = median_of(lambda seed: one_run(town, seed), 15)
    clock = one_run(town, 1).world.clock
    plain = PlainModel(int(clock.residents))
    slow = median_of(lambda _: plain.many(DAYS // 20), 5) * 20
    large = setting(1_000_000)
    began = time.perf_counter()
    world = one_run(large, 1).world
    big = time.perf_counter() - began
    size = sum(getattr(world, name).nbytes for name in world._fields if name != "handle") / len(world.people)
    return [
        ("Blackpool, 1 + 3 years, one run", f"{1000 * seconds:.0f} ms", "≤ 60 ms"),
        (f"{len(world.people):,} people, 4 years", f"{big:.1f} s", "≤ 15 s"),
        ("Memory a person", f"{size:.0f} bytes", "≤ 400 bytes"),
        ("Two threads against one", f"{two_threads(town, 40):.2f} ×", "≥ 1.8 ×"),
        ("`diversion compare blackpool`, warm", f"{warm_comparison():.1f} s", "≤ 8 s"),
        ("First start, compiling", f"{first_start():.0f} s", "≤ 60 s"),
        ("Candidate moments per contact", f"{clock.candidates / clock.contacts:.2f}", ""),
        ("Plain Mesa with reduced rules, same people and days", f"{slow / seconds:,.0f} × slower", "≥ 100 ×"),
        *whole,
    ]


if __name__ == "__main__":
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}\n")
    print("| What | Measured | Target |\n|---|---|---|")
    for what, figure, target in rows():
        print(f"| {what} | {figure} | {target} |", flush=True)
