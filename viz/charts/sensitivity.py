"""Turns a sensitivity analysis into charts, in words that need no statistics: the same for a page and for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from ...experiments.sensitivity import Answer, Standing, Target, standings
from ...experiments.sensitivity.shapes import LUCK, Bar, Distances, Effect, Effects, Moves, Parts, Share, Shares
from ...experiments.wording import (
    decimals_for,
    lower_first,
    number,
    phrase,
    rounded,
    scale_for,
    signed,
    upper_first,
)
from .chart import Chart, Ends, Scatter, Sheet, Spot, Swing, Tornado
from .comparison import place_and_years, trust, unit_in
from .factors import table_of
from .style import Look

LOOKS: Final = {Standing.MATTERS: Look.MATTERS, Standing.UNCLEAR: Look.OPEN, Standing.SMALL: Look.SMALL}
SAID: Final = {
    Look.MATTERS: "matters",
    Look.OPEN: "cannot tell yet",
    Look.SMALL: "no sign that it matters",
    Look.LUCK: "what luck does",
}
MOST: Final = 15  # assumptions that are drawn; more would be a table
STEADY: Final = 0.5  # of its size; an effect that varies by less goes one way, whatever the others are
GUIDES: Final = ((1.0, "depends on the rest above"), (STEADY, "goes one way below"))
READING: Final = (
    "Discs matter, diamonds are open, squares show no sign of mattering, the triangle is luck. On the solid line an effect "
    "varies as much as its own size, on the dashed line half as much. Below it goes one way whatever else holds; above, it "
    "depends on the rest, or on luck."
)

TOGETHER: Final = (
    "A group of assumptions has no place here: its members move different ways, so its effect has no direction."
)


class Row(Protocol):
    """What was found about one factor, in any shape."""

    @property
    def name(self) -> str:
        """What the factor is called."""


Found = TypeVar("Found", bound=Row)


def sheet(answer: Answer, target: Target) -> Sheet:
    """The charts of one difference in one picture."""
    return Sheet(
        title=f"What the answer hangs on in {answer.study.plan.locality.title}",
        subtitle=target.title,
        charts=charts_of(answer, target),
    )


def charts_of(answer: Answer, target: Target) -> list[Chart]:
    """The tornado of one difference that has indices; of a screening also how steady each effect is."""
    told = answer.told(target)
    match told:
        case Moves():
            return [_moved(answer, target, told)]
        case Effects():
            steadiness = [_steadiness(answer, target, told)] if told.spots else []
            return [_screened(answer, target, told), *steadiness]
        case Shares():
            return [_shared(answer, target, told)]
        case Parts():
            return [_parted(answer, target, told)]
        case Distances():
            return [_distant(answer, target, told)]


def looks_of(answer: Answer, target: Target) -> dict[str, Look]:
    """How each factor stands, by what it is called, the largest first."""
    analysis = answer.analyses[target]
    ranks = standings(analysis.method, analysis.indices)
    return {answer.labels[name]: LOOKS[standing] for name, standing in ranks.items()}


def _ranked(answer: Answer, target: Target, rows: Sequence[Found]) -> list[tuple[Found, Look]]:
    """What was found about each factor and how it stands, the largest first."""
    named = {row.name: row for row in rows}
    return [(named[name], look) for name, look in looks_of(answer, target).items() if name in named]


# --- rows, one kind for each shape -----------------------------------------------------------------------------------


def _screened(answer: Answer, target: Target, told: Effects) -> Chart:
    """How far each factor moves the answer down and up: the two add up to the average size of its effect (μ*)."""
    ranked = _ranked(answer, target, told.effects)
    scale, unit = _scaled(target, [effect.size for effect, _ in ranked])
    rows = [_effect(effect, scale, look) for effect, look in ranked]
    rows += [_effect(told.luck, scale, Look.LUCK)] if told.luck else []
    what = (
        f"how far {_about(target)} moves on average as each assumption goes from low to high: right is up, left is down"
    )
    return _chart(answer, target, Tornado(rows, f"change, {unit}"), unit, what)


def _effect(effect: Effect, scale: float, look: Look) -> Swing:
    size, low, high = _numbers(*(value / scale for value in (effect.size, *effect.between)))
    words = f"{size} ({low} to {high}), {SAID[look]}"
    return Swing(effect.name, words, -effect.down / scale, effect.up / scale, look)


def _moved(answer: Answer, target: Target, told: Moves) -> Chart:
    """Where each factor alone takes the answer, from where it is with all as usual."""
    ranked = _ranked(answer, target, told.bars)
    scale, unit = _scaled(target, [end - told.base for bar, _ in ranked for end in (bar.low, bar.high)])
    rows = [_move(bar, told.base, scale, look) for bar, look in ranked]
    low, high = ((end - told.base) / scale for end in told.luck)
    first, second = (signed(value, decimals_for((low, high), 1)) for value in (low, high))
    rows.append(Swing(LUCK, f"{first} to {second}, {SAID[Look.LUCK]}", low, high, Look.LUCK))
    what = (
        f"how far {_about(target)} moves when one assumption alone is low or high, from {number(told.base / scale, 1)} with "
        "all as usual"
    )
    return _chart(answer, target, Tornado(rows, f"change, {unit}", ("low", "high")), unit, what)


def _move(bar: Bar, base: float, scale: float, look: Look) -> Swing:
    low, high = ((end - base) / scale for end in (bar.low, bar.high))
    first, second = (signed(value, decimals_for((low, high), 1)) for value in (low, high))
    words = f"low ({bar.low_label}) {first}, high ({bar.high_label}) {second}; {SAID[look]}"
    ranges = [_shifted(each, base, scale) for each in (bar.low_interval, bar.high_interval)]
    return Swing(bar.name, words, low, high, look, ranges)


def _shifted(interval: Ends | None, base: float, scale: float) -> Ends | None:
    return None if interval is None else ((interval[0] - base) / scale, (interval[1] - base) / scale)


def _shared(answer: Answer, target: Target, told: Shares) -> Chart:
    """Each factor's share of the variance on its own and with the others, and that of chance."""
    rows = [_part(share, look) for share, look in _ranked(answer, target, told.rows)]
    rows += [_part(told.luck, Look.LUCK)] if told.luck else []
    what = f"the share each assumption has in how much {_about(target)} varies"
    mark = Tornado(rows, "share of the variance, %", ("alone", "with others"))
    return _chart(answer, target, mark, "%", what)


