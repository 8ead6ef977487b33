"""Turns an answer into charts of for whom: rates and ratios by age, sex and ethnicity, and who is drawn in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ...experiments.answers import INSTEAD_OF, RATES, Comparison, Standing, instead_of, standings
from ...experiments.statistics import (
    ENOUGH_DRAWS,
    ENOUGH_PEOPLE,
    FALLS,
    RISES,
    Band,
    Level,
    Paired,
    Verdict,
    middle,
    verdict,
)
from ...experiments.wording import listed, number, phrase, rounded, signed, upper_first
from .chart import Axis, Bars, Chart, Ends, Range, Ranges, Table
from .comparison import range_name, ranges, row_of, trust, when
from .scales import around, round_up

DIMENSIONS: Final = {"ethnicity": "Ethnicity", "age": "Age", "sex": "Sex"}
SHOWN: Final = {"rate": "Rates", "ratio": "Ratio to the largest group", "change": "Change from no diversion"}
NAMES: Final = {
    "white": "white people", "asian": "Asian people", "black": "Black people", "mixed_or_other": "mixed or other",
    "female": "women", "male": "men", "18-25": "18 to 25", "26-39": "26 to 39", "40+": "40 or over",
}  # fmt: skip
TOO_FEW: Final = "too few to say"


def group_charts(comparison: Comparison, dimension: str, which: str, shown: str) -> list[Chart]:
    """One chart for each regime that has such a rate, all on the same scale.

    What is shown is one of `SHOWN`; a change takes a rate that the reference has too, so there may be no chart of it.
    """
    found = standings(comparison, dimension, which)
    if shown == "change":
        return _changes(comparison, [each for each in found if each.change], dimension, which)
    regimes = list(dict.fromkeys(each.regime for each in found))
    usual = [each for each in found if each.regime == comparison.plan.reference]
    most = max((_known(each, shown).high for each in found if _enough(each, shown)), default=math.nan)
    charts = []
    for regime in regimes:
        mine = [each for each in found if each.regime == regime]
        charts.append(_chart(comparison, mine, usual, dimension, which, shown, most))
    return charts


def _chart(
    comparison: Comparison,
    mine: Sequence[Standing],
    usual: Sequence[Standing],
    dimension: str,
    which: str,
    shown: str,
    most: float,
) -> Chart:
    rate = RATES[which]
    title = _title(mine, usual)
    first = NAMES[mine[0].group]
    unit = rate.unit if shown == "rate" else f"times the rate of {first}"
    rows = [_range(place, each, shown) for place, each in enumerate(mine)]
    return Chart(
        title=title,
        subtitle=f"{rate.label} by {dimension}, {unit}. {when(comparison)}; {spread(comparison)}",
        mark=_mark(rows, shown, most),
        table=_table(mine, rate.of, f"{rate.label}: middle and {range_name(comparison)}", first),
        alt=f"{title}. {rate.label}, {unit}: " + "; ".join(f"{row.name} {row.words}" for row in rows),
        file=f"diversion-{comparison.plan.locality.name}-{which.replace('_', '-')}-{dimension}-{mine[0].regime}",
        source=trust(comparison.plan),
        notes=_warning(mine, rate.of),
    )


def _mark(rows: Sequence[Range], shown: str, most: float) -> Ranges:
    """The rows on the scale that all regimes share; a ratio has its line at 1, where groups are alike.

    The unit stands in the subtitle: it is too long for an axis.
    """
    last = round_up(most) if math.isfinite(most) else around(rows)[1]
    return Ranges(rows, Axis(ends=(0.0, last), line=1.0 if shown == "ratio" else 0.0))


def _known(each: Standing, shown: str) -> Level:
    return each.rate if shown == "rate" else each.ratio


def _enough(each: Standing, shown: str) -> bool:
    return each.enough if shown == "rate" else each.ratio_enough


def _range(place: int, each: Standing, shown: str) -> Range:
    name = upper_first(NAMES[each.group])
    if not _enough(each, shown):
        words = TOO_FEW if not each.enough or shown == "rate" else "compared with"
        return row_of(place, name, words)
    level = _known(each, shown)
    return row_of(place, name, level_words(level, 2 if shown == "ratio" else 0), level.median, (level.low, level.high))


def level_words(level: Level, decimals: int) -> str:
    """The middle of a level and its range."""
    if not math.isfinite(level.low):
        return number(level.median, decimals)
    return f"{number(level.median, decimals)} ({number(level.low, decimals)} to {number(level.high, decimals)})"


def spread(comparison: Comparison) -> str:
    """What a dot and a line stand for."""
    if comparison.plan.replicates < ENOUGH_DRAWS:
        return "middle and range of these few replicates"
    return "middle and central 95% of replicates"


def _title(mine: Sequence[Standing], usual: Sequence[Standing]) -> str:
    """Which groups differ under a regime, and whether they do without diversion: then it is not the regime's doing."""
    regime = upper_first(phrase(mine[0].regime))
    words, found = _finding(mine), _apart(mine)
    if not found or not usual or usual[0].regime == mine[0].regime:
        return f"{regime}: {words}"
    before = _apart(usual)
    same = [group for group, higher in found.items() if before.get(group) == higher]
    if not same:
        return f"{regime}: {words}"
    if same == list(found):
        return f"{regime}: {words}, as without diversion"
    return f"{regime}: {words}; for {listed([NAMES[group] for group in same])} as without diversion"


