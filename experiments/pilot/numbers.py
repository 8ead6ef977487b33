"""Every number of a pilot with its name, unit and what it is: the table of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import upper_first
from .scale import scale_name

if TYPE_CHECKING:
    from .answer import Pilot


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
        ("left", took.left, "share", "of those with a place, finished or left by the end of follow-up"),
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
