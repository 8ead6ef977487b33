"""What the data files may say: places, services, programmes, routes, regimes and presets, and what contradicts itself.

Core objects: Locality, Service, Programme, Route, Regime, Preset. What one field may hold stands in `fields.py`.

A message about several fields at once starts with the name of one of them, so that the reader of the file can find the
line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from .fields import (
    AGE_BANDS,
    AgeShares,
    Category,
    Clients,
    Days,
    EffectRatio,
    EthnicityShares,
    Finding,
    Intensity,
    Kind,
    Known,
    Length,
    Name,
    Need,
    Order,
    OwnValue,
    OwnValues,
    Probability,
    ProgrammeName,
    Quantity,
    RegimeName,
    RouteName,
    Sanction,
    ServiceName,
    Share,
    Sourced,
    SourcedAmount,
    SourcedCount,
    SourcedPositive,
    SourcedShare,
    Stage,
    number_of,
)
from .parameters import Rated
from .record import Day, Number, Record, Text
from .words import CATEGORIES

__all__ = [
    "AGE_BANDS",
    "OLDEST",
    "Finding",
    "Known",
    "Locality",
    "Named",
    "Preset",
    "OwnValue",
    "Programme",
    "Quantity",
    "Record",
    "Regime",
    "Route",
    "Service",
    "Sourced",
    "number_of",
]

OLDEST: Final = 120
NO_CONTACT: Final = ("hospital", "community")
NO_OFFICER: Final = (*NO_CONTACT, "court")
Age = Annotated[StrictInt, Field(ge=18, le=OLDEST)]
OutcomeCode = Annotated[StrictInt, Field(ge=1, le=23)]  # the Home Office's list of crime outcomes


class Named(Record):
    """What every item of the library has: a name to call it by, a title for tables, and a few sentences."""

    name: Name
    title: Text
    text: Text


class Locality(Named):
    """A place: its people, neighbourhoods, officers and custody, and the regime in force there today."""

    start: Day = date(2026, 4, 1)
    current: RegimeName
    residents: SourcedPositive
    adult_share: SourcedShare  # of residents, aged 18 or over
    age_shares: AgeShares  # of adults
    male_share: SourcedShare
    ethnicity_shares: EthnicityShares
    crime_per_1000: SourcedAmount  # recorded crimes a year per 1,000 residents
    officers: SourcedPositive  # headcount that serves the place
    team_share: SourcedShare  # of officers, in response and neighbourhood teams
    neighbourhoods: SourcedPositive
    grid_columns: SourcedPositive
    worst_decile_share: SourcedShare  # of neighbourhoods, in the country's most deprived tenth
    drug_need_ratio: SourcedAmount  # people who use opiates or crack, per head, relative to England
    cells: SourcedCount
    drive_hours: SourcedAmount  # more officer-hours for an arrest when the suite is full
    parameters: OwnValues = Field(default_factory=dict)  # what holds here instead of the declared default

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.grid_columns.value > self.neighbourhoods.value:
            raise ValueError("grid_columns is more than the number of neighbourhoods")
        return self


class Service(Named):
    """A provider: its workers, how many clients each can hold, and how people are let in."""

    workers: Quantity
    caseload: Clients
    turnover_a_year: Quantity
    vacancy_days: Quantity
    waiting_limit: Quantity  # longest waiting list, as a share of places
    order: Order
    cost_a_client_year: Quantity
    source: Text
    rating: Rated


class Programme(Named):
    """What waits behind a route: the needs it meets, how long it lasts, and what it does to latent offending."""

    service: ServiceName
    needs_met: Mapping[Need, Share]
    length_days: Length | None  # None: no end date
    coercive: StrictBool
    rate_ratio: EffectRatio  # of latent offending, among the engaged, at full effect
    rate_ratio_young: EffectRatio  # the same, at 18 to 25
    months_to_full_effect: Quantity
    half_life_months: Quantity
    consent: Probability  # of those referred
    engagement: Probability  # of those who consented
    dropout_early: Probability  # a month, in months 1 and 2
    dropout_late: Probability  # a month, after that
    hand_over_days: Days
    fidelity: Probability = 1.0  # how far it is delivered as meant; scales the effect
    bond: Share = 0.0  # part of the effect that hangs on one trusted worker, and is lost with them
    trauma_informed: Share = 0.0  # part of the drop-out that trauma adds which its way of working takes away
    abstinence: StrictBool = False  # whether a relapse puts somebody out
    peer_led: Share = 0.0  # how far people with experience of their own run it, so that less hangs on trust
    appeal_young: Number = 0.0  # log-odds added to consent and engagement at 18 to 25, as sport does
    appeal_older: Number = 0.0  # the same, from 26
    teachable: Share = 0.0  # how far it makes use of how receptive people are just after detention
    fast_track: Share = 0.0  # part of the waits for housing and mental-health care that its pathways save
    coordination_hours: Quantity = 0.0  # officer hours a month for each client, in meetings with the provider
    published: tuple[Finding, ...] = ()
    source: Text
    rating: Rated


class Route(Named):
    """One door into support: where it stands, who may go through, and what it does to the disposal."""

    stage: Stage
    programme: ProgrammeName
    starts_after_days: Days | None = None  # days after the regimes part; None: from the start
    ends_after_days: Days | None = None  # when its money ends, and everybody in it is put out; None: never
    age_min: Age = 18
    age_max: Age = OLDEST  # inclusive: 25 means until the 26th birthday
    categories: tuple[Kind, ...] = ()  # none where there is no contact: in hospital and in the community
    max_proven: Annotated[StrictInt, Field(ge=0)] | None = None
    needs_any: tuple[Need, ...] = ()
    min_severity: Share = 0.0
    domestic_abuse_excluded: StrictBool = True
    domestic_abuse_only: StrictBool = False
    admission_required: StrictBool = False
    repeats_allowed: StrictBool = True
    # Part of ordinary provision in every regime: left out of a regime's own referrals, and gives way to a programme.
    ordinary: StrictBool = False
    # That an average officer with usual training offers it to an average eligible person; in hospital, that staff do; in the
    # community, the rate a year at which it reaches an eligible person; at court, that an order contains it.
    offer: Probability
    replaces: StrictBool
    outcome_code: OutcomeCode | None = None
    non_engagement: Sanction = "nothing"
    source: Text
    rating: Rated

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for problem in (*_who(self), *_about_what(self), *_what_follows(self)):
            raise ValueError(problem)
        return self


def _who(route: Route) -> Iterator[str]:
    """What contradicts itself in who is eligible, and when."""
    first, last = route.starts_after_days or 0.0, route.ends_after_days
    if isinstance(first, float) and isinstance(last, float) and last <= first:
        yield f"ends_after_days ({last:g}) is not after starts_after_days ({first:g})"
    if route.age_max < route.age_min:
        yield f"age_max ({route.age_max}) is below age_min ({route.age_min})"
    if route.min_severity > 0 and not route.needs_any:
        yield "min_severity needs needs_any: say which needs it is about"
    if route.needs_any and route.min_severity == 0:
        yield "needs_any needs a min_severity above 0, or everybody would have the need"


def _about_what(route: Route) -> Iterator[str]:
    """What contradicts itself in the contacts that a route is for."""
    if route.stage in NO_CONTACT and route.categories:
        yield f"categories must be left out at the stage {route.stage}, because there is no contact with police"
    if not route.categories and route.stage not in NO_CONTACT:
        yield "categories is empty, so nobody could use the route"
    if route.stage == "court" and not set(route.categories) <= set(CATEGORIES):
        yield "categories of a court route can only be offences, because an order follows a conviction"
    if route.domestic_abuse_only and route.domestic_abuse_excluded:
        yield "domestic_abuse_only needs domestic_abuse_excluded: false, or nobody could use the route"
    if len(set(route.categories)) < len(route.categories):
        yield "categories names the same kind of contact twice"
    if route.stage == "social_contact" and set(route.categories) != {"welfare"}:
        yield "categories of a social contact can only be welfare, because there is no offence"
    if route.stage not in ("social_contact", "court") and "welfare" in route.categories:
        yield "categories has welfare, which only a social contact can have"


def _what_follows(route: Route) -> Iterator[str]:
    """What contradicts itself in what happens to the disposal."""
    if route.ordinary and (route.stage in ("street", "social_contact") or route.replaces):
        yield "ordinary is only for a route in custody or without an officer that replaces nothing, because others offer it"
    if route.non_engagement == "breach" and route.stage != "court":
        yield "non_engagement can be breach only at the stage court, because only an order can be broken"
    if route.replaces:
        if route.stage == "social_contact":
            yield "replaces must be false for a social contact, because there is no disposal to replace"
        if route.stage in NO_OFFICER:
            yield f"replaces must be false at the stage {route.stage}, because no officer decides there"
        if not set(route.categories) <= set(CATEGORIES):
            yield "replaces must be false for a breach or a warrant, because a court has already decided"
        if route.outcome_code is None:
            yield "replaces is true, so outcome_code must say which outcome is recorded"
        if "non_engagement" not in route.model_fields_set:
            yield "replaces is true, so non_engagement must say what follows when somebody does not engage"
    else:
        if route.outcome_code is not None:
            yield "outcome_code must be left out, because the disposal beside this route records its own outcome"
        if route.non_engagement == "original_disposal":
            yield "non_engagement cannot be original_disposal, because this route replaces none"


class Regime(Named):
    """A rule-book: the routes it opens, and the workers it pays for where that differs from the service's own.

    What a regime brings of its own, beside the library, travels with it: a file is enough to try a new route.
    """

    routes: tuple[RouteName, ...] = ()
    workers: Mapping[ServiceName, Quantity] = Field(default_factory=dict)
    enforcement: Intensity = 1.0  # contacts per offence against usual, where police go looking for it
    enforcement_categories: tuple[Category, ...] = ()  # over what; none named: over everything
    community_leadership: Share = 0.0  # how far local people share in power over it, which raises offers and trust
    own_routes: tuple[Route, ...] = ()
    own_programmes: tuple[Programme, ...] = ()
    own_services: tuple[Service, ...] = ()
    source: Text
    rating: Rated

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for field in ("routes", "enforcement_categories"):
            if len(set(getattr(self, field))) < len(getattr(self, field)):
                raise ValueError(f"{field} names the same {'route' if field == 'routes' else 'category'} twice")
        for field in ("own_routes", "own_programmes", "own_services"):
            names = [item.name for item in getattr(self, field)]
            if len(set(names)) < len(names):
                raise ValueError(f"{field} has two items of the same name")
        reached = {route.programme for route in self.own_routes}
        lost = [item.name for item in self.own_programmes if item.name not in reached]
        if lost:
            raise ValueError(f"own_programmes has {lost[0]}, which no route of own_routes leads to")
        unused = [route.name for route in self.own_routes if route.name not in self.routes]
        if unused:
            raise ValueError(f"own_routes has {unused[0]}, which routes does not open")
        return self


class Preset(Named):
    """Something to try in any place: the regimes to look at, and what to change by name."""

    regimes: Annotated[tuple[RegimeName, ...], Field(min_length=1)]
    changes: Mapping[str, Any] = Field(default_factory=dict)
    source: Text
    rating: Rated
