"""From an effect as it is believed to the strength of a mechanism: what full effect takes off an average client's offending.

An effect is a ratio of all offences over some months among everybody offered or admitted, by lot. Replayed trials have
found which strength gives which ratio with the usual course of support (`scenarios/strengths.py`). Where retention, ramp or
decay are drawn otherwise, strength is scaled so that the mean share of full effect over those months, times strength,
stays the same: belief about the effect is not widened a second time by doubt about how it comes about.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from ...agents.person import TO_FULL
from ...scenarios import loader
from ...scenarios.evidence import belief
from ...scenarios.parameters import register
from ...scenarios.schema import Programme, number_of
from ...scenarios.strengths import Among, Curve, Series, curve_of, home_of
from ...scenarios.words import MONTH_DAYS, NEEDS
from .uncertainty import exponential, natural_log
from .usual import defaults

Values = Mapping[str, float]
STEP: Final = 7  # days between two looks at the course of support
OFFERED: Final = "all offered"
LEAST: Final = 1e-6  # of a share of those offered who are not helped at all


@dataclass(frozen=True, slots=True)
class Course:
    """How support goes with an average client: who enters and stays, and how its effect grows and fades."""

    taking: float
    dropout_early: float
    dropout_late: float
    length: float
    months_to_full: float
    half_life: float


def strength_of(programme: Programme, values: Values, young: bool = False) -> float:
    """What full effect takes off the log of an average client's offending, given a draw of what is not known."""
    if programme.strength is not None:
        return number_of(programme.strength, values)
    ratio, about, drawn = believed(programme, values, young), among(programme), drawn_course(programme, values)
    curve = curve_of(programme.name, programme.belief)
    if curve is None:
        return unsolved(ratio, dose(drawn, about.months))
    if curve.belief != programme.belief:
        ratio, about = carried(ratio, about, programme.belief, values)
    usual = usual_course(curve.programme)
    found = at_ratio(curve.strengths, curve.of(about.group, about.months), wanted(ratio, drawn, usual, about))
    return found * dose(usual, about.months) / dose(drawn, about.months)


def carried(ratio: float, about: About, name: str | None, values: Values) -> tuple[float, About]:
    """What a belief says of everybody admitted, by the programme that it is about: so it can be told of another programme.

    One of all offered holds whoever does not engage, too, and these are as many as engage with the programme of the belief.
    """
    home = home_of(name)
    if home is None or about.group == "admitted":
        return ratio, about
    its = loader.programme(home.programme)
    looked_for = wanted(ratio, drawn_course(its, values), usual_course(home.programme), about)
    strength = at_ratio(home.strengths, home.of(about.group, about.months), looked_for)
    return ratio_at(home.strengths, home.of("admitted", about.months), strength), About("admitted", about.months)


def in_reach(programme: Programme, values: Values, curve: Curve) -> bool:
    """Whether some strength gives the effect that is believed in this draw."""
    about, drawn = among(programme), drawn_course(programme, values)
    ratios = curve.of(about.group, about.months)
    looked_for = wanted(believed(programme, values, False), drawn, usual_course(curve.programme), about)
    return ratios[-1] <= looked_for <= ratios[0]


def ratio_among_admitted(programme: Programme, values: Values, months: float) -> float:
    """What a programme's strength comes to among everybody admitted over some months: one scale for all beliefs.

    Not a number where no curve was found.
    """
    curve = curve_of(programme.name, programme.belief)
    if curve is None:
        return math.nan
    return ratio_at(curve.strengths, curve.of("admitted", months), strength_of(programme, values))


@dataclass(frozen=True, slots=True)
class About:
    """Among whom, and over how many months, an effect is believed."""

    group: Among
    months: float


def among(programme: Programme) -> About:
    """Among whom a programme's effect is believed, and over how many months."""
    assert programme.belief is not None  # the schema has seen to it
    found = belief(programme.belief)
    return About("offered" if found.of == OFFERED else "admitted", found.months)


def believed(programme: Programme, values: Values, young: bool) -> float:
    """The effect that is believed in this draw, of everybody or at 18 to 25."""
    assert programme.effect is not None  # the schema has seen to it
    ratio = number_of(programme.effect, values)
    share = number_of(programme.effect_young, values) if young else 1.0
    return ratio if share == 1.0 else exponential(share * natural_log(ratio))


def drawn_course(programme: Programme, values: Values) -> Course:
    """The course of a programme with what is not known as drawn; what one can set, in it or beside it, stays as declared."""
    drawn = {name: values[name] if each.role == "uncertainty" else each.default for name, each in register().items()}
    return course(_as_declared(programme.name) or programme, drawn)


