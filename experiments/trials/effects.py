"""Published effects as studies reported them, each kind a type of its own, and what they come to at a stated base rate.

An odds ratio of 0.40 is not 60% fewer: it is 15% instead of 30%, or 78% instead of 90%. So no function here gives one kind of
effect for another without the base rate; and `rate_ratio`, the way from a published effect to a ratio of rates, takes a rate
ratio only. No parameter is one that multiplies a rate: what programmes are believed to do is formed in `experiments/beliefs`.

Example:
    >>> print(at_base(OddsRatio(0.40), 0.70).text)
    odds ratio 0.40 at a base of 70% is a risk ratio of 0.69: 48% instead of 70%
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from ...scenarios.fields import Effect, Finding
from ...scenarios.parameters import InputError
from ..wording import listed, number

COX: Final = 1.65  # log-odds to one standard deviation (Cox 1970; Sánchez-Meca, Marín-Martínez and Chacón-Moscoso 2003)
BASES: Final = (0.3, 0.5, 0.7, 0.9)  # shown where the comparison group's own share was not published


@dataclass(frozen=True, slots=True)
class Reported:
    """A published effect, as it was reported: its value and 95% interval, of which outcome, found how, where, by whom."""

    value: float
    low: float | None = None
    high: float | None = None
    of: str = ""
    design: str = ""
    country: str = ""
    source: str = ""
    unit: ClassVar[str] = ""

    def __post_init__(self) -> None:
        """Refuse what no effect of its kind can be."""
        if not math.isfinite(self.value) or (self.unit.endswith("ratio") and self.value <= 0):
            raise InputError(f"An effect given as {self.unit} cannot be {self.value:g}; a ratio is above 0.")

    @property
    def text(self) -> str:
        """What it is, as in `odds ratio 0.40`."""
        return f"{self.unit} {number(self.value, 2)}"


class OddsRatio(Reported):
    """The odds of an outcome that people have or have not, against the comparison group's odds."""

    __slots__ = ()
    unit = "odds ratio"


class RiskRatio(Reported):
    """The share who have an outcome, against the comparison group's share."""

    __slots__ = ()
    unit = "risk ratio"


class RateRatio(Reported):
    """How often something happens in a time, against the comparison group."""

    __slots__ = ()
    unit = "rate ratio"


class HazardRatio(Reported):
    """How likely those who have not had the outcome yet are to have it next, against the comparison group."""

    __slots__ = ()
    unit = "hazard ratio"


class Points(Reported):
    """The share who have an outcome less the comparison group's share, in percentage points."""

    __slots__ = ()
    unit = "points"

    @property
    def text(self) -> str:
        """What it is, as in `10.3 points lower`."""
        return f"{number(abs(self.value), 1)} points {'lower' if self.value < 0 else 'higher'}"


class StandardisedDifference(Reported):
    """Cohen's d: a difference of means in standard deviations; below zero is fewer."""

    __slots__ = ()
    unit = "d"


KINDS: Final[Mapping[str, type[Reported]]] = {
    kind.unit: kind for kind in (OddsRatio, RiskRatio, RateRatio, HazardRatio, Points, StandardisedDifference)
}


def effects_of(finding: Finding) -> list[Reported]:
    """The effects that a finding of the library reports, each of its own kind."""
    return [_effect(each, finding.source) for each in finding.effects]


def _effect(given: Effect, source: str) -> Reported:
    about: dict[str, Any] = given.model_dump(exclude={"measure", "base"})
    return KINDS[given.measure](**about, source=source)


# --- from one kind to another ----------------------------------------------------------------------------------------


def rate_ratio(effect: RateRatio) -> float:
    """The number by which a published effect multiplies a rate.

    Raises:
        TypeError: it is no rate ratio, but an odds ratio or another kind that must be converted at a base rate first.
    """
    if not isinstance(effect, RateRatio):
        raise TypeError(f"{effect!r} is no rate ratio: convert it at a base rate with rates_behind")
    return effect.value


