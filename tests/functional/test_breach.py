"""Broken community orders, and what custody holds for those arrested on a warrant or over a breach: each in its direction."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from diversion.agents.states import Happening
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation
from diversion.model.world import World
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import CONTACT_KINDS, ContactKind

Totals = Callable[..., list[dict[str, float]]]
Worlds = Callable[..., list[World]]
Rows = Callable[..., np.ndarray]

# Many orders, many of them broken, soon.
OFTEN = {"community_first": 0.85, "community_eleven": 0.85,
         "breach_share": 0.6, "breach_days": 30.0, "court_delay_days": 30.0, "proven_share": 1.0,
         "breach_court_days": 20.0}  # fmt: skip


def found(totals_of: Totals, changes: Mapping[str, float]) -> dict[str, float]:
    """Totals of a town of 60,000 with many orders."""
    return totals_of(changes=OFTEN | dict(changes), residents=60_000)[0]


def test_more_orders_are_broken_as_the_share_rises_and_none_at_zero(totals_of: Totals) -> None:
    none, some, many = (found(totals_of, {"breach_share": share})["breaches"] for share in (0.0, 0.1, 0.6))
    assert none == 0 < 2.0 * some < many


@pytest.mark.parametrize("changes", [{"channel_breach": 0.0}, {"community_first": 0.0, "community_eleven": 0.0}])
def test_without_orders_or_with_the_channel_closed_nothing_is_broken(
    changes: dict[str, float], totals_of: Totals
) -> None:
    assert found(totals_of, changes)["breaches"] == 0


def test_an_order_is_broken_while_it_lasts(worlds_of: Worlds, happened: Rows) -> None:
    for length in (20.0, 365.0):
        changes = OFTEN | {"order_days": length, "breach_days": 100.0}
        (world,) = worlds_of(changes=changes, residents=60_000, log_room=80_000)
        sentenced = {
            (int(r["person"]), float(r["began"])): float(r["moment"])
            for r in happened(world, Happening.CONVICTION, 0.0)
        }
        waits = [
            r["moment"] - sentenced[int(r["person"]), float(r["began"])] for r in happened(world, Happening.BREACH)
        ]
        assert len(waits) > 5 and 0.0 < min(waits) and max(waits) < length


def test_a_breach_is_no_contact_no_offence_and_no_proven_offence(
    worlds_of: Worlds, closed: dict[str, float], happened: Rows
) -> None:
    never, often = (
        worlds_of(changes=OFTEN | closed | {"channel_breach": share}, residents=60_000, log_room=80_000)[0]
        for share in (0.0, 1.0)
    )
    before, after = Reading(never).totals(), Reading(often).totals()
    assert after["breaches"] > 50 and after["hearings"] > before["hearings"]
    for name in ("latent", "suspects", "contacts", "arrests", "charges", "convictions", "three_or_more"):
        assert after[name] == before[name], name
    for kind in (Happening.CONTACT, Happening.CONVICTION):
        assert np.array_equal(happened(never, kind), happened(often, kind))
    for name in ("contacts", "proven", "again", "index", "label"):
        assert np.array_equal(never.people[name], often.people[name]), name


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_some_are_arrested_for_it_and_the_others_summoned(share: float, totals_of: Totals) -> None:
    seen = found(totals_of, {"breach_arrest_share": share})
    assert seen["breach_arrests"] == share * seen["breaches"]


def test_the_court_may_send_people_to_prison_for_it_or_let_the_order_go_on(totals_of: Totals) -> None:
    base = {"remand_share": 0.0, "prison_first": 0.0, "prison_eleven": 0.0}
    on, fined, jailed = (
        found(totals_of, base | {"breach_prison_share": prison, "breach_fine_share": fine})
        for prison, fine in ((0.0, 0.0), (0.0, 0.5), (0.5, 0.0))
    )
    assert on["prison_days"] == fined["prison_days"] == 0 < jailed["prison_days"]
    assert on["breaches"] > 1.1 * fined["breaches"]  # an order that has ended cannot be broken again


def test_who_stays_away_from_a_hearing_over_a_breach_is_wanted(totals_of: Totals) -> None:
    base = {"fail_to_appear": 0.6, "warrant_days": 5.0}
    few, many = (found(totals_of, base | {"breach_share": share})["warrant_arrests"] for share in (0.0, 0.6))
    assert many > 1.1 * few


def test_a_regime_that_spares_convictions_spares_breaches(
    totals_of: Totals, regime_with: Callable[..., Regime]
) -> None:
    changes = OFTEN | {"offer_contract": 0.95, "channel_capacity": 0.0, "consent_contract": 0.95}
    none, contract = totals_of(regimes=("none", regime_with("checkpoint-custody")), changes=changes, residents=60_000)
    assert contract["convictions"] < 0.8 * none["convictions"]
    assert contract["breaches"] < 0.85 * none["breaches"]


def _beside(regime_with: Callable[..., Regime], *kinds: str) -> Regime:
    """A regime with coaching in custody for these kinds of arrest only."""
    fields = {"categories": kinds, "age_max": 99, "offer": 1.0}
    return regime_with("divert-lancashire-custody", routes_to={"divert-lancashire-custody": fields})


@pytest.mark.parametrize(("kind", "measure"), [("warrant", "warrant_arrests"), ("breach", "breach_arrests")])
def test_a_route_beside_meets_people_held_on_a_warrant_or_over_a_breach(
    kind: str, measure: str, totals_of: Totals, regime_with: Callable[..., Regime]
) -> None:
    changes = OFTEN | {"fail_to_appear": 0.4, "breach_arrest_share": 1.0, "warrant_days": 5.0}
    (seen,) = totals_of(regimes=(_beside(regime_with, kind),), changes=changes, residents=60_000)
    assert 0 < seen["referrals"] == seen["eligible"] <= seen[measure] + 2  # held when the regimes parted, asked after
    assert seen["diverted"] == seen["drawn_in"] == seen["records_avoided"] == 0
    off = {"channel_warrant": 0.0, "channel_breach": 0.0}
    (shut,) = totals_of(regimes=(_beside(regime_with, kind),), changes=changes | off, residents=60_000)
    assert shut["eligible"] == 0


def test_a_route_that_replaces_is_never_offered_where_a_court_has_decided(setting_of: Callable[..., Any]) -> None:
    changes = OFTEN | {"fail_to_appear": 0.4, "offer_contract": 1.0, "warrant_days": 5.0}
    setting = setting_of(regimes=("custody-stage",), changes=changes, residents=60_000)
    trunk = Simulation.build(setting, 1, log_room=40_000)
    trunk.run_in()
    branch = trunk.fork(setting.regimes[0])
    # No file may say so; the engine does not rest on that.
    branch.world.routes["kinds"][:] = 0
    branch.world.routes["kinds"][:, ContactKind.WARRANT] = 1
    branch.world.routes["replaces"] = 1
    assert CONTACT_KINDS[ContactKind.WARRANT] == "warrant"
    branch.run(365)
    seen = Reading(branch.world).totals()
    assert seen["warrant_arrests"] > 10 and seen["eligible"] == seen["diverted"] == 0
    held = branch.world.log[: int(branch.world.clock.logged)]
    assert ((held["kind"] == Happening.ARREST) & (held["category"] == ContactKind.WARRANT)).any()
