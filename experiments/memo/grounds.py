"""What stands behind an answer: evidence for each effect, what the model reproduces, what was changed, assumptions, limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...scenarios.errors import visible
from ...scenarios.evidence import Belief, belief, beliefs
from ...scenarios.parameters import Parameter
from ...scenarios.schema import Programme
from ...viz.charts.quantiles import DOTS
from ..answers import Comparison
from ..answers.grounds import grounds_of
from ..answers.limits import LIMITS
from ..answers.support import Support
from ..plans import UNCHANGED, Plan, differing
from ..plans.changes import word
from ..statistics import CONFIDENCE, ENOUGH_DRAWS, ENOUGH_FOR_CLEAR, ENOUGH_FOR_MEAN, ENOUGH_PEOPLE
from ..told import told
from ..validation import Recorded, recorded, standings
from ..wording import listed, phrase, plain, upper_first
from .content import NOT_TOLD, Cell, Code, Part, Points, Section, Span, Table, Text, level
from .hangs import ONE_IN, luck_reaches
from .kept import Basis

MOST_FAILED: Final = 20
NO_TRIAL: Final = "no trial that was replayed"
WITH_IT: Final = (
    "Below 1 there is less offending with the programme than without it; the range is that from the 5th to the 95th "
    "percentile."
)


def evidence_section(basis: Basis) -> Section:
    """What is believed of each programme, and what that rests on."""
    plan, trusted = basis.answer.plan, basis.support
    rows = [_effect(plan, regime, each) for regime in plan.doors for each in _programmes(plan, regime)]
    lines = [trusted.evidence, *trusted.posterior]
    parts: list[Part] = [Points(lines)]
    if rows:
        parts.append(
            Table(
                name="Evidence",
                title="What is believed of each programme: what is left of offending with it, and what that rests on",
                columns=("Programme", "Regime", "Believed", "Rests on", "Rating", "Could be tested by"),
                rows=rows,
                note=WITH_IT,
            )
        )
    else:
        parts.append(Text("No regime here has a programme of its own."))
    return Section(name="evidence", title="The evidence behind each effect", parts=parts)


def _programmes(plan: Plan, regime: str) -> list[Programme]:
    known = {each.name: each for each in plan.catalogue.programmes}
    return [known[name] for name in dict.fromkeys(route.programme for route in plan.doors[regime])]


def _effect(plan: Plan, regime: str, programme: Programme) -> list[Cell]:
    about = belief(programme.belief) if programme.belief in beliefs() else None
    figure = plan.parameters.get(programme.effect) if isinstance(programme.effect, str) else None
    rating = figure.rating if figure else NOT_TOLD
    who = upper_first(phrase(regime))
    return [
        programme.title,
        who,
        _believed(figure) if figure else NOT_TOLD,
        grounds_of(programme),
        rating,
        _tests(about),
    ]


def _tests(about: Belief | None) -> str:
    """Which replayed trials could prove a belief wrong, and whether the model agrees with them."""
    found = recorded()
    if about is None or found is None or not about.tested_by:
        return NO_TRIAL
    trials = standings(found.trials)
    names = [trials[name] for name in about.tested_by if name in trials]
    return "; ".join(f"{each.title}: {'agrees' if each.met else 'does not agree'}" for each in names) or NO_TRIAL


def _believed(figure: Parameter) -> Cell:
    """The middle of what is believed, and its 5th and 95th percentile."""
    ends = figure.default, figure.low, figure.high
    middle, low, high = map(plain, ends)
    return Span(*ends, f"{middle} ({low} to {high})")


# --- what the model reproduces ---------------------------------------------------------------------------------------


def reproduces_section(basis: Basis) -> Section:
    """How much of what was published the model reproduces."""
    trusted, found = basis.support, recorded()
    parts: list[Part] = [Text(upper_first(trusted.line))]
    if trusted.made:
        parts.append(_support(trusted))
    if found is not None and (missed := _missed(found)):
        parts.append(missed)
    return Section(name="reproduces", title="What the model reproduces", parts=parts)


def _support(trusted: Support) -> Table:
    shares = {
        "Published patterns, all": trusted.patterns,
        "Published patterns held back from fitting": trusted.held_back,
        "Trials that no belief rests on": trusted.trials,
        "Trials that beliefs rest on": trusted.checks,
    }
    return Table(
        name="Support",
        title=f"What was published and what of it the model reproduces; recorded on {trusted.made}",
        columns=("What", "Reproduced", "Of"),
        rows=[[what, level(share.met), level(share.of)] for what, share in shares.items()],
    )


def _missed(found: Recorded) -> Table | None:
    """The patterns that nothing was fitted to and that the model misses: where not to trust it."""
    rows: list[list[Cell]] = [
        [each.title, each.cause or NOT_TOLD]
        for each in found.patterns
        if each.use == "held-back" and each.verdict == "missed"
    ]
    if not rows:
        return None
    return Table(
        name="Missed",
        title="Patterns that nothing was fitted to and that the model misses",
        columns=("Pattern", "Put down to"),
        rows=rows,
    )


# --- what was changed, what is assumed -------------------------------------------------------------------------------


def changed_section(basis: Basis) -> Section:
    """What somebody changed from the usual figures."""
    plan = basis.answer.plan
    found = differing(plan)
    parts: list[Part] = [Points(found.header or [UNCHANGED])]
    if found.changes:
        rows: list[list[Cell]] = [
            [each.name, word(each.value), each.unit or NOT_TOLD, each.usual] for each in found.changes
        ]
        parts.append(
            Table(
                name="Changed",
                title="What was changed from the usual figures",
                columns=("What", "Here", "Unit", "Otherwise"),
                rows=rows,
            )
        )
    return Section(name="changed", title="What you changed", parts=parts)


def assumptions_section(basis: Basis) -> Section:
    """Every uncertain parameter that decides something here."""
    plan = basis.answer.plan
    told_first = f"{len(plan.not_known)} uncertain parameters decide something here, each with its range and source in the table."
    parts: list[Part] = [Points([told_first, *basis.support.cautions])]
    if plan.not_known:
        parts.append(
            Table(
                name="Assumptions",
                title=f"The {len(plan.not_known)} uncertain parameters that decide something here",
                columns=("Assumption", "What it says", "Believed", "Unit", "Rating", "Source"),
                rows=[_assumed(each) for each in plan.not_known],
                note=f"Believed: the middle, and the range from the 5th to the 95th percentile. {_how(plan)}",
            )
        )
    return Section(name="assumptions", title="Assumptions", parts=parts)


def _assumed(each: Parameter) -> list[Cell]:
    return [each.name, each.text, _believed(each), each.unit, each.rating, each.source]


def _how(plan: Plan) -> str:
    """What becomes of the uncertain parameters here."""
    if plan.fixed_parameters:
        return "Here each is fixed at its middle."
    joint = [each.name for each in plan.from_posterior]
    rest = f" {listed(joint)} come from the posterior." if joint else ""
    return f"Here each is drawn anew in every draw, the same for all regimes.{rest}"


def limits_section() -> Section:
    """What no answer of the model can say."""
    parts: list[Part] = [
        Text("Diversion is a model: people in a computer, not people. It cannot tell you:"),
        Points(LIMITS),
    ]
    return Section(name="limits", title="What this cannot tell you", parts=parts)


# --- how to make it again --------------------------------------------------------------------------------------------


def again_section(basis: Basis) -> Section:
    """Seed, version, date, and the commands that make the memo and the numbers again."""
    facts = Table(
        name="About",
        title="About this comparison",
        columns=("What", "Here"),
        rows=[list(row) for row in _facts(basis)],
    )
    parts: list[Part] = [facts, _reading(basis.answer), *_failed(basis.answer), Code(commands(basis.answer))]
    return Section(name="again", title="How to make this again", parts=parts)


def _reading(answer: Comparison) -> Table:
    """The fixed numbers of how things are told."""
    rows: list[list[Cell]] = [
        ["A range of changes holds so many % of draws", level(100 * CONFIDENCE)],
        ["Percentile at the low end of what is believed", level(5)],
        ["Percentile at the high end of what is believed", level(95)],
        ["Dots in a picture of equally likely changes, at most", level(DOTS)],
        ["Draws below which nothing is said", level(ENOUGH_DRAWS)],
        ["Draws below which ranges are rough", level(ENOUGH_FOR_CLEAR)],
        ["Replicates with fixed parameters below which nothing is said", level(ENOUGH_FOR_MEAN)],
        ["A rate that rests on fewer is not shown", level(ENOUGH_PEOPLE)],
        ["Luck alone names an assumption in one of so many comparisons", level(ONE_IN)],
    ]
    if answer.plan.drawn and answer.plan.draws >= ENOUGH_DRAWS:
        reaches = luck_reaches(len(answer.plan.drawn), answer.plan.draws)
        rows.append(["Rank correlation that luck alone gives then", level(reaches, 2)])
    return Table(
        name="How to read it", title="The rules by which numbers are told", columns=("What", "Here"), rows=rows
    )


def _failed(answer: Comparison) -> list[Table]:
    """The runs that failed, and why."""
    rows: list[list[Cell]] = [
        [run.regime, level(run.replicate), visible(run.error.splitlines()[-1])]
        for run in answer.failures()[:MOST_FAILED]
    ]
    title = "Runs that failed and are left out" + (f": the first {MOST_FAILED}" if len(rows) == MOST_FAILED else "")
    return [Table(name="Failed", title=title, columns=("Regime", "Replicate", "Why"), rows=rows)] if rows else []


def _facts(basis: Basis) -> Iterator[tuple[str, Cell]]:
    answer, plan = basis.answer, basis.answer.plan
    yield "Place and time", f"{plan.locality.title}, {plan.period}"
    yield "Regimes", f"{listed(answer.others)}, compared with {plan.reference}"
    yield "Law", plan.law.removeprefix("Law: ")
    yield "Replicates", level(plan.replicates)
    yield "Histories of each draw", level(plan.histories)
    yield "Draws of the uncertain parameters", level(0 if plan.fixed_parameters else plan.draws)
    yield "Uncertain parameters that are drawn", level(len(plan.drawn))
    yield "Uncertain parameters that decide something here", level(len(plan.not_known))
    yield "What they rest on", basis.support.evidence
    yield "Posterior", " ".join(basis.support.posterior) or NOT_TOLD
    yield "What to know first", " ".join(basis.support.cautions) or NOT_TOLD
    yield "What was published was held against the model on", basis.support.made or NOT_TOLD
    yield "Runs that failed", level(len(answer.failures()))
    yield "Runs in all", level(len(answer.results))
    yield "Seed", str(plan.seed)
    yield "Comparison", str(answer.number) if answer.number else "not kept"
    yield "Begun on", basis.day.isoformat()
    yield "Computed with", f"Diversion {basis.engine}"
    yield "People in the model", "aged 18 or over; every one of them is made up"
    yield "How ranges are made", f"{answer.band.value[:1].upper()}{answer.band.value[1:]}"


def commands(answer: Comparison) -> list[str]:
    """The command that makes the memo again, and the one that computes the comparison where nothing is kept."""
    again = [told("report", answer.number, "--out", "memo.html", kept_in=answer.location)] if answer.number else []
    return [*again, told("compare", answer.plan.locality.name, *_options(answer))]


def _options(answer: Comparison) -> Iterator[str]:
    plan = answer.plan
    for regime in (regime.name for regime in plan.regimes if regime.name != plan.reference):
        yield from ("--regime", regime)
    if plan.reference != "none":
        yield from ("--reference", plan.reference)
    for name in ("years", "run_in", "replicates", "seed"):
        yield from (f"--{name.replace('_', '-')}", str(getattr(plan, name)))
    if plan.histories > 1:
        yield from ("--histories", str(plan.histories))
    if plan.fixed_parameters:
        yield "--fixed-parameters"
    for each in differing(plan).changes:
        yield from ("--set", f"{each.name}={word(each.value)}")
