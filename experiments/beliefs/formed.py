"""A belief with every step to it, as it is kept: what is printed of a belief is read from here, and nothing is pooled for that.

Core objects: Formed, with Weighed (one study) and Step; `kept`, those of the library; `as_yaml`, the file that holds them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import TypeAdapter

from ...scenarios import evidence
from ...scenarios.evidence import Belief, EffectStudy
from ...scenarios.reading import read_yaml
from ...scenarios.record import Number, Record, Text

FILE: Final = "formed.yaml"
Z: Final = 1.959963984540054  # of a two-sided 95% interval
DECIMALS: Final = 4
Triple = tuple[Number, Number, Number]


class Weighed(Record):
    """One study on the scale of all others: its log ratio and error as read, and both when bias is taken off."""

    study: Text
    log_ratio: Number
    error: Number
    without_bias: Number
    wider: Number

    @property
    def about(self) -> EffectStudy:
        """The study itself."""
        return evidence.effect_study(self.study)

    @property
    def ratio(self) -> tuple[float, float, float]:
        """The ratio of all offences as read, between the ends of its 95% interval."""
        return span(self.log_ratio, self.error, Z)


class Step(Record):
    """What is believed after a step: the ratio's 5th, 50th and 95th percentile, and the probability of more offences."""

    what: Text
    ratio: Triple
    harm: Number


class Formed(Record):
    """A belief: the studies that were pooled, each step, of which the last is what is believed, and other doubts of bias."""

    belief: Text
    studies: tuple[Weighed, ...] = ()
    steps: tuple[Step, ...]
    halved: Step | None = None  # the same with half the bias, and with twice as much
    doubled: Step | None = None

    @property
    def about(self) -> Belief:
        """The belief itself."""
        return evidence.belief(self.belief)

    @property
    def ratio(self) -> Triple:
        """The ratio's 5th, 50th and 95th percentile."""
        return self.steps[-1].ratio

    @property
    def harm(self) -> float:
        """The probability that there are more offences than without."""
        return self.steps[-1].harm


def span(mean: float, error: float, z: float) -> tuple[float, float, float]:
    """A ratio and the ends of an interval, from its log."""
    return math.exp(mean - z * error), math.exp(mean), math.exp(mean + z * error)


@cache
def kept() -> dict[str, Formed]:
    """The library's beliefs as they were formed, by name."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    found = TypeAdapter(tuple[Formed, ...]).validate_python(read_yaml(text, FILE)[1]["formed"])
    return {each.belief: each for each in found}


def as_yaml(found: Iterable[Formed]) -> str:
    """The file that holds beliefs as they were formed."""
    lines = [
        "# How each belief follows from its studies: ratios of all offences at their 5th, 50th and 95th percentile.",
        "# Written by python -m diversion.experiments.beliefs; do not edit it by hand.",
        "",
        "formed:",
    ]
    for each in found:
        lines += [f"  - belief: {each.belief}", *_lines(each)]
    return "\n".join(lines) + "\n"


def _lines(each: Formed) -> Iterator[str]:
    if each.studies:
        yield "    studies:"
    for study in each.studies:
        yield f"      - {{study: {study.study}, {_numbers(study, 'log_ratio', 'error', 'without_bias', 'wider')}}}"
    yield "    steps:"
    yield from (f"      - {_step(step)}" for step in each.steps)
    for name in ("halved", "doubled"):
        if (step := getattr(each, name)) is not None:
            yield f"    {name}: {_step(step)}"


def _step(step: Step) -> str:
    low, middle, high = (_rounded(each) for each in step.ratio)
    return f"{{what: {step.what}, ratio: [{low}, {middle}, {high}], {_numbers(step, 'harm')}}}"


def _numbers(of: Record, *names: str) -> str:
    return ", ".join(f"{name}: {_rounded(getattr(of, name))}" for name in names)


def _rounded(value: float) -> str:
    return f"{round(value, DECIMALS) + 0.0:.{DECIMALS}f}"
