"""Page one of a memo: the answer, what it costs and saves with police hours beside it, what changes, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ...model.ledger.outcomes import FIXED_IN_ADVANCE, outcome_of
from ...viz.charts.comparison import range_name
from ...viz.charts.quantiles import dots_of, quantile_chart
from ..answers import Comparison
from ..reports.comparison import trust
from ..statistics import ENOUGH_FOR_CLEAR, Band, Paired, Verdict, middle, verdict
from ..wording import decimals_for, number, phrase, rounded, upper_first
from .content import NOT_TOLD, Cell, Figure, Part, Points, Section, Table, Text, change, level, percent, span
from .kept import Basis
from .money import PURSE, UNIT, Money

OFFENCES: Final = "latent_offences"
HOURS: Final = ("freed_at_contact", "serious_hours", "cashable_hours")
FIRST: Final = (OFFENCES, "contacts_referred", "arrests", "widened_people")  # page one has hours and money beside them
PERCENT: Final = "%"
BESIDE: Final = 3  # regimes that have a column each; more have a row each


def answer_section(basis: Basis) -> Section:
    """The answer in three sentences, and which regime does more where two have programmes."""
    first, more = basis.answer.findings()[:3], basis.answer.findings()[3:]
    parts: list[Part] = [Text(sentence, strong=True) for sentence in first]
    if basis.support.weakly:
        parts.insert(0, Text(basis.support.line))
    if more:
        parts.append(Points(more))
    return Section(name="answer", title="The answer", parts=parts)


# --- money, and police hours beside it -------------------------------------------------------------------------------


def money_section(basis: Basis, money: Money) -> Section:
    """What it costs and saves: a sentence for each regime, and the figures behind it."""
    answer = basis.answer
    said = [Text(" ".join(money_sentences(answer, regime, money))) for regime in answer.others]
    parts: list[Part] = [*said, _money_table(answer, money)]
    return Section(name="money", title="What it costs and saves, and police hours", parts=parts)


def money_sentences(answer: Comparison, regime: str, money: Money) -> Iterator[str]:
    """Whether a regime leaves the purse better or worse off, and how likely; right either way round."""
    net = money.net(regime)
    who, other = upper_first(phrase(regime)), phrase(answer.plan.reference)
    said = verdict(net)
    if said is Verdict.NO_VALUE:
        yield f"Nothing is known of what {phrase(regime)} costs or saves beside {other}."
        return
    if said is Verdict.SAME:
        yield f"{who} costs {PURSE} exactly what {other} does."
        return
    if said in (Verdict.UNCLEAR, Verdict.TOO_FEW):
        few = f"With {net.n} draws we" if said is Verdict.TOO_FEW else "We"
        few = few.replace("1 draws", "1 draw") if net.n == 1 else few
        yield f"{few} cannot tell whether {phrase(regime)} leaves {PURSE} better or worse off than {other}{_width(net)}."
    else:
        maybe = "" if said in (Verdict.LOWER, Verdict.HIGHER) else "probably "
        way = "better" if said in (Verdict.HIGHER, Verdict.PROBABLY_HIGHER) else "worse"
        by = f"£{rounded(middle(net))}{money.per}"
        yield f"{who} {maybe}leaves {PURSE} {way} off than {other}, by about {by}{_width(net)}."
    yield from _chance(answer, regime, money)


def _chance(answer: Comparison, regime: str, money: Money) -> Iterator[str]:
    """How likely benefits exceed costs; what holds in no draw, or in each, is told so rather than as a certainty."""
    chance, draws = money.chance(regime), number(money.net(regime).n)
    whose = "its benefits" if len(answer.others) == 1 else f"the benefits of {phrase(regime)}"
    if chance in (0.0, 1.0):
        some = f"In each of {draws} draws" if chance else f"In none of {draws} draws do"
        yield f"{some} {whose} exceed its costs."
    elif chance == chance:
        yield f"The chance that {whose} exceed its costs is {100 * chance:.0f}%, a share of draws."
    elif answer.plan.fixed_parameters:
        yield "Parameters were fixed, so there is no chance to give that benefits exceed costs."


def _width(net: Paired) -> str:
    """The range of a net benefit in words; nothing where there is none."""
    if net.low != net.low:
        return ""
    few = " so far" if verdict(net) is Verdict.TOO_FEW else ""
    band = "luck alone" if net.band is Band.MEAN else f"range{few}"
    return f" ({band}: {_pounds(net.low)} to {_pounds(net.high)})"


def _pounds(value: float) -> str:
    if not value:
        return "£0"
    return f"£{rounded(value)} {'better' if value > 0 else 'worse'}"


def _money_table(answer: Comparison, money: Money) -> Table:
    rows = {
        f"Saved by all others: police, courts, probation, prison, health and others, {UNIT}": money.saved,
        f"Change in what programmes cost, {UNIT}": money.costs,
        f"Net benefit, {UNIT}": money.net,
    }
    made: list[tuple[str, list[Cell]]] = [
        (label, [cell(find(regime), 0) for regime in answer.others]) for label, find in rows.items()
    ]
    made.append(("Chance that benefits exceed costs", [percent(money.chance(regime)) for regime in answer.others]))
    made += [(_label(name), _changes(answer, name)) for name in HOURS]
    return by_regime(
        answer,
        Table(
            name="Benefits and costs",
            title=f"Benefits, costs and police hours: change from {phrase(answer.plan.reference)}",
            columns=("What", *answer.others),
            rows=[[label, *cells] for label, cells in made],
            note=f"{money.note} {read(answer)}",
        ),
    )


def money_by_regime(answer: Comparison, money: Money) -> Table:
    """The same in short: a row for each regime."""
    freed = outcome_of("freed_at_contact")
    rows: list[list[Cell]] = [
        [
            upper_first(phrase(regime)),
            cell(money.net(regime), 0),
            percent(money.chance(regime)),
            cell(answer.differences[regime, freed.name], freed.decimals),
        ]
        for regime in answer.others
    ]
    return Table(
        name="Net benefit",
        title=f"Net benefit and police hours by regime: change from {phrase(answer.plan.reference)}",
        columns=("Regime", f"Net benefit, {UNIT}", "Chance that benefits exceed costs", "Officer hours freed, a year"),
        rows=rows,
        note=read(answer),
    )


def _changes(answer: Comparison, name: str) -> list[Cell]:
    return [cell(answer.differences[regime, name], outcome_of(name).decimals) for regime in answer.others]


def _label(name: str) -> str:
    return f"{outcome_of(name).label}, {outcome_of(name).unit}"


def cell(pair: Paired, usual: int) -> Cell:
    """A change with its range in one cell."""
    if not pair.n:
        return NOT_TOLD
    values = (middle(pair), pair.low, pair.high)
    return span(*values, decimals_for(values, usual))


def by_regime(answer: Comparison, table: Table, before: int = 1) -> Table:
    """The same table with a column for each regime where there is room, else with a row for each of them.

    Its last columns are the regimes, `before` others stand before them.
    """
    names = [upper_first(phrase(regime)) for regime in answer.others]
    if len(names) <= BESIDE:
        return replace(table, columns=(*table.columns[:before], *names))
    rows = [
        [row[0], name, *row[1:before], row[before + n]] for row in table.rows for n, name in enumerate(names)
    ]  # fmt: skip
    heads = (table.columns[0], "Regime", *table.columns[1:before], "Change and its range")
    return replace(table, columns=heads, rows=rows)


# --- what changes ----------------------------------------------------------------------------------------------------


def differences_section(basis: Basis) -> Section:
    """The picture of paired differences in offences, and the headline outcomes in figures."""
    answer = basis.answer
    parts: list[Part] = []
    if chart := quantile_chart(answer, OFFENCES):
        parts += [Figure(name="dots", title=chart.title, alt=chart.alt, chart=chart)]
    parts.append(_headlines(answer))
    return Section(name="differences", title="What changes", parts=parts)


def _headlines(answer: Comparison) -> Table:
    """The headline outcomes, each change with its range in one cell."""
    reference = phrase(answer.plan.reference)
    table = Table(
        name="What changes",
        title=f"The headline outcomes: change from {reference}",
        columns=("What", f"With {reference}, mean", *answer.others),
        rows=[[_label(name), _usual(answer, name), *_changes(answer, name)] for name in FIRST],
    )
    return by_regime(answer, table, before=2)


def _usual(answer: Comparison, name: str) -> Cell:
    first = answer.levels[answer.plan.reference, name]
    return level(first.mean, outcome_of(name).decimals) if first.n else NOT_TOLD


def outcome_table(answer: Comparison, name: str, title: str, outcomes: Sequence[str]) -> Table:
    """Some outcomes under every regime, each as its change from the reference."""
    reference = phrase(answer.plan.reference)
    return Table(
        name=name,
        title=f"{title}: change from {reference}",
        columns=("What", "Regime", f"With {reference}, mean", *ends(answer), "Draws in which it is lower"),
        rows=[_outcome(answer, each, regime) for each in outcomes for regime in answer.others],
        note=f"Changes of a {PERCENT} are in percentage points. {read(answer)}",
    )


def _outcome(answer: Comparison, name: str, regime: str) -> list[Cell]:
    outcome, pair = outcome_of(name), answer.differences[regime, name]
    usual = _usual(answer, name)
    return [_label(name), upper_first(phrase(regime)), usual, *cells(pair, outcome.decimals), percent(pair.share_lower)]


def dots_table(answer: Comparison) -> Table | None:
    """The numbers behind the picture of dots."""
    found = dots_of(answer, OFFENCES)
    if not found:
        return None
    most = max(map(len, found.values()))
    columns = [
        [change(value, outcome_of(OFFENCES).decimals) for value in values] + [NOT_TOLD] * (most - len(values))
        for values in found.values()
    ]
    return Table(
        name="Dots",
        title="The dots of the picture: equally likely changes in offences a year, lowest first",
        columns=("Dot", *(upper_first(phrase(regime)) for regime in found)),
        rows=[[level(n + 1.0), *row] for n, row in enumerate(zip(*columns, strict=True))],
        note=f"How many dots of {number(most)} lie on either side of no change is told in the picture.",
    )


def sides_table(answer: Comparison) -> Table | None:
    """How many of the dots lie below no change, at it and above it."""
    found = dots_of(answer, OFFENCES)
    if not found:
        return None
    return Table(
        name="Sides",
        title="How many of the dots lie below no change, at it and above it",
        columns=("Regime", "Below", "At no change", "Above", "Dots"),
        rows=[[upper_first(phrase(regime)), *_sides(values)] for regime, values in found.items()],
    )


def _sides(values: Sequence[float]) -> list[Cell]:
    below, above = sum(value < 0 for value in values), sum(value > 0 for value in values)
    return [level(count) for count in (below, len(values) - below - above, above, len(values))]


# --- how far to trust it ---------------------------------------------------------------------------------------------


def trust_section(basis: Basis) -> Section:
    """What the model reproduces and what its parameters rest on, before anybody reads further."""
    lines = [] if basis.support.weakly else [upper_first(basis.support.line)]
    lines += [line for line in trust(basis.answer) if line not in (upper_first(basis.answer.support.line), *lines)]
    return Section(name="trust", title="How far to trust it", parts=[Points(lines)])


# --- cells and how to read them --------------------------------------------------------------------------------------


def ends(answer: Comparison) -> tuple[str, str, str]:
    """What columns of a change are headed."""
    middle_ = "Mean" if answer.band is Band.MEAN else "Middle"
    told = "luck alone" if answer.band is Band.MEAN else range_name(answer)
    return middle_, f"Low end, {told}", f"High end, {told}"


def cells(pair: Paired, usual: int) -> list[Cell]:
    """A change and its ends, as exact as it takes."""
    if not pair.n:
        return [NOT_TOLD] * 3
    values = (middle(pair), pair.low, pair.high)
    decimals = decimals_for(values, usual)
    return [change(value, decimals) for value in values]


def read(answer: Comparison) -> str:
    """How to read a change and its range."""
    few = answer.plan.draws < ENOUGH_FOR_CLEAR
    if answer.band is Band.MEAN:
        return "The range is the 95% interval of the mean: luck alone, since parameters were fixed."
    return f"The range is the central 95% of draws{', of which there are few' if few else ''}."


def fixed_in_advance(answer: Comparison) -> Table:
    """Every outcome that was fixed in advance."""
    return outcome_table(answer, "Fixed in advance", "Every outcome that was fixed in advance", FIXED_IN_ADVANCE)