def odds_ratio_of(effect: StandardisedDifference) -> OddsRatio:
    """The odds ratio that a standardised difference comes to, by Cox's rule: d × 1.65 on the scale of log-odds.

    Args:
        effect: Cohen's d, and its 95% interval where there is one.

    Example:
        >>> odds_ratio_of(StandardisedDifference(-0.42)).text
        'odds ratio 0.50'
    """
    low, high = (None if end is None else math.exp(COX * end) for end in (effect.low, effect.high))
    about = (effect.of, effect.design, effect.country, effect.source)
    return OddsRatio(math.exp(COX * effect.value), low, high, *about)


def share_instead(effect: Reported, base: float) -> float:
    """The share who have the outcome, where `base` of the comparison group have it.

    Hazards are taken to be proportional, and a rate ratio to be the same for everybody (see `share_of`).

    Args:
        effect: A published effect of any kind.
        base: The comparison group's share, above 0 and below 1.

    Raises:
        InputError: the base is no share between 0 and 1, or the effect cannot hold at it.

    Example:
        >>> f"{share_instead(OddsRatio(0.40), 0.30):.3f}, {share_instead(OddsRatio(0.40), 0.90):.3f}"
        '0.146, 0.783'
    """
    if not 0 < base < 1:
        raise InputError(f"A base rate must lie between 0 and 1, not at {base:g}.")
    share = _INSTEAD[type(effect)](effect, base)
    if not 0 <= share <= 1:
        raise InputError(
            f"{effect.text} cannot hold at a base of {_percent(base)}: the share would be {_percent(share)}."
        )
    return share


def _by_odds(effect: Reported, base: float) -> float:
    odds = effect.value * base / (1 - base)
    return odds / (1 + odds)


def _by_survival(effect: Reported, base: float) -> float:
    """The same hazard, or rate, times the ratio, over the same time."""
    return float(1 - (1 - base) ** effect.value)


def _by_difference(effect: Reported, base: float) -> float:
    assert isinstance(effect, StandardisedDifference)
    return _by_odds(odds_ratio_of(effect), base)


_INSTEAD: Final[Mapping[type[Reported], Callable[[Reported, float], float]]] = {
    OddsRatio: _by_odds,
    RiskRatio: lambda effect, base: effect.value * base,
    RateRatio: _by_survival,
    HazardRatio: _by_survival,
    Points: lambda effect, base: base + effect.value / 100,
    StandardisedDifference: _by_difference,
}


# --- shares and rates ------------------------------------------------------------------------------------------------
# Somebody with a steady rate has no event at all with probability exp(-mean). Where rates differ between people as a gamma
# distribution with variance k × mean², the share with none is (1 + mean × k)^(-1/k), the negative binomial; k = 0 is the first.


def share_of(mean: float, k: float = 0.0) -> float:
    """The share of people with at least one event, where the mean is `mean` events and rates differ between them by `k`.

    Poisson's distribution or, with rates that differ, the negative binomial of Greenwood and Yule (1920).

    Args:
        mean: Events a person, 0 or more.
        k: The variance of the rates is `k` × their mean squared; 0 where everybody has the same.

    Example:
        >>> f"{share_of(1.0):.3f}, {share_of(1.0, k=2.0):.3f}"
        '0.632, 0.423'
    """
    return -math.expm1(-mean) if k == 0 else 1 - (1 + mean * k) ** (-1 / k)


def mean_behind(share: float, k: float = 0.0) -> float:
    """The mean number of events where `share` of people have at least one; the other way round.

    Args:
        share: 0 or more, below 1.
        k: How rates differ between people, as in `share_of`.

    Raises:
        InputError: there is no such share.

    Example:
        >>> f"{mean_behind(share_of(1.5, k=2.0), k=2.0):.3f}"
        '1.500'
    """
    if not 0 <= share < 1:
        raise InputError(f"A share with any event must be at least 0 and below 1, not {share:g}.")
    return -math.log1p(-share) if k == 0 else ((1 - share) ** -k - 1) / k


