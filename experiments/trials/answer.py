"""What simulated trials say: where a published estimate lies among them, how often they would find something, what is true.

Three numbers stand side by side for each outcome: what a trial like the published one finds in the model; what the same
people would have had otherwise, which no real trial can see; and what happened to offending, known to police or not.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final, Literal

import numpy as np

from ..runs import Progress, processors
from .carry_out import Prepared, Read
from .curse import half_of
from .drawing import Arms, arms_of, draw_trial
from .estimates import ESTIMATORS, Estimate
from .living import Lives, stock_of
from .predicting import WITHIN, Predicted, predicted
from .study import Reading, Study, studies

Verdict = Literal["met", "shrunk", "missed", "reported"]
TRIALS: Final = 1000
WORLDS: Final = 8
DRAWS: Final = 20  # of what nobody knows, in which a test is lived
SHORT: Final = (100, 2, 4)  # trials, worlds and draws of the short form


@dataclass(frozen=True, slots=True)
class TrialFound:
    """One outcome of one study over many simulated trials.

    `middle`, `low` and `high` are the median and the central 95% of the simulated estimates, `below` the share of them
    below the published one, `power` the share whose own 95% interval leaves out no effect. `same_people` is the same
    measure on the same people with and without, `latent` the ratio of their latent offences. `drawn` is how many people a
    simulated trial had in each arm, of `people` who could have been treated. All are NaN where nobody could be drawn.
    `predicted` is what such trials are expected to find where parameters are not known, of tests alone.
    """

    study: Study
    reading: Reading
    trials: int
    people: int
    drawn: tuple[int, int]
    middle: float
    low: float
    high: float
    below: float | None
    power: float
    same_people: float
    latent: float
    predicted: Predicted | None = None

    @property
    def inside(self) -> bool | None:
        """Whether the published estimate lies within the central 95% of the simulated; None where none was read."""
        return None if self.below is None else 0.025 <= self.below <= 0.975

    @property
    def verdict(self) -> Verdict:
        """Of a test, by where the published estimate lies among those to be expected.

        Of others by the study's target for the middle, else by how often nothing is found, else by where the published one
        lies among the simulated; behind a belief, by whether at least half the published effect is left. There a middle
        between the published effect and none is shrunk, not missed.
        """
        if math.isnan(self.middle):
            return "missed"
        if self.study.use == "test":
            return "reported" if self.predicted is None else _of_test(self.reading, self.predicted)
        behind = self.study.use == "belief"
        found = self._half_left if behind and self.reading.target is None else self._by_target
        return "shrunk" if found == "missed" and behind and self._between else found

    @property
    def _by_target(self) -> Verdict:
        target, nothing = self.reading.target, self.reading.finds_nothing
        if target is not None:
            return "met" if target[0] <= self.middle <= target[1] else "missed"
        if nothing is not None:
            return "met" if 1 - self.power >= nothing else "missed"
        return "reported" if self.inside is None else "met" if self.inside else "missed"

    @property
    def _half_left(self) -> Verdict:
        published, none = self.reading.published, self.reading.none
        if published is None:
            return self._by_target
        half = half_of(published, none)
        return "met" if (self.middle - half) * (published - none) >= 0 else "missed"

    @property
    def _between(self) -> bool:
        """Whether the middle lies between the published effect and none."""
        published, none = self.reading.published, self.reading.none
        return published is not None and min(published, none) < self.middle < max(published, none)


def _of_test(reading: Reading, predicted: Predicted) -> Verdict:
    """Met where the published estimate lies in the central 90%; without a figure, by direction or how often nothing is found."""
    if predicted.below is not None:
        return "met" if WITHIN[0] <= predicted.below <= WITHIN[1] else "missed"
    if reading.direction is not None:
        return "met" if (predicted.middle < reading.none) == (reading.direction == "fewer") else "missed"
    if reading.finds_nothing is not None:
        return "met" if predicted.nothing >= reading.finds_nothing else "missed"
    return "reported"


def trials_found(
    chosen: Sequence[Study] | None = None,
    trials: int = TRIALS,
    worlds: int = WORLDS,
    seed: int = 1,
    workers: int | None = None,
    changes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    draws: int = DRAWS,
) -> list[TrialFound]:
    """Replay studies and simulate so many trials of each.

    Args:
        chosen: The studies; all of them, unless some are given.
        trials: Simulated trials of each study.
        worlds: Worlds in which each is lived, both arms in each; trials draw their people from all of them.
        seed: The number all chance is derived from.
        workers: How many worlds at once; as many as there are processors unless told.
        changes: Parameters changed in every study; the others keep their defaults, so that trials differ by luck alone.
        progress: Told how many worlds are done, and of how many.
        draws: Draws of what nobody knows, in which tests are lived as well; what is changed stays as changed.
    """
    asked = [_changed(study, changes or {}) for study in (studies() if chosen is None else chosen)]
    stop = threading.Event()
    with ThreadPoolExecutor(workers or processors()) as pool:
        lives = Lives(pool, seed, stop)
        lived = [(lives.fixed(study, worlds), lives.drawn(study, draws)) for study in asked]
        _report(lives.all, progress)
        try:
            found: list[TrialFound] = []
            for study, (fixed, drawn) in zip(asked, lived, strict=True):
                usual = of_study(study, stock_of(fixed), trials, seed)
                found += _with_predicted(study, usual, [stock_of(each) for each in drawn], trials, seed)
            return found
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _with_predicted(
    study: Study, usual: Sequence[TrialFound], stocks: Sequence[Prepared], trials: int, seed: int
) -> list[TrialFound]:
    """The outcomes of a study with what is to be expected of each, where it was lived in draws."""
    if not stocks:
        return list(usual)
    expected = predicted(study, stocks, trials, seed)
    return [replace(each, predicted=found) for each, found in zip(usual, expected, strict=True)]


def _changed(study: Study, changes: Mapping[str, Any]) -> Study:
    return study.model_copy(update={"changes": {**study.changes, **changes}})


def _report(lived: Sequence[Future[Prepared]], progress: Progress | None) -> None:
    """Let every world that is done be told, from whichever thread it was lived in."""
    if progress is None:
        return
    lock, done = threading.Lock(), count(1)

    def tell(future: Future[Prepared]) -> None:
        if not future.cancelled():
            with lock:
                progress(next(done), len(lived))

    for future in lived:
        future.add_done_callback(tell)


def of_study(study: Study, stock: Prepared, trials: int, seed: int = 1) -> list[TrialFound]:
    """So many simulated trials drawn from the people who could have entered one study."""
    drawn = [draw_trial(study, stock, number, seed) for number in range(trials)]
    sizes = arms_of(study, stock, 0, seed)
    return [_found(study, k, read, [trial[k] for trial in drawn], stock, sizes) for k, read in enumerate(stock.reads)]


def _found(study: Study, k: int, read: Read, drawn: Sequence[Estimate], stock: Prepared, sizes: Arms) -> TrialFound:
    reading = study.outcomes[k]
    values = np.array([estimate.value for estimate in drawn])
    known = values[np.isfinite(values)]
    middle, low, high = np.quantile(known, [0.5, 0.025, 0.975]).tolist() if known.size else (math.nan,) * 3
    published = reading.published
    about = read.about_treated
    without = float(read.latent_without[about].sum())
    return TrialFound(
        study,
        reading,
        len(drawn),
        len(stock.treated.who),
        (len(sizes.treated), len(sizes.control)),
        middle,
        low,
        high,
        None if published is None else float((known < published).mean()) if known.size else math.nan,
        float(np.mean([estimate.significant for estimate in drawn])) if known.size else math.nan,
        _same_people(reading, read),
        float(read.latent[about].sum()) / without if without > 0 else math.nan,
    )


def _same_people(reading: Reading, read: Read) -> float:
    """The measure of effect on the same people with and without; NaN where there is nobody."""
    about = read.about_treated
    if not about.any():
        return math.nan
    return ESTIMATORS[reading.as_](read.treated[about], read.without[about], np.ones(int(about.sum()))).value
