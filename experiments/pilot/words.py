"""What a pilot's numbers say, in plain English: sentences, a paragraph for the protocol, what it all rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ..wording import listed, number, phrase, rounded, upper_first
from .money import declared
from .planning import MOST
from .scale import outcome_text, scale_name
from .study import Asked

if TYPE_CHECKING:
    from .answer import Pilot

DESIGNS: Final = {
    "lot": "each person by lot, half to the programme",
    "shifts": "12-hour shifts by lot: in half of them the programme is offered",
    "areas": "neighbourhoods by lot: in half of them the programme is offered",
    "wedge": "a stepped wedge: teams begin one after another, in an order by lot",
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


def _cluster(asked: Asked) -> str:
    return {"shifts": "shift", "areas": "neighbourhood", "wedge": "team"}.get(asked.design, "person")


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
        f"statistically significant difference, over what is believed about the effect; {percent(facts.power_at_middle)} if the effect is "
        "the one in the middle of that belief."
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
    said = [f"{f'{many:,}' if many else f'more than {MOST:,}'} {what}" for many, what in both]
    clusters = ", in as many more clusters" if found.asked.design in ("areas", "wedge") else ""
    return f"For a chance of 80% one would have to analyse {listed(said)}{clusters}."


def _smallest(found: Pilot) -> str:
    small = abs(found.findings.smallest)
    return f"{found.effect(-small)}"


def _true(found: Pilot) -> str:
    low, middle, high = (found.effect(value) for value in found.findings.truth)
    return f"The true effect on {outcome_text(found.asked)}: {middle} in the middle of what the model expects; 90% range {low} to {high}."


def _drop_out(found: Pilot) -> str:
    took = found.uptake
    return (
        f"Of people offered the programme, {percent(1 - took.admitted)} would never have a place, and of those who had one "
        f"{percent(took.left)} would have left within {found.asked.follow} months; all of them are analysed where the lot put them."
        if found.asked.design != "matched"
        else f"Only people who came to have a place are compared; {percent(took.left)} of them would have left it within "
        f"{found.asked.follow} months."
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
    yield (
        f"Adopting the programme now would come to {pounds(worth.now)} of net benefit over {worth.horizon} years in the mean "
        f"(90% range {pounds(worth.spread[0])} to {pounds(worth.spread[1])}; above zero with a chance of {percent(worth.chance)})."
    )
    yield _worth(found)


def _worth(found: Pilot) -> str:
    worth = found.worth
    assert worth is not None
    if worth.sample <= worth.error:
        said = f"What the pilot would tell is worth no more to this decision than the simulation's own error, {pounds(worth.error)}"
    else:
        said = (
            f"What the pilot would tell is worth {pounds(worth.sample)} (± {pounds(1.96 * worth.error)}; at most {pounds(worth.perfect)}, for "
            f"knowing everything), {pounds(worth.in_time)} once the years before it is known are left out"
        )
    if worth.net > 0:
        return f"{said}; that is {pounds(worth.net)} more than it costs."
    return f"{said}; that is {pounds(abs(worth.net))} less than it costs, unless its answer serves other places too."


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
            f"The design is {DESIGNS[asked.design]}; {phrase(asked.regime)} is compared with {phrase(asked.pool.reference)}.",
            f"The outcome is {outcome_text(asked)}, which {_base(found)} have in the comparison group; the analysis is "
            f"{analysis_text(asked)}, two-sided at 5%, of everybody as allocated."
            if asked.design != "matched"
            else f"The outcome is {outcome_text(asked)}, which {_base(found)} have in the comparison group; the analysis is "
            f"{analysis_text(asked)}, two-sided at 5%.",
            f"We expect {number(facts.recruited[1])} people to be analysed ({percent(asked.lost)} lost to follow-up).",
            f"By {facts.trials:,} simulated pilots in {asked.pool.replicates:,} draws of what is not known, the chance of a significant "
            f"difference is {percent(facts.power)}, and {percent(facts.size)} if the programme does nothing.",
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
    return percent(base) if found.asked.measure == "any" else f"people on average {number(base, 2)} times"


def assumptions(found: Pilot) -> list[str]:
    """What it rests on and what it leaves out."""
    asked, price = found.asked, declared()
    every = [
        "People, how often they are met again, neighbourhoods and timing are the model's, from "
        f"{asked.pool.replicates:,} worlds that each draw what is not known; how like the place they are, `diversion validate` says.",
        "Each world is lived with the programme for everybody, with twice the posts (half are controls in a pilot), and without it. That "
        "controls free places or learn from the treated, that officers change by being in a trial, and uneven take-up between arms "
        "are left out."
        if asked.design != "matched"
        else "The treated come from a world with the programme, those like them from the same place without it. What moves people "
        "to take part and is in no record cannot be matched on; what of it is not in the model is left out.",
        "Those taken in are people whom an officer would have offered the programme: officers must decide that before they know the arm."
        if asked.design != "matched"
        else "The treated are people who came to have a place; the others were arrested over an offence that would make them eligible.",
        "The true effect of a world is read off the line of its difference on what the programme did to offending; "
        "the number needed and the smallest effect assume that errors shrink with the square root of the number of people.",
    ]
    if asked.design == "shifts":
        every.append("A control met again in a shift with the programme is offered it as often as anybody, and from then on lives as in "
                     "the life in which support began at entry.")  # fmt: skip
    if asked.design == "areas":
        every.append("Nobody from a neighbourhood without the programme is offered it elsewhere.")
    if asked.design == "wedge":
        every.append(
            "Teams are groups of neighbourhoods drawn by lot; the model has no custody suites or teams of its own to step over."
        )
    ground = "as given" if found.cost.given else f"{price.source[0].lower()}{price.source[1:]} ({price.rating})"
    every.append(f"Cost of the evaluation: {ground}.")
    every.append(
        "Net benefit is public cost with the programme included; what people and victims gain is not in it, nor what those in the "
        "pilot gain while it runs."
    )
    return every


# --- as a table --------------------------------------------------------------------------------------------------------


def rows_of(found: Pilot) -> list[dict[str, Any]]:
    """Every number with its unit and what it is."""
    facts, took, cost, scale = found.findings, found.uptake, found.cost, scale_name(found.asked)
    told: list[tuple[str, float | None, str, str]] = [
        ("power", facts.power, "share", "pilots that find something, over the belief about the effect"),
        ("power_error", facts.power_error, "share", "standard error of power"),
        ("power_at_middle", facts.power_at_middle, "share", "the same at the middle of true effects"),
        ("size", facts.size, "share", "pilots that find something where the programme does nothing"),
        ("wrong_sign", facts.wrong_sign, "share", "of pilots that find something, those with the wrong sign"),
        (
            "exaggeration",
            facts.exaggeration,
            "ratio",
            "mean size found to mean size true, of pilots that find something",
        ),
        ("truth_low", facts.truth[0], scale, "true effect, 5th percentile"),
        ("truth", facts.truth[1], scale, "true effect, median"),
        ("truth_high", facts.truth[2], scale, "true effect, 95th percentile"),
        ("bias", facts.bias, scale, "mean of estimate less true effect"),
        (
            "base",
            facts.base,
            "share" if found.asked.measure == "any" else "a person",
            "outcome in the comparison group",
        ),
        ("smallest", -abs(facts.smallest), scale, "smallest effect found with a chance of 80%"),
        ("analysed_low", facts.recruited[0], "people", "analysed, 5th percentile"),
        ("analysed", facts.recruited[1], "people", "analysed, median"),
        ("analysed_high", facts.recruited[2], "people", "analysed, 95th percentile"),
        ("clusters", facts.clusters, "clusters", "median"),
        ("short", facts.short, "share", "pilots that fall short of the people asked for by a tenth or more"),
        ("needed_at_middle", facts.needed_at_middle, "people", "for 80% power at the middle of true effects"),
        ("needed", facts.needed, "people", "for 80% power over the belief"),
        ("contaminated", facts.contaminated, "share", "controls who are offered the programme later"),
        ("never_placed", 1 - took.admitted, "share", "offered people who never have a place"),
        ("left", took.left, "share", "of those with a place, left by the end of follow-up"),
        ("died", took.died, "share", "offered people who die within follow-up"),
        ("lost", found.asked.lost, "share", "taken to be lost to follow-up"),
        ("cost_programme", cost.programme[1], "£", "places of the programme, mean over draws"),
        ("cost_evaluation", cost.evaluation, "£", "evaluation"),
        ("cost", cost.total, "£", "both"),
    ]
    if found.worth is not None:
        worth = found.worth
        told += [
            ("net_benefit", worth.now, "£", f"adopting now, over {worth.horizon} years, mean"),
            ("chance_of_benefit", worth.chance, "share", "draws in which that is above zero"),
            ("evpi", worth.perfect, "£", "knowing everything, luck too: an upper bound"),
            ("evsi", worth.sample, "£", "what the pilot tells, were it known today"),
            ("evsi_error", worth.error, "£", "its standard error"),
            ("evsi_in_time", worth.in_time, "£", "the same for the years left once it is known"),
            ("net_value", worth.net, "£", "that less the cost of the pilot"),
        ]
    return [{"name": name, "value": value, "unit": unit, "says": upper_first(says)} for name, value, unit, says in told]
