"""Turns a sensitivity analysis into charts and tables for the page, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...experiments.sensitivity.answer import Answer, Target
from ...experiments.sensitivity.screening import Standing, standings
from ...experiments.sensitivity.shapes import LUCK, Distances, Effects, Moves, Share, Shares
from ...experiments.wording import (
    decimals_for,
    listed,
    lower_first,
    number,
    phrase,
    plain,
    rounded,
    scale_for,
    signed,
    upper_first,
)
from ..figures.bars import MOST
from ..view.echarts.sensitivity import Look, Mark, Row, scatter, tornado
from ..view.parts.shown import Chart, Table
from .comparison import place_and_years, unit_in

LOOKS: Final = {Standing.MATTERS: Look.MATTERS, Standing.UNCLEAR: Look.OPEN, Standing.SMALL: Look.SMALL}
SAID: Final = {
    Look.MATTERS: "matters",
    Look.OPEN: "cannot tell yet",
    Look.SMALL: "no sign that it matters",
    Look.LUCK: "what luck does",
}
STEADY: Final = 0.5  # of its size; an effect that varies by less goes one way, whatever the others are


def charts_of(answer: Answer, target: Target) -> list[Chart]:
    """The tornado of one difference that has indices; of a screening also how steady each effect is."""
    told = answer.told(target)
    match told:
        case Moves():
            return [_moved(answer, target, told)]
        case Effects():
            return [_screened(answer, target, told), _steadiness(answer, target, told)]
        case Shares():
            return [_shared(answer, target, told)]
        case Distances():
            return [_distant(answer, target, told)]


def looks_of(answer: Answer, target: Target) -> dict[str, Look]:
    """How each factor stands, by what it is called, the largest first."""
    analysis = answer.analyses[target]
    ranks = standings(analysis.method, analysis.indices)
    return {answer.labels[name]: LOOKS[standing] for name, standing in ranks.items()}


# --- rows, one kind for each shape -----------------------------------------------------------------------------------


def _screened(answer: Answer, target: Target, told: Effects) -> Chart:
    effects, luck = told.effects, told.luck
    scale, unit = _scaled(target, [effect.size for effect in effects])
    looks = looks_of(answer, target)
    ordered = sorted(effects, key=lambda effect: -effect.size)
    rows = []
    for effect in [*ordered, *([luck] if luck else [])]:
        look = looks.get(effect.name, Look.LUCK)
        size, low, high = _numbers(effect.size / scale, *(end / scale for end in effect.between))
        rows.append(
            Row(effect.name, f"{size} ({low} to {high}), {SAID[look]}", -effect.down / scale, effect.up / scale, look)
        )
    what = (
        f"how far {_about(target)} moves on average as each assumption goes from low to high: right is up, left is down"
    )
    return _chart(answer, target, rows, unit, what, bool(luck), None, f"change, {unit}")


def _moved(answer: Answer, target: Target, told: Moves) -> Chart:
    bars, base, band = told.bars, told.base, told.luck
    scale, unit = _scaled(target, [bar.reach(base) for bar in bars])
    looks = looks_of(answer, target)
    ordered = sorted(bars, key=lambda bar: -bar.reach(base))
    rows = [_move(bar.name, (bar.low - base) / scale, (bar.high - base) / scale, looks[bar.name]) for bar in ordered]
    rows.append(_move(LUCK, (band[0] - base) / scale, (band[1] - base) / scale, Look.LUCK))
    what = (
        f"how far {_about(target)} moves when one assumption alone is low or high, from {number(base / scale, 1)} with all "
        "as usual"
    )
    return _chart(answer, target, rows, unit, what, True, ("low", "high"), f"change, {unit}")


def _move(name: str, low: float, high: float, look: Look) -> Row:
    decimals = decimals_for((low, high), 1)
    if look is Look.LUCK:
        return Row(name, f"{signed(low, decimals)} to {signed(high, decimals)}, {SAID[look]}", low, high, look)
    return Row(name, f"low {signed(low, decimals)}, high {signed(high, decimals)}; {SAID[look]}", low, high, look)


def _shared(answer: Answer, target: Target, told: Shares) -> Chart:
    shares, luck = told.rows, told.luck
    looks = looks_of(answer, target)
    ordered = sorted(shares, key=lambda share: -share.most)
    rows = [_part(share, looks[share.name]) for share in ordered]
    rows += [_part(luck, Look.LUCK)] if luck else []
    what = f"the share each assumption has in how much {_about(target)} varies"
    return _chart(answer, target, rows, "%", what, bool(luck), ("alone", "with others"), "share of the variance, %")


def _part(share: Share, look: Look) -> Row:
    alone, whole = 100 * max(0.0, share.first), 100 * share.most
    low, high = share.total_interval or (share.most, share.most)
    words = f"{number(whole)}% ({number(100 * low)} to {number(100 * high)}%), {number(alone)}% alone; {SAID[look]}"
    return Row(LUCK if look is Look.LUCK else share.name, words, alone, whole, look)


def _distant(answer: Answer, target: Target, told: Distances) -> Chart:
    shares, level = told.rows, told.level
    looks = looks_of(answer, target)
    rows = [
        Row(share.name, f"{number(share.first, 2)}, {SAID[looks[share.name]]}", 0.0, share.first, looks[share.name])
        for share in sorted(shares, key=lambda share: -share.most)
    ]
    rows.append(Row("an assumption that does nothing", f"up to {number(level, 2)}", 0.0, level, Look.LUCK))
    what = f"how far knowing one assumption moves the spread of {_about(target)}, 0 (not at all) to 1"
    return _chart(answer, target, rows, "0 to 1", what, True, None, "distance, 0 to 1")


def _chart(
    answer: Answer,
    target: Target,
    rows: Sequence[Row],
    unit: str,
    what: str,
    luck: bool,
    ends: tuple[str, str] | None,
    axis: str,
) -> Chart:
    """The tornado of these rows, the largest first and luck, where there is such a row, at the end; few enough to read."""
    last = rows[-1:] if luck else []
    factors = rows[: len(rows) - len(last)]
    shown, rest = [*factors[:MOST], *last], factors[MOST:]
    title = answer.title(target)
    return Chart(
        title=title,
        subtitle=f"{upper_first(what)}. Unit: {unit}. {_where(answer)}",
        option=tornado(shown, axis, ends),
        table=table_of(answer, target, {row.name: row.words for row in rows}),
        alt=f"{title}. Bars, {unit}: {'; '.join(f'{row.name} {row.words}' for row in shown)}.",
        file=_file(answer, target, "hangs-on"),
        notes=[f"{len(rest)} more are not drawn, each with less; the table has all."] if rest else [],
    )


def _steadiness(answer: Answer, target: Target, told: Effects) -> Chart:
    """σ against μ*, in words."""
    spots, luck = told.spots, told.floor
    scale, unit = _scaled(target, [value for spot in spots for value in (spot.mu_star, spot.sigma)])
    looks = looks_of(answer, target)
    ordered = sorted(spots, key=lambda spot: -spot.mu_star)
    marks = [Mark(spot.name, spot.mu_star / scale, spot.sigma / scale, looks[spot.name]) for spot in ordered]
    if luck:
        marks.append(Mark(LUCK, luck[0] / scale, luck[1] / scale, Look.LUCK))
    title = _steady_title(marks)
    said = {mark.name: f"{rounded(mark.size)}, varies by {rounded(mark.spread)}; {SAID[mark.look]}" for mark in marks}
    return Chart(
        title=title,
        subtitle=(
            f"Average size of each effect on {_about(target)} (μ*), and how much that effect varies with the other assumptions "
            f"and luck (σ). Unit: {unit}. {_where(answer)}"
        ),
        option=scatter(marks, unit),
        table=table_of(answer, target, said),
        alt=f"{title}. Scatter, {unit}: {'; '.join(f'{name} {words}' for name, words in list(said.items())[:MOST])}.",
        file=_file(answer, target, "steadiness"),
        notes=[
            "Discs matter, diamonds are open, squares show no sign of mattering, the triangle is luck. On the solid line an "
            "effect varies as much as its own size, on the dashed line half as much. Below it goes one way whatever else holds; "
            "above, it depends on the rest, or on luck.",
        ],
    )


def _steady_title(marks: Sequence[Mark]) -> str:
    matter = [mark for mark in marks if mark.look is Look.MATTERS]
    steady = [mark for mark in matter if mark.spread <= STEADY * mark.size]
    if not matter:
        return "No effect is large enough to say how steady it is"
    if len(matter) == 1:
        return f"The effect of {matter[0].name} {'is steady' if steady else 'depends on the rest, or on luck'}"
    if not steady:
        return "Each effect that matters depends on the rest, or on luck"
    if len(steady) == len(matter):
        return f"All {len(matter)} effects that matter are steady, whatever else holds"
    return f"{len(matter) - len(steady)} of {len(matter)} effects that matter depend on the rest, or on luck"


# --- tables ----------------------------------------------------------------------------------------------------------


def table_of(answer: Answer, target: Target, said: Mapping[str, str]) -> Table:
    """Every factor, what was found and what it is; to take away, the tidy rows that the command line writes."""
    raw = tidy(answer, target)
    found = {answer.labels[factor.name]: factor for factor in answer.study.factors}
    rows = []
    for name, words in said.items():
        factor = found.get(name)
        about = (factor.text, _between(factor.span), factor.unit, factor.rating) if factor else ("", "", "", "")
        rows.append((name, words, *about))
    columns = ("Assumption", "What was found", "What it is", "Range", "Unit", "Evidence")
    return Table(columns, rows, list(raw[0]), [list(row.values()) for row in raw])


def _between(span: str) -> str:
    return span or "fixed elsewhere"


def tidy(answer: Answer, target: Target) -> list[dict[str, Any]]:
    """The rows about one target, as `diversion sensitivity --out FILE.csv` writes them."""
    same = (target.outcome, target.regime, target.reference)
    return [row for row in answer.rows() if (row["outcome"], row["regime"], row["reference"]) == same]


def explained(answer: Answer, target: Target, most: int = 4) -> list[str]:
    """What the assumptions are that matter most, in words, with what they were taken to be."""
    found = {answer.labels[factor.name]: factor for factor in answer.study.factors}
    names = [name for name, look in looks_of(answer, target).items() if look is Look.MATTERS][:most]
    lines = []
    for name in names:
        factor = found[name]
        usual = f"Usually {plain(factor.default)}, from {factor.span} ({factor.unit})"
        lines.append(f"{upper_first(name)}: {factor.text} {usual}; evidence: {factor.rating}.")
    return lines


def luck_line(answer: Answer, target: Target) -> str:
    """How much of the spread between runs is chance alone."""
    share = answer.analyses[target].chance_share
    if share is None:
        return "Luck was held fixed, so this holds for one history of it."
    low, high = (number(100 * end) for end in (share.low, share.high))
    return f"{number(100 * share.value)}% of the variance between runs is chance alone (95% interval {low} to {high}%)."


# --- words -----------------------------------------------------------------------------------------------------------


def _about(target: Target) -> str:
    what = lower_first(target.described.label)
    if not target.reference:
        return f"{what} under {phrase(target.regime)}"
    return f"the difference in {what} that {phrase(target.regime)} makes against {phrase(target.reference)}"


def _where(answer: Answer) -> str:
    return place_and_years(answer.study.plan)


def _scaled(target: Target, values: Sequence[float]) -> tuple[float, str]:
    scale, word = scale_for(values)
    return scale, unit_in(target.described.unit, word)


def _numbers(*values: float) -> list[str]:
    decimals = decimals_for(values, 1)
    return [number(value, decimals) for value in values]


def _file(answer: Answer, target: Target, what: str) -> str:
    parts = ("diversion", answer.study.plan.locality.name, target.outcome.replace("_", "-"), target.regime, what)
    return "-".join(parts)


def regimes_in_words(regimes: Sequence[str], reference: str) -> str:
    """The regimes an analysis compares."""
    others = [phrase(name) for name in regimes if name != reference]
    return f"{listed(others)} against {phrase(reference)}"
