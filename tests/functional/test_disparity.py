"""Disparity between groups: what of arrests, charges and records a resident can be read off a run, and what makes it grow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from diversion.model.ledger.reading import Reading
from diversion.model.world import World
from diversion.scenarios import loader
from diversion.scenarios.words import Ethnicity

Worlds = Callable[..., list[World]]
OF = {
    "arrests": ("arrests",),
    "charges": ("charges",),
    "records": ("cautions", "convictions"),
    "contacts": ("contacts",),
}
SHARES = loader.locality("england-mix").ethnicity_shares


def ratios(worlds_of: Worlds, group: Ethnicity, changes: Mapping[str, float]) -> dict[str, float]:
    """What there is of each a resident of a group, against a white resident."""
    (world,) = worlds_of(changes=changes, residents=100_000, years=2)
    counts, found = Reading(world).counts, {}
    for name, measures in OF.items():
        by_group = counts.by_group("ethnicity", *measures)
        own, white = (float(by_group[each]) / SHARES[each.word].value for each in (group, Ethnicity.WHITE))
        found[name] = own / white
    return found


def test_disparity_of_arrests_charges_and_records_grows_with_discretion(worlds_of: Worlds) -> None:
    today, more = (ratios(worlds_of, Ethnicity.BLACK, {"discretion_ratio.black": by}) for by in (1.0, 2.0))
    assert more["arrests"] > 1.1 * today["arrests"], (today, more)
    assert more["charges"] > 1.15 * today["charges"], "which is charged of more arrests"
    assert more["records"] > 1.05 * today["records"]
    assert abs(more["contacts"] / today["contacts"] - 1.0) < 0.1, "discretion begins at the contact"


def test_who_is_in_the_model_by_ethnicity_moves_everything_a_resident(worlds_of: Worlds) -> None:
    today, more = (ratios(worlds_of, Ethnicity.ASIAN, {"risk_by_ethnicity.asian": by}) for by in (1.0, 2.0))
    for name in OF:
        assert 1.5 < more[name] / today[name] < 2.6, name