def _apart(mine: Sequence[Standing]) -> dict[str, bool]:
    """The groups that differ from the largest one, and whether theirs is the higher rate."""
    said = {each.group: verdict(each.gap) for each in mine if each.ratio_enough}
    return {group: its in RISES for group, its in said.items() if its in (*RISES, *FALLS)}


def _finding(mine: Sequence[Standing]) -> str:
    """Which groups differ from the largest one by the rules of every finding, or that we cannot tell."""
    said = {NAMES[each.group]: verdict(each.gap) for each in mine if each.ratio_enough}
    if not said:
        return "too few to compare groups"
    if Verdict.TOO_FEW in said.values():
        return "too early to say how groups differ"
    if not any(its in (*RISES, *FALLS) for its in said.values()):
        return "we cannot tell the groups apart" if len(mine) > 2 else "we cannot tell the two apart"
    return f"{_sorted(said)} than for {NAMES[mine[0].group]}"


def _sorted(said: Mapping[str, Verdict]) -> str:
    """For whom it is higher and for whom lower, and for whom only probably."""
    found = {
        which: [name for name, its in said.items() if its is which]
        for which in (Verdict.HIGHER, Verdict.LOWER, Verdict.PROBABLY_HIGHER, Verdict.PROBABLY_LOWER)
    }
    return ", ".join(f"{which.value} for {listed(names)}" for which, names in found.items() if names)


# --- what a regime changes for a group -------------------------------------------------------------------------------


def _changes(comparison: Comparison, found: Sequence[Standing], dimension: str, which: str) -> list[Chart]:
    """For each regime how the rate of every group differs from its own without diversion, on the same scale."""
    by_regime = {
        regime: [each for each in found if each.regime == regime]
        for regime in dict.fromkeys(each.regime for each in found)
    }
    all_ends = [around(_change_rows(mine)) for mine in by_regime.values()]
    ends = (min((low for low, _ in all_ends), default=0.0), max((high for _, high in all_ends), default=0.0))
    return [_change_chart(comparison, mine, dimension, which, ends) for mine in by_regime.values()]


def _change_chart(comparison: Comparison, mine: Sequence[Standing], dimension: str, which: str, ends: Ends) -> Chart:
    rate, rows = RATES[which], _change_rows(mine)
    pairs = _pairs(mine)
    title = f"{upper_first(phrase(mine[0].regime))}: {_change_title(pairs, rate.name)}"
    table = [(row.name, number(each.count), row.words) for row, each in zip(rows, mine, strict=True)]
    return Chart(
        title=title,
        subtitle=f"{rate.label} by {dimension}, change from no diversion, {rate.unit}. {when(comparison)}; {ranges(comparison)}",
        mark=Ranges(rows, Axis(ends=ends)),
        table=Table(("Group", upper_first(rate.of), "Change and its range"), table),
        alt=f"{title}. Change, {rate.unit}: " + "; ".join(f"{row.name} {row.words}" for row in rows),
        file=f"diversion-{comparison.plan.locality.name}-{which.replace('_', '-')}-{dimension}-{mine[0].regime}-change",
        source=trust(comparison.plan),
        notes=_warning(mine, rate.of),
    )


def _pairs(mine: Sequence[Standing]) -> dict[str, Paired | None]:
    """What a regime changes for each group, where there are enough to say."""
    return {NAMES[each.group]: each.change if each.enough else None for each in mine}