@cache
def usual_course(name: str) -> Course:
    """The course of a programme of the library with every parameter as declared, with which its curve was found."""
    return course(loader.programme(name), defaults())


def _as_declared(name: str) -> Programme | None:
    """The library's own programme of this name, to which what somebody changed in it is compared."""
    return loader.programme(name) if name in loader.names("programme") else None


def course(programme: Programme, values: Values) -> Course:
    """The course of a programme with these values of the parameters."""
    return Course(
        number_of(programme.consent, values) * number_of(programme.engagement, values),
        number_of(programme.dropout_early, values),
        number_of(programme.dropout_late, values),
        1e9 if programme.length_days is None else number_of(programme.length_days, values),
        number_of(programme.months_to_full_effect, values),
        number_of(programme.half_life_months, values),
    )


def wanted(ratio: float, drawn: Course, usual: Course, about: About) -> float:
    """The ratio to look for on a curve that was found with the usual share of those offered who engage."""
    share = usual.taking / max(drawn.taking, LEAST) if about.group == "offered" else 1.0
    return 1.0 - (1.0 - ratio) * share


def unsolved(ratio: float, share: float) -> float:
    """The strength that gives everybody admitted this ratio, were all average clients with nothing else to change them."""
    return -natural_log(ratio) / share


def at_ratio(strengths: Series, ratios: Series, ratio: float) -> float:
    """The strength at which falling ratios reach one, straight in between; the ends at most."""
    return between([-each for each in ratios], strengths, -ratio)


def ratio_at(strengths: Series, ratios: Series, strength: float) -> float:
    """The ratio at a strength, straight in between; the ends at most."""
    return between(strengths, ratios, strength)


def between(rising: Sequence[float], values: Sequence[float], at: float) -> float:
    """The value that goes with a number of a rising series, straight in between; the ends at most."""
    k = bisect_left(rising, at)
    if k == 0 or k == len(rising):
        return values[min(k, len(values) - 1)]
    part = (at - rising[k - 1]) / (rising[k] - rising[k - 1])
    return values[k - 1] + part * (values[k] - values[k - 1])


@lru_cache(maxsize=4096)
def dose(course: Course, months: float) -> float:
    """The mean share of full effect over so many months from admission, of an average client who is admitted."""
    early, late = (_left(share) for share in (course.dropout_early, course.dropout_late))
    grows = exponential(-TO_FULL * STEP / max(course.months_to_full * MONTH_DAYS, LEAST))
    fades = exponential(-natural_log(2.0) * STEP / max(course.half_life * MONTH_DAYS, LEAST))
    within, share, after, total = 1.0, 0.0, 0.0, 0.0
    steps = max(1, round(months * MONTH_DAYS / STEP))
    for k in range(steps):
        before = within * share + after
        share = 1.0 - (1.0 - share) * grows
        staying = early if k * STEP < 2.0 * MONTH_DAYS else late
        after = after * fades + within * (1.0 - staying) * share
        within *= staying
        if (k + 1) * STEP >= course.length:
            after, within = after + within * share, 0.0
        total += (before + within * share + after) / 2.0
    return total / steps


def _left(dropout: float) -> float:
    """The share who stay for a step, given the share who drop out in a month."""
    kept = max(1.0 - dropout, LEAST)
    return exponential(natural_log(kept) * STEP / MONTH_DAYS)


def _client_weight(values: Values, meets: Mapping[str, float]) -> float:
    """Weight × severity of the needs a programme meets, in the people whom published effects are about."""
    return math.fsum(values[f"need_weight.{n}"] * values[f"client_need.{n}"] * meets.get(n, 0.0) for n in NEEDS)


def mechanism(values: Values, programme: Programme, strength: float) -> tuple[float, float]:
    """How a strength is divided: by what `needs_met` is multiplied at full effect, and what needs no need to be met.

    The first relieves no need by more than all of it. The second takes nobody's offending below its declared floor, and is
    the whole where a programme meets no need.
    """
    weight = _client_weight(values, programme.needs_met)
    apart = programme.without_need if weight > 0.0 else 1.0
    most = -natural_log(values["structure_floor"])
    structure = min(max(strength * apart, -most), most)
    if weight <= 0.0:
        return 0.0, structure
    ceiling = 1.0 / max(programme.needs_met.values())
    return min(max(strength * (1.0 - apart) / weight, -ceiling), ceiling), structure
