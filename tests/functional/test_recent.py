"""Doors that look at recent contacts, and drop-out by record, needs and ties: directions, and means that stay as declared."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from diversion.agents.states import Happening
from diversion.model.ledger.reading import Reading
from diversion.model.world import World
from diversion.scenarios.words import CAREERS

Worlds = Callable[..., list[World]]
LASTING = {f"career_years.{kind}": 15.0 for kind in CAREERS}
FLAT = {"record_dropout_ratio": 1.0, "needs_dropout_ratio": 1.0, "peers_dropout_ratio": 1.0}


def met_before(world: World) -> tuple[float, float]:
    """Contacts in the half year before each first referral, and in the half year after it, a person."""
    log = np.asarray(world.log[: int(world.clock.logged)])
    contacts, referrals = (log[log["kind"] == kind] for kind in (Happening.CONTACT, Happening.REFERRAL))
    people, first = np.unique(referrals["person"], return_index=True)
    before = after = 0
    for person, moment in zip(people, referrals["moment"][first], strict=True):
        gaps = contacts["moment"][contacts["person"] == person] - moment
        before += int(((gaps < 0.0) & (gaps > -182.0)).sum())
        after += int(((gaps > 0.0) & (gaps < 182.0)).sum())
    return before / len(people), after / len(people)


def test_a_door_that_looks_for_recent_contacts_finds_those_in_a_burst_who_regress_to_their_mean(
    worlds_of: Worlds,
) -> None:
    """Careers outlast the comparison, so that nobody is missing in one half year and there in the other."""
    few, many = (
        met_before(worlds_of(
            regimes=("pre-arrest",), residents=60_000, years=2, log_room=200_000,
            changes={"offer_street": 0.1, "offer_recent.street": weight, "channel_support": 0.0} | LASTING,
        )[0])
        for weight in (-0.5, 0.5)
    )  # fmt: skip
    assert many[0] > 1.5 * few[0]
    assert many[0] - many[1] > few[0] - few[1], "the fall from before to after is larger, though nothing has an effect"


def test_offers_stay_about_as_many_as_declared_where_doors_look_at_recent_contacts(worlds_of: Worlds) -> None:
    flat = {f"offer_recent.{stage}": 0.0 for stage in ("street", "social_contact", "custody", "community")}
    for regime in ("pre-arrest", "custody-stage"):
        with_, without = (
            Reading(worlds_of(regimes=(regime,), residents=60_000, years=2, changes=changes, locality="blackpool")[0])
            .totals()["referrals"]
            for changes in ({}, flat)
        )  # fmt: skip
        assert abs(with_ / without - 1.0) < 0.15, (regime, with_, without)


def test_a_route_for_those_met_often_of_late_refers_fewer(
    worlds_of: Worlds, regime_with: Callable[..., object]
) -> None:
    open_, few = (
        Reading(worlds_of(regimes=(regime_with("lead-street", routes_to=limit),), changes={"offer_street": 0.3})[0])
        .totals()["referrals"]
        for limit in ({}, {"lead-street": {"min_recent": 3.0}})
    )  # fmt: skip
    assert 0 < few < open_


def test_drop_out_stays_about_as_declared_on_average_and_falls_on_those_with_a_record(worlds_of: Worlds) -> None:
    flat, own = (
        Reading(worlds_of(regimes=("pre-arrest",), residents=60_000, years=3, locality="blackpool",
                          changes={"offer_street": 0.3} | changes)[0]).totals()
        for changes in (FLAT, {})
    )  # fmt: skip
    share = [each["dropped"] / each["admitted"] for each in (flat, own)]
    assert abs(share[1] / share[0] - 1.0) < 0.12, share