def _change_rows(mine: Sequence[Standing]) -> list[Range]:
    return [_change_row(place, name, pair) for place, (name, pair) in enumerate(_pairs(mine).items())]


def _change_row(place: int, name: str, pair: Paired | None) -> Range:
    if pair is None or not math.isfinite(pair.low):
        return row_of(place, upper_first(name), TOO_FEW)
    middle_ = middle(pair)
    words = f"{signed(middle_, 1)} ({signed(pair.low, 1)} to {signed(pair.high, 1)})"
    return row_of(place, upper_first(name), words, middle_, (pair.low, pair.high))


def _change_title(pairs: Mapping[str, Paired | None], name: str) -> str:
    """For whom the rate changes, by the rules of every finding."""
    said = {group: verdict(pair) for group, pair in pairs.items() if pair is not None}
    if not said:
        return "too few to say"
    if Verdict.TOO_FEW in said.values():
        return f"too early to say for whom {name} change"
    if not any(its in (*RISES, *FALLS) for its in said.values()):
        return f"we cannot tell whether {name} change for any group"
    return f"{name} are {_sorted(said)}"


def _warning(mine: Sequence[Standing], of: str) -> list[str]:
    few = [NAMES[each.group] for each in mine if not each.enough]
    if not few:
        return []
    return [f"Too few to say for {listed(few)}: under {ENOUGH_PEOPLE} {of} in all the years simulated."]


def _table(mine: Sequence[Standing], of: str, label: str, first: str) -> Table:
    columns = ("Group", upper_first(of), label, f"Times that of {first}")
    rows = [
        (
            upper_first(NAMES[each.group]),
            number(each.count),
            level_words(each.rate, 1) if each.enough else TOO_FEW,
            level_words(each.ratio, 2) if each.ratio_enough else ("1" if each is mine[0] else TOO_FEW),
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
    title = _drawn_title(comparison, most, drawn)
    names = [upper_first(phrase(regime)) for regime in found]
    series = {words: [found[regime][words] for regime in found] for words in INSTEAD_OF}
    rows = [
        (name, *(number(value, 1) for value in found[regime].values()))
        for regime, name in zip(found, names, strict=True)
    ]
    return Chart(
        title=title,
        subtitle=f"Times a year by what would have been done without diversion, mean of replicates. {when(comparison)}",
        mark=Bars(names, series, Axis("times a year"), stacked=True),
        table=Table(("Regime", *INSTEAD_OF), rows),
        alt=f"{title}. " + "; ".join(
            f"{name}: " + ", ".join(f"{words.lower()} {value}" for words, value in zip(INSTEAD_OF, values, strict=True))
            for name, *values in rows
        ),
        file=f"diversion-{comparison.plan.locality.name}-drawn-in",
        source=trust(comparison.plan),
        notes=[
            "Times that a disposal is replaced or somebody is drawn in; one person can be counted more than once. Where support "
            "stands beside a caution or a charge, nothing is replaced, and it is left out.",
            *_average_note(comparison, most),
        ],
    )  # fmt: skip


def _drawn_title(comparison: Comparison, regime: str, drawn: float) -> str:
    """How often the regime that draws in most does so, as far as that can be told."""
    if drawn < 0.5:
        return "Hardly anybody is drawn in who would have had no action"
    its = verdict(comparison.differences[regime, "widened_people"])
    if its is Verdict.TOO_FEW:
        return "Too early to say how often somebody is drawn in who would have had no action"
    if its not in RISES:
        return "We cannot tell whether any regime draws in people who would have had no action"
    probably = " probably" if its is Verdict.PROBABLY_HIGHER else ""
    return (
        f"{upper_first(phrase(regime))}{probably} draws somebody in {rounded(drawn)} times a year on average who would have had "
        "no action"
    )


def _average_note(comparison: Comparison, regime: str) -> list[str]:
    """Why the average of those drawn in is another figure than the middle of the draws, where it is."""
    pair = comparison.differences[regime, "widened_people"]
    apart = abs(pair.mean - pair.median)
    if comparison.band is Band.MEAN or not pair.n or apart < 0.5 or apart < 0.1 * abs(pair.mean):
        return []
    more, few = ("above", "very often") if pair.mean > pair.median else ("below", "hardly ever")
    return [
        f"The average for {phrase(regime)} ({number(pair.mean)}) is {more} the middle of the draws ({number(pair.median)}), "
        f"because in some draws people are drawn in {few}."
    ]
