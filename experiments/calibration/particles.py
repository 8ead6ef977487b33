"""Approximate Bayesian computation on what history matching has left: pyABC's sequential Monte Carlo over real runs.

pyABC asks for one run at a time. Which runs it will ask for does not depend on what they show until a generation is over, so
we let it ask ahead, carry out all of these at once, and let it ask again from the same state of chance.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from scipy.stats import chi2

from ...scenarios.parameters import InputError
from .emulator import Numbers
from .matching import LOOKED_AT, Goals, Region, Tried, Try

MISSING: Final = (
    "Calibration needs the Python package pyABC, which is not installed: pip install 'diversion[calibration]'."
)
TOO_FEW: Final = (
    "Too few points come near the targets to say what is believable: widen the tolerances, or give more waves."
)
LOOSER: Final = 1.5  # than the emulators expect, for the first generation
KEEP: Final = 0.95  # share of what is believable that the last threshold should hold, if every target can be met
MOSTLY: Final = 0.8  # of the first points should be accepted, because the emulators chose them
HALF: Final = 0.5  # a generation's threshold is the median distance of the one before
LEAST_ACCEPTED: Final = 0.05  # share of its points; a generation that would accept fewer is given up
MOST_GENERATIONS: Final = 8
AT_ONCE: Final = (20, 500)  # points carried out together, at the least and at the most
FARTHER: Final = 1.2  # how many more points than expected, so that a generation seldom needs a second helping
DRAWN_AT_ONCE: Final = 4096  # places of the unit cube that are judged together


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation: its threshold on the distance, and how many points it took."""

    threshold: float
    points: int


@dataclass(frozen=True, slots=True)
class Particles:
    """What is believed: places (n, k) of the unit cube, what was seen there (n, m), and weights that add up to 1."""

    places: Numbers
    figures: Numbers
    weights: Numbers
    generations: tuple[Generation, ...]

    @property
    def effective(self) -> float:
        """How many draws of equal weight say as much (Kish)."""
        return float(1.0 / (self.weights**2).sum())


def check_installed() -> None:
    """Raise `InputError` unless pyABC is there."""
    _pyabc()


def _pyabc() -> Any:
    try:
        import pyabc
    except ModuleNotFoundError:
        raise InputError(MISSING) from None
    logging.getLogger("ABC").setLevel(logging.ERROR)  # with its children; it would write beside our progress
    return pyabc


def distance(figures: Numbers, goals: Goals, luck: Numbers) -> Numbers:
    """How far figures (n, m) are from the goals: the root of the sum of squared misses, each in its own standard deviation."""
    scores = (figures - goals.values) / np.sqrt(goals.variance(luck))
    return np.asarray(np.sqrt((scores**2).sum(axis=1)))


def sample(attempt: Try, region: Region, draws: int, seed: int) -> Particles:
    """Draws of what is left of the unit cube, weighted by how well real runs meet the goals.

    The prior is even over what is left. Points are first looked for where the emulators expect them; what comes of that is
    taken out of the weights again, so that it saves runs and decides nothing. And pyABC's last generation is weighted by a
    normal density of the misses of the real runs, so that a draw within the threshold counts for as much as it is
    believable: the tolerances are standard deviations.
    """
    pyabc = _pyabc()
    guess = _Guess(region, seed)
    asks = _Asks(attempt, region, guess)
    goal = math.sqrt(guess.best + float(chi2.ppf(KEEP, len(region.goals.values))))
    with _seeded(seed), TemporaryDirectory() as folder:  # what must last is in our own store
        smc = pyabc.ABCSMC(
            asks.answer,
            _prior(pyabc, region, guess),
            asks.distance,
            population_size=draws,
            eps=_threshold(pyabc, max(LOOSER * guess.usual(draws), goal), goal),
            sampler=_sampler(pyabc, asks),
        )
        smc.new(f"sqlite:///{Path(folder) / 'particles.sqlite'}", {})
        history = smc.run(minimum_epsilon=goal, min_acceptance_rate=LEAST_ACCEPTED, max_nr_populations=MOST_GENERATIONS)
        if history.max_t < 0:
            raise InputError(TOO_FEW)
        return _weighted(history, asks, region, guess)


