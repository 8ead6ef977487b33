"""Turns the money of a comparison into charts: what has come by each year, and which regime is best at which price."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...experiments.economics import WHOSE, Economics, Pounds
from ...experiments.economics.willing import PRICES, acceptable
from ...experiments.economics.words import SURE
from ...experiments.wording import number, phrase, scale_for, signed, upper_first
from .chart import Axis, Chart, Curve, Curves, Table
from .comparison import place_and_years


def cash_flow_chart(found: Economics) -> Chart:
    """What each regime is worth by the end of each year, in present value, with its range.

    Raises:
        ValueError: no regime has a sum.
    """
    sums = {name: [Pounds.of(each) for each in found.by_year(name).cumsum(axis=1).T] for name in found.others}
    sums = {name: each for name, each in sums.items() if each and np.isfinite(each[-1].median)}
    ends = [end for each in sums.values() for one in each for end in (one.low, one.high)]
    scale, word = scale_for(ends or [0.0])
    unit = f"£{f' {word}' if word else ''}"
    years = [float(year + 1) for year in range(found.years)]
    curves = [_curve(name, years, each, scale) for name, each in sums.items()]
    title = _title(found)
    said = [(upper_first(phrase(name)), _words(each)) for name, each in sums.items()]
    return Chart(
        title=title,
        subtitle=f"Net benefit to {WHOSE[found.terms.perspective]} by the end of each year, in present value, against "
        f"{phrase(found.plan.reference)}; pale: 95% of draws. {place_and_years(found.plan)}",
        mark=Curves(curves, Axis("years", ticks=years), Axis(unit, line=0.0)),
        table=Table(("Regime", "By the end of each year"), said),
        alt=f"{title}. " + "; ".join(f"{name}: {words}" for name, words in said) + ".",
        file=f"diversion-{found.plan.locality.name}-cash-flow",
    )


def _title(found: Economics) -> str:
    """Whether it pays, by the same rule as the sentences; of several regimes only what is drawn."""
    whose = WHOSE[found.terms.perspective]
    if len(found.others) > 1:
        return f"What each regime is worth to {whose}, year by year"
    name = found.others[0]
    chance, net = found.chance(name), found.net_benefit(name)
    if not net.any():
        return f"{upper_first(phrase(name))} makes no difference to the money of {whose}"
    if 1 - SURE < chance < SURE:
        return f"We cannot tell whether {phrase(name)} leaves {whose} better or worse off"
    return f"{upper_first(phrase(name))} leaves {whose} {'better' if chance >= SURE else 'worse'} off"


def _curve(name: str, years: Sequence[float], sums: Sequence[Pounds], scale: float) -> Curve:
    three = ([getattr(each, end) / scale for each in sums] for end in ("median", "low", "high"))
    return Curve(upper_first(phrase(name)), years, *three)


def _words(sums: Sequence[Pounds]) -> str:
    return ", ".join(
        f"year {year} £{signed(each.median)} ({signed(each.low)} to {signed(each.high)})"
        for year, each in enumerate(sums, 1)
    )


def acceptability_chart(found: Economics) -> Chart:
    """In which share of draws each regime is the best, by what avoiding an offence is worth.

    Raises:
        ValueError: no draw has a sum under every regime.
    """
    shares: dict[str, list[float]] = {}
    for row in acceptable(found):
        shares.setdefault(row["regime"], []).append(100 * row["share"])
    curves = [Curve(upper_first(phrase(name)), PRICES, each, each, each) for name, each in shares.items()]
    said = [(curve.name, _at_prices(curve.middle)) for curve in curves]
    title = f"Which regime is best{' depends on' if _crosses(shares) else ', by'} what avoiding an offence is worth"
    return Chart(
        title=title,
        subtitle="Draws in which a regime is the best for the public purse, %, by £ that avoiding one offence is worth beside "
        f"what it spares the purse. {place_and_years(found.plan)}",
        mark=Curves(curves, Axis("£ for an offence avoided"), Axis("% of draws", line=None)),
        table=Table(("Regime", "Share of draws"), said),
        alt=f"{title}. " + "; ".join(f"{name}: {words}" for name, words in said) + ".",
        file=f"diversion-{found.plan.locality.name}-acceptability",
    )


def _at_prices(shares: Sequence[float]) -> str:
    return ", ".join(f"{value:.0f}% at £{number(price)}" for price, value in zip(PRICES, shares, strict=True))


def _crosses(shares: dict[str, list[float]]) -> bool:
    """Whether another regime comes first at the highest price than at none."""
    first, last = ({name: each[place] for name, each in shares.items()} for place in (0, -1))
    return bool(shares) and max(first, key=first.__getitem__) != max(last, key=last.__getitem__)
