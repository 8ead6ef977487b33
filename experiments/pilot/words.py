"""What a pilot's numbers say, in plain English: sentences, a paragraph for the protocol, what it all rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ..wording import listed, lower_first, number, phrase, rounded
from .economics import terms_of
from .money import declared
from .planning import MOST
from .scale import effect_of_bias, outcome_text
from .study import Asked

if TYPE_CHECKING:
    from .answer import Pilot
    from .worth import Worth

DESIGNS: Final = {
    "lot": "each person by lot, half to the programme",
    "shifts": "12-hour shifts by lot: in half of them the programme is offered",
    "areas": "neighbourhoods by lot: in half of them the programme is offered",
    "wedge": "a stepped wedge: {clusters} begin one after another, in an order by lot",
    "matched": "a comparison with people like them who were arrested where there was no programme",
}
ANALYSES: Final = {
    "lot": "regression of individuals",
    "matched": "GEE with robust errors, pairs matched one to one by propensity within 0.2 standard deviations",
}
MISLEADING: Final = 0.1  # size of a test, above which its p-values mislead


def percent(share: float) -> str:
    """A share in words."""
    if not math.isfinite(share):
        return "not known"
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 < share < 1 else f"{number(100 * share)}%"


def pounds(value: float) -> str:
    """A sum, to two significant figures."""
    return f"{'−' if value < 0 else ''}£{rounded(value)}"


def analysis_text(asked: Asked) -> str:
    """How the outcome is analysed."""
    if asked.design in ANALYSES:
        model = "logistic" if asked.measure == "any" else "Poisson"
        return f"{model} {ANALYSES[asked.design]}" if asked.design == "lot" else ANALYSES[asked.design]
    if asked.analysis == "mixed":
        return f"a linear mixed model with a random level for each {_cluster(asked)}{_periods(asked)}"
    model = "logistic" if asked.measure == "any" else "Poisson"
    return f"{model} GEE with robust errors for {_cluster(asked)}s{_periods(asked)}"


def design_text(asked: Asked) -> str:
    """Who is treated, in words."""
    return DESIGNS[asked.design].format(clusters=f"{_stepping(asked)}s")


def _cluster(asked: Asked) -> str:
    return {"shifts": "shift", "areas": "neighbourhood", "wedge": _stepping(asked)}.get(asked.design, "person")


def _stepping(asked: Asked) -> str:
    """What begins one after another in a stepped wedge: custody suites where every way in is at one, teams otherwise."""
    ways = asked.pool.doors.get(asked.regime, ())
    return "custody suite" if ways and all(way.stage == "custody" for way in ways) else "team"


def _periods(asked: Asked) -> str:
    return " and a level for each period" if asked.design == "wedge" else ""


# --- the answer in sentences -------------------------------------------------------------------------------------------


def lines(found: Pilot) -> Iterator[str]:
    """What a pilot would find, a sentence each."""
    asked, facts = found.asked, found.findings
    if not facts.analysed:
        yield "No pilot could be analysed: too few people could be taken in. Take in people for longer, or another design."
        return
    yield _power(found)
    yield f"If the programme did nothing, {percent(facts.size)} would still find something by chance{_too_large(facts.size)}."
    yield _misled(found)
    if asked.design == "matched":
        yield _biased(found)
    yield _people(found)
    yield _needed(found)
    yield f"The smallest effect it would find with a chance of 80% is {_smallest(found)}."
    yield _true(found)
    if asked.design in ("shifts", "wedge"):
        yield (
            f"Contamination: {percent(facts.contaminated)} of controls would be offered the programme at a later contact "
            "while people are taken in."
        )
    yield _drop_out(found)
    yield from _money(found)


def _power(found: Pilot) -> str:
    facts = found.findings
    return (
        f"Such a pilot has a chance of {percent(facts.power)} (± {number(196 * facts.power_error)} points) to find a "
        f"statistically significant difference, over what is believed about the effect; {percent(facts.power_at_middle)} "
        "if the effect is the one in the middle of that belief."
    )


def _too_large(size: float) -> str:
    return ": more than the 5% it is meant to be, so its p-values mislead" if size > MISLEADING else ""


def _misled(found: Pilot) -> str:
    facts = found.findings
    if not math.isfinite(facts.wrong_sign):
        return "No simulated pilot found anything, so nothing can be said of wrong signs."
    times = facts.exaggeration
    said = (
        f"{number(times, 1)} times as large as"
        if times >= 1.05
        else "about as large as"
        if times >= 0.95
        else "smaller than"
    )
    return (
        f"Of those that find something, {percent(facts.wrong_sign)} have the wrong sign, and what they find is on average {said} "
        "what is true."
    )


def _biased(found: Pilot) -> str:
    facts = found.findings
    off = effect_of_bias(found.asked, facts.bias)
    return f"Because those who take part differ from those they are matched with, its estimates are off what is true by {off}."


def _people(found: Pilot) -> str:
    low, middle, high = found.findings.recruited
    met = found.uptake.met
    return (
        f"It would analyse {number(middle)} people (90% range {number(low)} to {number(high)}): in {found.asked.months} months "
        f"{number(met[1])} people could be taken in ({number(met[0])} to {number(met[2])}), and {percent(found.asked.lost)} are "
        f"taken to be lost. {percent(found.findings.short)} of pilots would fall short of what was asked for by a tenth or more."
    )


def _needed(found: Pilot) -> str:
    facts = found.findings
    both = [(facts.needed_at_middle, "for the effect in the middle of belief"), (facts.needed, "over the whole belief")]
    said = [f"{f'about {rounded(many)}' if many else f'more than {MOST:,}'} people {what}" for many, what in both]
    clusters = ", in as many more clusters" if found.asked.design in ("areas", "wedge") else ""
    return f"For a chance of 80% one would have to analyse {listed(said)}{clusters}{_how_long(found)}."


def _how_long(found: Pilot) -> str:
    """How many years of this place the first number would take, at the pace at which people can be taken in."""
    many, pace = found.findings.needed_at_middle, found.uptake.met[1] * (1 - found.asked.lost) / found.asked.months * 12
    if not many or pace <= 0:
        return ""
    return (
        f"; the first would take about {rounded(max(0.1, many / pace))} years of everybody who could be taken in here"
    )


def _smallest(found: Pilot) -> str:
    small = abs(found.findings.smallest)
    if found.asked.analysis == "mixed" and small > found.findings.base:
        return f"{number(small, 2)}, more than there is in the comparison group to take away"
    return found.effect(-small)


def _true(found: Pilot) -> str:
    low, middle, high = (found.effect(value) for value in found.findings.truth)
    return (
        f"The true effect on {outcome_text(found.asked)}: {middle} in the middle of what the model expects; 90% range {low} to "
        f"{high}."
    )


def _drop_out(found: Pilot) -> str:
    left, months = percent(found.uptake.left), found.asked.follow
    if found.asked.design == "matched":
        return (
            f"Only people who came to have a place are compared; {left} of them would have finished or left it in {months} "
            "months."
        )
    return (
        f"Drop-out: {percent(1 - found.uptake.admitted)} of people offered the programme would not have a place within {months} "
        f"months, and {left} of those who had one would have finished or left it; all are analysed where the lot put them."
    )


def _money(found: Pilot) -> Iterator[str]:
    cost, worth = found.cost, found.worth
    low, mean, high = cost.programme
    yield (
        f"It would cost about {pounds(cost.total)}: {pounds(mean)} for places of the programme until the last person has been "
        f"followed (90% range {pounds(low)} to {pounds(high)}), and {pounds(cost.evaluation)} for the evaluation."
    )
    if worth is None:
        yield "What its answer is worth was not computed."
        return
    low, high = worth.spread
    yield (
        f"Adopting the programme now would come to {pounds(worth.now)} of net benefit over {worth.horizon} years in the mean "
        f"(90% range {pounds(low)} to {pounds(high)}; above zero with a chance of {percent(worth.chance)})."
    )
    yield from _worth(worth)


def _worth(worth: Worth) -> Iterator[str]:
    error = pounds(1.96 * worth.error)
    if worth.sample <= 1.96 * worth.error:
        yield (
            f"What the pilot would tell comes to {pounds(worth.sample)} (± {error}) for this decision, which cannot be told from "
            f"nothing (more --draws would tell it more exactly); knowing everything would come to {pounds(worth.perfect)} at "
            "most."
        )
    else:
        yield (
            f"What the pilot would tell comes to {pounds(worth.sample)} (± {error}) for this decision, {pounds(worth.in_time)} "
            f"in the years left once it is known; knowing everything would come to {pounds(worth.perfect)} at most."
        )
    if worth.net > 0:
        yield f"That is {pounds(worth.net)} more than the pilot costs."
    else:
        yield f"That is {pounds(abs(worth.net))} less than the pilot costs, unless its answer serves other places too."


# --- the protocol ------------------------------------------------------------------------------------------------------


def paragraph(found: Pilot) -> str:
    """A paragraph for the protocol, in plain English, with every number it rests on."""
    asked, facts = found.asked, found.findings
    if not facts.analysed:
        return "No protocol can be drafted: no simulated pilot had people enough to be analysed."
    return " ".join(
        [
            f"We plan to take in {asked.people:,} people in {asked.title} over {asked.months} months, and to follow each for "
            f"{asked.follow} months.",
            f"The design is {design_text(asked)}; {phrase(asked.regime)} is compared with {phrase(asked.pool.reference)}.",
            f"The outcome is {outcome_text(asked)}, {_base(found)} in the comparison group; the analysis is "
            f"{analysis_text(asked)}, two-sided at 5%, of everybody as allocated."
            if asked.design != "matched"
            else f"The outcome is {outcome_text(asked)}, {_base(found)} in the comparison group; the analysis is "
            f"{analysis_text(asked)}, two-sided at 5%.",
            f"We expect {number(facts.recruited[1])} people to be analysed ({percent(asked.lost)} lost to follow-up).",
            f"By {facts.trials:,} simulated pilots in {asked.pool.replicates:,} draws of what is not known, the chance of a "
            f"significant difference is {percent(facts.power)}, and {percent(facts.size)} if the programme does nothing.",
            f"The smallest effect found with a chance of 80% is {_smallest(found)}.",
            _needed(found),
            _misled(found),
            "A result that is not significant will therefore not be read as showing that the programme does nothing."
            if facts.power < 0.8
            else "A result that is not significant would make a large effect unlikely; it would not show that there is none.",
            f"The budget is {pounds(found.cost.total)}, of which {pounds(found.cost.evaluation)} for the evaluation.",
        ]
    )


def _base(found: Pilot) -> str:
    base = found.findings.base
    return percent(base) if found.asked.measure == "any" else f"{number(base, 2)} a person"


POOL: Final = (
    "Each world is lived with the programme for everybody, with twice the posts (half are controls in a pilot), and without it. "
    "That controls free places or learn from the treated, that officers change by being in a trial, and uneven take-up between "
    "arms are left out.",
    "Those taken in are people whom an officer would have offered the programme: officers must decide that before they know "
    "the arm.",
)
MATCHED: Final = (
    "The treated come from a world with the programme, those like them from the same place without it. What moves people to take "
    "part and is in no record cannot be matched on; what of it is not in the model is left out.",
    "The treated are people who came to have a place; the others were arrested over an offence that would make them eligible.",
)
OF_DESIGN: Final = {
    "shifts": "A control met again in a shift with the programme is offered it as often as anybody, and from then on lives as in "
    "the life in which support began at entry.",
    "areas": "Nobody from a neighbourhood without the programme is offered it elsewhere.",
    "wedge": "The {clusters} are groups of neighbourhoods drawn by lot, each with its own {cluster}; the model has none of its "
    "own to step over.",
}
TRUE: Final = (
    "The true effect of a world is read off the line of its difference on what the programme did to offending; the number needed "
    "and the smallest effect assume that errors shrink with the square root of the number of people."
)


def _of_design(asked: Asked) -> Iterator[str]:
    if asked.design in OF_DESIGN:
        cluster = _stepping(asked)
        yield OF_DESIGN[asked.design].format(cluster=cluster, clusters=f"{cluster}s")


def assumptions(found: Pilot) -> list[str]:
    """What it rests on and what it leaves out."""
    asked, price = found.asked, declared()
    ground = "as given" if found.cost.given else f"{price.source[0].lower()}{price.source[1:]} ({price.rating})"
    return [
        "People, how often they are met again, neighbourhoods and timing are the model's, from "
        f"{asked.pool.replicates:,} worlds that each draw what is not known; `diversion validate` says how "
        "like the real place they are.",
        *(MATCHED if asked.design == "matched" else POOL),
        TRUE,
        *_of_design(asked),
        f"Cost of the evaluation: {ground}.",
        f"Net benefit: {lower_first(terms_of(asked.perspective).words())}",
        "What those in the pilot gain while it runs is left out of its worth.",
    ]