def _weighted(history: Any, asks: _Asks, region: Region, guess: _Guess) -> Particles:
    frame, weights = history.get_distribution(m=0, t=history.max_t)
    places = np.ascontiguousarray(frame[list(region.names)].to_numpy(dtype=np.float64))
    figures = np.array([asks.known[_key(place)] for place in places])
    miss = distance(figures, region.goals, region.luck)
    believed = np.exp(-0.5 * (miss**2 - miss.min() ** 2))
    found = np.asarray(weights, dtype=np.float64) * believed / guess.density(places)
    told = history.get_all_populations()
    rows = told[told.t >= 0]
    generations = tuple(Generation(float(e), int(n)) for e, n in zip(rows.epsilon, rows.samples, strict=True))
    return Particles(places, figures, found / found.sum(), generations)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The global chance of numpy, which pyABC draws from, seeded inside and left as it was."""
    before = np.random.get_state()
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        np.random.set_state(before)


def _key(place: Numbers) -> bytes:
    return np.ascontiguousarray(place, dtype=np.float64).tobytes()


class _Guess:
    """Where points are first looked for: in what is left, in proportion to how believable the emulators find a place.

    Chance is the guess's own and the places come in a row, so that it can be put back to where it was (`at`). `best` is the
    least sum of squared misses that is expected anywhere.
    """

    def __init__(self, region: Region, seed: int) -> None:
        self.at = 0
        self._region = region
        self._random = np.random.Generator(np.random.Philox(seed))
        self._places: list[Numbers] = []
        self.best = float(self._squared(region.spaced(LOOKED_AT // 8, seed)).min())

    def _squared(self, places: Numbers) -> Numbers:
        """The sum of squared misses that the last wave's emulators expect, their own variance included."""
        return np.asarray((self._region.waves[-1].misses(places, self._region.goals) ** 2).sum(axis=1))

    def density(self, places: Numbers) -> Numbers:
        """How much more often places (n, k) are looked at than others: 0 to 1, and 0 where they are ruled out."""
        found = np.zeros(len(places))
        left = np.flatnonzero(self._region.holds(places))
        if len(left):
            found[left] = np.minimum(1.0, np.exp(-0.5 * (self._squared(places[left]) - self.best)))
        return found

    def usual(self, count: int) -> float:
        """The median distance that is expected at the first places."""
        self._draw(count)
        return float(np.median(np.sqrt(self._squared(np.array(self._places[:count])))))

    def following(self) -> Numbers:
        """The next place."""
        self.at += 1
        self._draw(self.at)
        return self._places[self.at - 1]

    def _draw(self, count: int) -> None:
        while len(self._places) < count:
            places = self._random.random((DRAWN_AT_ONCE, len(self._region.names)))
            chosen = self._random.random(DRAWN_AT_ONCE) < self.density(places)
            self._places += list(places[chosen])


class _Asks:
    """What pyABC asks for: first only written down, then carried out together, then answered."""

    def __init__(self, attempt: Try, region: Region, guess: _Guess) -> None:
        self.known: dict[bytes, Numbers] = {}
        self._attempt = attempt
        self._region = region
        self._guess = guess
        self._wanted: list[Numbers] | None = None  # where to write down what is asked for, while it is only asked

    def answer(self, parameter: Any) -> dict[str, Any]:
        """What the simulator shows; nothing yet while it is only asked."""
        place = np.array([parameter[name] for name in self._region.names], dtype=np.float64)
        if self._wanted is None:
            return {"figures": self.known[_key(place)]}
        self._wanted.append(place)
        return {"figures": np.full(len(self._region.goals.values), np.nan)}

    def distance(self, seen: dict[str, Any], _observed: object) -> float:
        """How far that is from the goals; endless where a run failed."""
        found = float(distance(seen["figures"][None, :], self._region.goals, self._region.luck)[0])
        return found if math.isfinite(found) else math.inf

    def carry_out(self, ask: Callable[[], object], count: int, stage: str) -> None:
        """Let pyABC ask so often, carry out what is new, and put chance back to where it was."""
        state, at = np.random.get_state(), self._guess.at
        self._wanted = []
        try:
            for _ in range(count):
                ask()
            places = {_key(place): place for place in self._wanted if _key(place) not in self.known}
        finally:
            self._wanted, self._guess.at = None, at
            np.random.set_state(state)
        if places:
            seen: Tried = self._attempt(np.array(list(places.values())), stage)
            self.known.update(zip(places, seen.figures, strict=True))


def _sampler(pyabc: Any, asks: _Asks) -> Any:
    """A sampler for pyABC that has the runs of many points carried out together, and is none the different for it."""

    class Together(pyabc.sampler.Sampler):
        """Accepts the same points in the same order as pyABC's sampler on a single core."""

        def sample_until_n_accepted(
            self, n: int, simulate_one: Any, t: int, *, max_eval: float = math.inf, **_: object
        ) -> Any:
            sample = self._create_empty_sample()
            done, helping = 0, 0
            while sample.n_accepted < n and done < max_eval:
                helping += 1
                ahead = int(min(_helping(n, sample.n_accepted, done), max_eval - done))
                stage = f"generation {t + 1}" + (f", helping {helping}" if helping > 1 else "")
                asks.carry_out(simulate_one, ahead, stage)
                for _again in range(ahead):
                    if sample.n_accepted < n:
                        sample.append(simulate_one())
                        done += 1
            self.nr_evaluations_ = done
            sample.ok = sample.n_accepted >= n
            return sample

    return Together()


def _helping(wanted: int, accepted: int, done: int) -> int:
    """How many points to carry out next, from how many were accepted so far; the same whatever the number of workers."""
    rate = max(accepted / done, LEAST_ACCEPTED) if done else MOSTLY
    least, most = AT_ONCE
    return min(max(math.ceil(FARTHER * (wanted - accepted) / rate), least), most)


def _threshold(pyabc: Any, first: float, goal: float) -> Any:
    """Medians, never below the goal: a threshold that is stricter than it need be only costs runs."""

    class Medians(pyabc.QuantileEpsilon):
        """pyABC's own, with a floor."""

        def __call__(self, t: int) -> float:
            return max(float(super().__call__(t)), goal)

    return Medians(initial_epsilon=first, alpha=HALF)


def _prior(pyabc: Any, region: Region, guess: _Guess) -> Any:
    """The guess, as pyABC wants a prior."""

    class Guessed(pyabc.random_variables.DistributionBase):
        """Where to look first; the name of every parameter with its place on the axis."""

        def copy(self) -> Any:
            return self

        def rvs(self, *_: object, **__: object) -> Any:
            return pyabc.Parameter(dict(zip(region.names, guess.following().tolist(), strict=True)))

        def pdf(self, x: Any) -> float:
            return float(guess.density(np.array([[x[name] for name in region.names]], dtype=np.float64))[0])

    return Guessed()