def _part(share: Share, look: Look) -> Swing:
    alone, whole = 100 * max(0.0, share.first), 100 * share.most
    low, high = share.total_interval or (share.most, share.most)
    words = f"{number(whole)}% ({number(100 * low)} to {number(100 * high)}%), {number(alone)}% alone; {SAID[look]}"
    ranges = [_shifted(each, 0.0, 0.01) for each in (share.first_interval, share.total_interval)]
    return Swing(share.name, words, alone, whole, look, ranges)


def _parted(answer: Answer, target: Target, told: Parts) -> Chart:
    """Each factor's part of the variance, and that of chance: the bars add up to all of it."""
    rows = [_of_whole(share, look) for share, look in _ranked(answer, target, told.rows)]
    rows += [_of_whole(told.luck, Look.LUCK)] if told.luck else []
    whole = "all assumptions and luck" if told.luck else "all assumptions"
    what = f"the part each assumption has in how much {_about(target)} varies; {whole} are 100%"
    return _chart(answer, target, Tornado(rows, "part of the variance, %"), "%", what)


def _of_whole(share: Share, look: Look) -> Swing:
    low, high = share.first_interval or (share.first, share.first)
    words = f"{number(100 * share.first)}% ({number(100 * low)} to {number(100 * high)}%), {SAID[look]}"
    return Swing(share.name, words, 0.0, 100 * share.first, look, (None, (100 * low, 100 * high)))


def _distant(answer: Answer, target: Target, told: Distances) -> Chart:
    """How far knowing each factor moves the distribution, and how far one that does nothing may seem to."""
    rows = [_distance(share, look) for share, look in _ranked(answer, target, told.rows)]
    rows.append(Swing("an assumption that does nothing", f"up to {number(told.level, 2)}", 0.0, told.level, Look.LUCK))
    what = f"how far knowing one assumption moves the spread of {_about(target)}, 0 (not at all) to 1"
    return _chart(answer, target, Tornado(rows, "distance, 0 to 1"), "0 to 1", what)


def _distance(share: Share, look: Look) -> Swing:
    words = f"{number(share.first, 2)}, {SAID[look]}"
    return Swing(share.name, words, 0.0, share.first, look, (None, share.first_interval))


