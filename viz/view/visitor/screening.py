"""What a visitor asks of a sensitivity analysis of the scenario on the screen, and the command that is the very same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ....experiments.plans import Plan, changed
from ....experiments.sensitivity import USUAL, Study, make_study, steady, widest
from ....experiments.sensitivity.methods.morris import Morris
from ....experiments.told import told
from ....scenarios import loader
from .chosen import Chosen
from .room import must_end_too

ALL: Final = 0  # as a number of factors: every one
COUNTS: Final = (10, 20)  # factors to choose from beside all of them
TRAJECTORIES: Final = {
    5: "A first look",
    10: "A fair picture",
    20: "As thorough as the command line, unless told otherwise",
}
USUAL_TRAJECTORIES: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A screening of one regime's difference from no diversion in a scenario; `count` is how many factors, or `ALL`."""

    chosen: Chosen
    regime: str
    count: int = ALL
    trajectories: int = USUAL_TRAJECTORIES

    def plan(self) -> Plan:
        """The plan behind it, everything in it checked.

        Raises:
            InputError: something in the scenario cannot be meant under this regime alone.
        """
        return steady(replace(self.chosen, regimes=(self.regime,), replicates=1).plan())

    def study(self) -> Study:
        """What is to be run.

        Raises:
            InputError: something in it cannot be meant, or would take too long here.
        """
        plan = self.plan()
        study = make_study(plan, Morris(), widest(plan, self.count) if self.count else None, self.trajectories)
        must_end_too(study)
        return study


def command(study: Study, preset: str = "", outcome: str = "") -> str:
    """The command that gives the same analysis of this place of the library; an outcome it would not print is named."""
    return told("sensitivity", study.plan.locality.name, *_options(study, preset, outcome))


def _options(study: Study, preset: str, outcome: str) -> Iterator[str]:
    plan, sample = study.plan, study.sample
    if sample.method != Morris():
        yield from ("--method", sample.method.name)
    for regime in plan.regimes:
        if regime.name != plan.reference:
            yield from ("--regime", regime.name)
    if plan.reference != "none":
        yield from ("--reference", plan.reference)
    if preset:
        yield from ("--preset", preset)
    start = loader.preset(preset).changes if preset else {}
    for name, value in changed(plan.changes, plan.edits).items():
        if start.get(name) != value:
            yield from ("--set", f"{name}={value if isinstance(value, str) else json.dumps(value)}")
    if [factor.name for factor in study.factors] != [factor.name for factor in plan.not_known]:
        for factor in study.factors:
            yield from ("--factor", factor.name)
    for name, (low, high) in study.ranges.items():
        yield from ("--range", f"{name}={low!r}:{high!r}")
    for name, members in study.groups.items():
        yield from ("--group", f"{name}={','.join(members)}")
    if outcome and outcome not in USUAL:
        yield from ("--outcome", outcome)
    if plan.run_in != 1:
        yield from ("--run-in", str(plan.run_in))
    yield from ("--size", str(sample.size), "--years", str(plan.years), "--seed", str(plan.seed))
