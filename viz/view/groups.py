"""Turns an answer into charts of for whom: rates and ratios by age, sex and ethnicity, and who is drawn in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from ...experiments.comparison import Comparison
from ...experiments.finer import ENOUGH_PEOPLE
from ...experiments.for_whom import INSTEAD_OF, RATES, Standing, instead_of, standings
from ...experiments.statistics import Band, Level
from ...experiments.wording import listed, number, phrase, rounded, upper_first
from .axes import Option
from .charts import Range, bars, differences
from .findings import when
from .shown import Chart, Table

DIMENSIONS: Final = {"ethnicity": "Ethnicity", "age": "Age", "sex": "Sex"}
SHOWN: Final = {"rate": "Rates", "ratio": "Ratio to the largest group"}
NAMES: Final = {
    "white": "white people", "asian": "Asian people", "black": "Black people", "mixed_or_other": "mixed or other",
    "female": "women", "male": "men", "18-25": "18 to 25", "26-39": "26 to 39", "40+": "40 or over",
}  # fmt: skip
TOO_FEW: Final = "too few to say"


def group_charts(comparison: Comparison, dimension: str, which: str, shown: str) -> list[Chart]:
    """One chart for each regime that has such a rate, all on the same scale."""
    found = standings(comparison, dimension, which)
    regimes = list(dict.fromkeys(each.regime for each in found))
    most = max((_known(each, shown).high for each in found if _enough(each, shown)), default=math.nan)
    charts = []
    for regime in regimes:
        mine = [each for each in found if each.regime == regime]
        charts.append(_chart(comparison, mine, dimension, which, shown, most))
    return charts


def _chart(
    comparison: Comparison, mine: Sequence[Standing], dimension: str, which: str, shown: str, most: float
) -> Chart:
    rate, regime = RATES[which], upper_first(phrase(mine[0].regime))
    title = f"{regime}: {_finding(mine)}"
    first = NAMES[mine[0].group]
    unit = rate.unit if shown == "rate" else f"times the rate of {first}"
    rows = [_range(each, shown) for each in mine]
    return Chart(
        title=title,
        subtitle=f"{rate.label} by {dimension}, {unit}. {when(comparison)}; middle and central 95% of replicates",
        option=_option(rows, shown, most),
        table=_table(mine, rate.of, rate.label, first),
        alt=f"{title}. {rate.label}, {unit}: " + "; ".join(f"{row.name} {row.words}" for row in rows),
        file=f"diversion-{comparison.plan.locality.name}-{which.replace('_', '-')}-{dimension}-{mine[0].regime}",
        notes=_warning(mine, rate.of),
    )


def _option(rows: Sequence[Range], shown: str, most: float) -> Option:
    """The rows on the scale that all regimes share; a ratio has its line at 1, where groups are alike.

    The unit stands in the subtitle: it is too long for an axis.
    """
    option = differences(rows, "")
    axis, line = option["baseOption"]["xAxis"], option["baseOption"]["series"][-1]
    axis["min"] = 0
    if math.isfinite(most):
        axis["max"] = _round_up(most)
    if shown == "ratio":
        line["markLine"]["data"] = [{"xAxis": 1}]
    return option


def _round_up(most: float) -> float:
    """A round number at or above: one, two or five times a power of ten, in halves of it."""
    power = 10.0 ** math.floor(math.log10(most)) if most > 0 else 1.0
    return math.ceil(2 * most / power) * power / 2


def _known(each: Standing, shown: str) -> Level:
    return each.rate if shown == "rate" else each.ratio


def _enough(each: Standing, shown: str) -> bool:
    return each.enough if shown == "rate" else each.ratio_enough


def _range(each: Standing, shown: str) -> Range:
    name = upper_first(NAMES[each.group])
    if not _enough(each, shown):
        words = TOO_FEW if not each.enough or shown == "rate" else "compared with"
        return Range(name, words, math.nan, math.nan, math.nan)
    level = _known(each, shown)
    return Range(name, _words(level, 2 if shown == "ratio" else 0), level.median, level.low, level.high)


def _words(level: Level, decimals: int) -> str:
    if not math.isfinite(level.low):
        return number(level.median, decimals)
    return f"{number(level.median, decimals)} ({number(level.low, decimals)} to {number(level.high, decimals)})"


def _finding(mine: Sequence[Standing]) -> str:
    """Which groups differ from the largest one beyond what replicates vary, or that we cannot tell."""
    known = [each for each in mine if each.ratio_enough and math.isfinite(each.ratio.low)]
    if not known:
        return "too few people to compare groups"
    higher = [NAMES[each.group] for each in known if each.ratio.low > 1]
    lower = [NAMES[each.group] for each in known if each.ratio.high < 1]
    if not higher and not lower:
        return "we cannot tell the groups apart" if len(mine) > 2 else "we cannot tell the two apart"
    parts = [f"{word} for {listed(names)}" for word, names in (("higher", higher), ("lower", lower)) if names]
    return f"{', '.join(parts)} than for {NAMES[mine[0].group]}"


def _warning(mine: Sequence[Standing], of: str) -> list[str]:
    few = [NAMES[each.group] for each in mine if not each.enough]
    if not few:
        return []
    return [f"Too few to say for {listed(few)}: under {ENOUGH_PEOPLE} {of} in all the years simulated."]


def _table(mine: Sequence[Standing], of: str, label: str, first: str) -> Table:
    columns = ("Group", upper_first(of), f"{label}: middle and 95% range", f"Times that of {first}")
    rows = [
        (
            upper_first(NAMES[each.group]),
            number(each.people),
            _words(each.rate, 1) if each.enough else TOO_FEW,
            _words(each.ratio, 2) if each.ratio_enough else ("1" if each is mine[0] else TOO_FEW),
        )
        for each in mine
    ]
    return Table(columns, rows)


# --- who is drawn in -------------------------------------------------------------------------------------------------


def instead_chart(comparison: Comparison) -> Chart | None:
    """What those who are diverted would have had without it; nothing where no regime diverts anybody."""
    found = instead_of(comparison)
    if not found:
        return None
    most = max(found, key=lambda regime: found[regime]["No action"])
    drawn = found[most]["No action"]
    title = (
        f"{upper_first(phrase(most))} draws in {rounded(drawn)} people a year on average who would have had no action"
        if drawn >= 0.5 else "Hardly anybody is drawn in who would have had no action"
    )  # fmt: skip
    names = [upper_first(phrase(regime)) for regime in found]
    series = {words: [found[regime][words] for regime in found] for words in INSTEAD_OF}
    rows = [
        (name, *(number(value, 1) for value in found[regime].values()))
        for regime, name in zip(found, names, strict=True)
    ]
    return Chart(
        title=title,
        subtitle=f"People a year by what they would have had without diversion, mean of replicates. {when(comparison)}",
        option=bars(names, series, "people a year", stacked=True),
        table=Table(("Regime", *INSTEAD_OF), rows),
        alt=f"{title}. " + "; ".join(
            f"{name}: " + ", ".join(f"{words.lower()} {value}" for words, value in zip(INSTEAD_OF, values, strict=True))
            for name, *values in rows
        ),
        file=f"diversion-{comparison.plan.locality.name}-drawn-in",
        notes=[
            "People whose disposal is replaced, and those drawn in. Where support stands beside a caution or a charge, nothing "
            "is replaced, and it is left out.",
            *_average_note(comparison, most),
        ],
    )  # fmt: skip


def _average_note(comparison: Comparison, regime: str) -> list[str]:
    """Why the average of those drawn in is another figure than the middle of the draws, where it is."""
    pair = comparison.differences[regime, "widened_people"]
    apart = abs(pair.mean - pair.median)
    if comparison.band is Band.MEAN or not pair.n or apart < 0.5 or apart < 0.1 * abs(pair.mean):
        return []
    more, few = ("above", "very many") if pair.mean > pair.median else ("below", "hardly any")
    return [
        f"The average for {phrase(regime)} ({number(pair.mean)}) is {more} the middle of the draws ({number(pair.median)}), "
        f"because in some draws {few} people are drawn in."
    ]
