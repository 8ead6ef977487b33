"""Page one of a memo: the answer, what it costs and saves with police hours beside it, what changes, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ...model.ledger.outcomes import FIXED_IN_ADVANCE, HEADLINES, outcome_of
from ...viz.charts.comparison import range_name
from ...viz.charts.quantiles import dots_of, quantile_chart
from ..answers import Comparison
from ..reports.comparison import trust
from ..statistics import ENOUGH_FOR_CLEAR, Band, Paired, Verdict, middle, verdict
from ..wording import decimals_for, number, phrase, rounded, upper_first
from .content import NOT_TOLD, Cell, Figure, Part, Points, Section, Table, Text, change, level, percent
from .kept import Basis
from .money import NOTE, UNIT, WHOSE, Money

OFFENCES: Final = "latent_offences"
HOURS: Final = ("freed_at_contact", "serious_hours", "cashable_hours")
PERCENT: Final = "%"


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
    sentences = [said for regime in answer.others for said in money_sentences(answer, regime, money)]
    parts: list[Part] = [*map(Text, sentences), _money_table(answer, money)]
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
        yield f"{who} costs {WHOSE} exactly what {other} does."
        return
    if said in (Verdict.UNCLEAR, Verdict.TOO_FEW):
        few = f"With {net.n} draws we" if said is Verdict.TOO_FEW else "We"
        few = few.replace("1 draws", "1 draw") if net.n == 1 else few
        yield f"{few} cannot tell whether {phrase(regime)} leaves {WHOSE} better or worse off than {other}{_width(net)}."
    else:
        maybe = "" if said in (Verdict.LOWER, Verdict.HIGHER) else "probably "
        way = "better" if said in (Verdict.HIGHER, Verdict.PROBABLY_HIGHER) else "worse"
        by = f"£{rounded(middle(net))} a year"
        yield f"{who} {maybe}leaves {WHOSE} {way} off than {other}, by about {by}{_width(net)}."
    yield from _chance(answer, regime, money)


def _chance(answer: Comparison, regime: str, money: Money) -> Iterator[str]:
    chance = money.chance(regime)
    if chance == chance:
        yield f"The chance that its benefits exceed its costs is {100 * chance:.0f}%, a share of draws." if len(answer.others) == 1 else (
            f"The chance that the benefits of {phrase(regime)} exceed its costs is {100 * chance:.0f}%, a share of draws."
        )
    elif answer.plan.fixed_parameters:
        yield "Parameters were fixed, so there is no chance to give that benefits exceed costs."


def _width(net: Paired) -> str:
    """The range of a net benefit in words; nothing where there is none."""
    if net.low != net.low:
        return ""
    band = "luck alone" if net.band is Band.MEAN else "range"
    return f" ({band}: {_pounds(net.low)} to {_pounds(net.high)})"


def _pounds(value: float) -> str:
    if not value:
        return "£0"
    return f"£{rounded(value)} {'better' if value > 0 else 'worse'}"


def _money_table(answer: Comparison, money: Money) -> Table:
    rows = [row for regime in answer.others for row in _money_rows(answer, regime, money)]
    return Table(
        name="Benefits and costs",
        title=f"Benefits, costs and police hours a year: change from {phrase(answer.plan.reference)}",
        columns=("What", "Regime", *ends(answer)),
        rows=rows,
        note=f"{NOTE} {read(answer)}",
    )


def _money_rows(answer: Comparison, regime: str, money: Money) -> Iterator[list[Cell]]:
    who = upper_first(phrase(regime))
    told = {
        f"Saved by all others: police, courts, prison, ordinary services, {UNIT}": money.saved(regime),
        f"Change in what programmes cost, {UNIT}": money.costs(regime),
        f"Net benefit, {UNIT}": money.net(regime),
    }
    for label, pair in told.items():
        yield [label, who, *cells(pair, 0)]
    yield ["Chance that benefits exceed costs", who, percent(money.chance(regime)), NOT_TOLD, NOT_TOLD]
    for name in HOURS:
        outcome = outcome_of(name)
        yield [f"{outcome.label}, {outcome.unit}", who, *cells(answer.differences[regime, name], outcome.decimals)]


# --- what changes ----------------------------------------------------------------------------------------------------


def differences_section(basis: Basis) -> Section:
    """The picture of paired differences in offences, and the headline outcomes in figures."""
    answer = basis.answer
    parts: list[Part] = []
    if chart := quantile_chart(answer, OFFENCES):
        parts += [Figure(name="dots", title=chart.title, alt=chart.alt, chart=chart)]
    parts.append(outcome_table(answer, "What changes", "The headline outcomes", HEADLINES))
    return Section(name="differences", title="What changes", parts=parts)


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
    first = answer.levels[answer.plan.reference, name]
    usual = level(first.mean, outcome.decimals) if first.n else NOT_TOLD
    label = f"{outcome.label}, {outcome.unit}"
    return [label, upper_first(phrase(regime)), usual, *cells(pair, outcome.decimals), percent(pair.share_lower)]


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