def _chart(answer: Answer, target: Target, mark: Tornado, unit: str, what: str) -> Chart:
    """The tornado of these rows, luck, where there is such a row, at the end; few enough to read."""
    last = [row for row in mark.rows if row.look is Look.LUCK]
    factors = [row for row in mark.rows if row.look is not Look.LUCK]
    shown, rest = [*factors[:MOST], *last], factors[MOST:]
    title = answer.title(target)
    return Chart(
        title=title,
        subtitle=f"{upper_first(what)}. Unit: {unit}. {_where(answer, target)}",
        mark=replace(mark, rows=shown),
        table=table_of(answer, target, {row.name: row.words for row in mark.rows}),
        alt=f"{title}. Bars, {unit}: {'; '.join(f'{row.name} {row.words}' for row in shown)}.",
        file=_file(answer, target, "hangs-on"),
        source=trust(answer.study.plan),
        notes=[f"{len(rest)} more are not drawn, each with less; the table has all."] if rest else [],
    )


# --- how steady each effect is ---------------------------------------------------------------------------------------


def _steadiness(answer: Answer, target: Target, told: Effects) -> Chart:
    """Morris's σ against μ*, in words."""
    ranked = _ranked(answer, target, told.spots)
    scale, unit = _scaled(target, [value for spot, _ in ranked for value in (spot.mu_star, spot.sigma)])
    spots = [Spot(spot.name, spot.mu_star / scale, spot.sigma / scale, look) for spot, look in ranked]
    spots += [Spot(LUCK, told.floor[0] / scale, told.floor[1] / scale, Look.LUCK)] if told.floor else []
    title = _steady_title(spots)
    said = {spot.name: f"{rounded(spot.size)}, varies by {rounded(spot.spread)}; {SAID[spot.look]}" for spot in spots}
    return Chart(
        title=title,
        subtitle=(
            f"Average size of each effect on {_about(target)} (μ*), and how much that effect varies with the other assumptions "
            f"and luck (σ). Unit: {unit}. {_where(answer, target)}"
        ),
        mark=Scatter(spots, f"average size of the effect, {unit}", "how much the effect varies", GUIDES),
        table=table_of(answer, target, said),
        alt=f"{title}. Scatter, {unit}: {'; '.join(f'{name} {words}' for name, words in list(said.items())[:MOST])}.",
        file=_file(answer, target, "steadiness"),
        source=trust(answer.study.plan),
        notes=[READING, *([TOGETHER] if answer.study.groups else [])],
    )


def _steady_title(spots: Sequence[Spot]) -> str:
    matter = [spot for spot in spots if spot.look is Look.MATTERS]
    steady = [spot for spot in matter if spot.spread <= STEADY * spot.size]
    if not matter:
        return "No effect is large enough to say how steady it is"
    if len(matter) == 1:
        return f"The effect of {matter[0].name} {'is steady' if steady else 'depends on the rest, or on luck'}"
    if not steady:
        return "Each effect that matters depends on the rest, or on luck"
    if len(steady) == len(matter):
        return f"All {len(matter)} effects that matter are steady, whatever else holds"
    return f"{len(matter) - len(steady)} of {len(matter)} effects that matter depend on the rest, or on luck"


# --- words -----------------------------------------------------------------------------------------------------------


def _about(target: Target) -> str:
    what = lower_first(target.described.label)
    if not target.reference:
        return f"{what} under {phrase(target.regime)}"
    return f"the difference in {what} that {phrase(target.regime)} makes against {phrase(target.reference)}"


def _where(answer: Answer, target: Target) -> str:
    where = place_and_years(answer.study.plan)
    return where if answer.analyses[target].converged else f"{where}. Not converged: more runs would help"


def _scaled(target: Target, values: Sequence[float]) -> tuple[float, str]:
    scale, word = scale_for(values)
    return scale, unit_in(target.described.unit, word)


def _numbers(*values: float) -> list[str]:
    decimals = decimals_for(values, 1)
    return [number(value, decimals) for value in values]


def _file(answer: Answer, target: Target, what: str) -> str:
    parts = ("diversion", answer.study.plan.locality.name, target.outcome.replace("_", "-"), target.regime, what)
    return "-".join(parts)