def rates_behind(effect: Reported, base: float, k: float = 0.0) -> RateRatio:
    """The rate ratio that would leave the shares which an effect on "any event" comes to at a base rate.

    It is the ratio of means, with rates that differ between people by `k` in both groups.

    Args:
        effect: A published effect of any kind; a rate ratio is left as it is.
        base: The comparison group's share with any event, above 0 and below 1.
        k: How rates differ between people, as in `share_of`.

    Raises:
        InputError: the base is no such share, or the effect cannot hold at it.

    Example:
        >>> rates_behind(OddsRatio(0.40), 0.70).text, rates_behind(OddsRatio(0.40), 0.70, k=2.0).text
        ('rate ratio 0.55', 'rate ratio 0.27')
    """
    if isinstance(effect, RateRatio):
        return effect
    ratio = mean_behind(share_instead(effect, base), k) / mean_behind(base, k)
    return RateRatio(ratio, of=effect.of, design=effect.design, country=effect.country, source=effect.source)


def any_event(effect: RateRatio, base: float, k: float = 0.0) -> RiskRatio:
    """What a rate ratio means for having any event at all, where `base` of the comparison group have one."""
    mean = mean_behind(base, k)
    return RiskRatio(share_of(rate_ratio(effect) * mean, k) / base, of=effect.of, source=effect.source)


# --- in words --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Converted:
    """A published effect at a base rate: the share instead of the base."""

    effect: Reported
    base: float
    share: float

    @property
    def risk_ratio(self) -> RiskRatio:
        """The share against the base."""
        return RiskRatio(self.share / self.base, of=self.effect.of, source=self.effect.source)

    @property
    def difference(self) -> Points:
        """The share less the base."""
        return Points(100 * (self.share - self.base), of=self.effect.of, source=self.effect.source)

    @property
    def instead(self) -> str:
        """The two shares."""
        return f"{_percent(self.share)} instead of {_percent(self.base)}"

    @property
    def text(self) -> str:
        """One line with the base rate in it."""
        ratio = number(self.risk_ratio.value, 2)
        return f"{_named(self.effect)} at a base of {_percent(self.base)} is a risk ratio of {ratio}: {self.instead}"


def at_base(effect: Reported, base: float) -> Converted:
    """A published effect at a base rate; see `share_instead`.

    Args:
        effect: A published effect of any kind.
        base: The comparison group's share, above 0 and below 1.

    Example:
        >>> at_base(OddsRatio(0.40), 0.70).instead
        '48% instead of 70%'
    """
    return Converted(effect, base, share_instead(effect, base))


def lines_of(finding: Finding) -> list[str]:
    """What each effect of a finding comes to, a line each: at its own base rate where that was published, else at several."""
    return list(_lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    for effect, given in zip(effects_of(finding), finding.effects, strict=True):
        of = f"{given.of}: "
        if given.base is not None:
            yield f"{of}{at_base(effect, given.base).text}."
            continue
        possible = [at_base(effect, base) for base in BASES if _holds(effect, base)]
        yield f"{of}{_named(effect)} is {listed([each.instead for each in possible], 'or')} (the base was not published)."


def any_event_text(effect: RateRatio, base: float, k: float) -> str:
    """What a rate ratio means for having any event, where everybody's rate is the same and where rates differ by `k`."""
    alike, unequal = (any_event(effect, base, spread).value * base for spread in (0.0, k))
    return (
        f"{effect.text} at a base of {_percent(base)} with any event: {_percent(alike)} where everybody's rate is the same, "
        f"{_percent(unequal)} where a few people have most of the events."
    )


def _holds(effect: Reported, base: float) -> bool:
    try:
        share_instead(effect, base)
    except InputError:
        return False
    return True


def _named(effect: Reported) -> str:
    """The effect, with the odds ratio it stands for where it is a difference of means."""
    if isinstance(effect, StandardisedDifference):
        return f"{effect.text} ({odds_ratio_of(effect).text} by Cox's rule)"
    return effect.text


def _percent(share: float) -> str:
    return f"{number(100 * share)}%"
