"""What the data files may say: places, services, programmes, routes, regimes and presets, and what contradicts itself.

Core objects: Locality, Service, Programme, Route, Regime, Preset. What one field may hold stands in `fields.py`; each field
carries the sentence that says what it is, and whether the engine's record has it as it stands.

A message about several fields at once starts with the name of one of them, so that the reader of the file can find the
line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from .contradictions import problems_of
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
    LogOdds,
    Months,
    Name,
    Need,
    Order,
    OwnValue,
    OwnValues,
    Pounds,
    Probability,
    ProgrammeName,
    Quantity,
    Rated,
    RecentCount,
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
    Strength,
    Times,
    at_most,
    number_of,
)
from .prices import Costing
from .record import Day, Record, Text

__all__ = [
    "AGE_BANDS",
    "OLDEST",
    "Adults",
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
AS_IT_STANDS: Final = "the engine's record has it as it stands"  # the mark of such a field
Age = Annotated[StrictInt, Field(ge=18, le=OLDEST)]
OutcomeCode = Annotated[StrictInt, Field(ge=1, le=23)]  # the Home Office's list of crime outcomes


def said(sentence: str, default: Any = ..., *, factory: Callable[[], Any] | None = None) -> Any:
    """A field with the sentence that says what it holds, for the documents and for an editor."""
    return Field(default_factory=factory, description=sentence) if factory else Field(default, description=sentence)


def sentence_of(model: type[Record], field: str) -> str:
    """What a field holds."""
    return model.model_fields[field].description or ""


@cache
def as_they_stand(model: type[Record]) -> tuple[str, ...]:
    """The fields whose number the engine's record holds under the same name, as it stands."""
    return tuple(name for name, field in model.model_fields.items() if AS_IT_STANDS in field.metadata)


class Named(Record):
    """What every item of the library has: a name to call it by, a title for tables, and a few sentences."""

    name: Name
    title: Text
    text: Text


class Adults(NamedTuple):
    """What careers in a place depend on: its adults by age, sex and ethnicity, and its level of crime."""

    place: str  # its name
    number: float
    ages: Mapping[str, float]
    men: float  # their share
    ethnicities: Mapping[str, float]
    crime_per_1000: float


class Locality(Named):
    """A place: its people, neighbourhoods, officers and custody, and the regime in force there today."""

    start: Day = said("Day on which the regimes part; before it lies the run-in", date(2026, 4, 1))
    current: RegimeName = said("The regime in force there today")
    residents: Annotated[SourcedPositive, at_most(100_000_000)] = said("Residents")
    adult_share: SourcedShare = said("Share of residents aged 18 or over")
    age_shares: AgeShares = said("Shares of adults by age")
    male_share: SourcedShare = said("Share of adults who are men")
    ethnicity_shares: EthnicityShares = said("Shares of adults by ethnicity")
    crime_per_1000: Annotated[SourcedAmount, at_most(2_000)] = said("Recorded crimes a year per 1,000 residents")
    officers: Annotated[SourcedPositive, at_most(1_000_000)] = said("Officers who serve the place, by headcount")
    team_share: SourcedShare = said("Share of officers in response and neighbourhood teams")
    neighbourhoods: Annotated[SourcedPositive, at_most(20_000)] = said("Neighbourhoods")
    grid_columns: SourcedPositive = said("Neighbourhoods side by side")
    worst_decile_share: SourcedShare = said("Share of neighbourhoods in the country's most deprived tenth")
    drug_need_ratio: Annotated[SourcedAmount, at_most(100)] = said(
        "People who use opiates or crack, per head, relative to England"
    )
    cells: Annotated[SourcedCount, at_most(100_000)] = said("Cells in custody")
    drive_hours: Annotated[SourcedAmount, at_most(100)] = said(
        "More officer hours for an arrest when the suite is full"
    )
    parameters: OwnValues = said("What holds here instead of the declared default", factory=dict)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.grid_columns.value > self.neighbourhoods.value:
            raise ValueError("grid_columns is more than the number of neighbourhoods")
        return self

    @property
    def adults(self) -> Adults:
        """Those who live there, as numbers without their sources."""
        ages, ethnicities = (
            {name: share.value for name, share in shares.items()} for shares in (self.age_shares, self.ethnicity_shares)
        )
        number = self.residents.value * self.adult_share.value
        return Adults(self.name, number, ages, self.male_share.value, ethnicities, self.crime_per_1000.value)


class Service(Named):
    """A provider: its workers, how many clients each can hold, and how people are let in."""

    workers: Quantity = said("Workers")
    caseload: Annotated[Clients, AS_IT_STANDS] = said("Clients a worker can hold")
    usual_caseload: Clients | None = said("Those where drop-out was seen; without, as at declared defaults", None)
    turnover_a_year: Times = said("Share of workers who leave a year")
    vacancy_days: Annotated[Days, AS_IT_STANDS] = said("Mean days until a post is filled again")
    waiting_limit: Annotated[Times, AS_IT_STANDS] = said("Longest waiting list, as a share of places")
    order: Order = said("Who is admitted first")
    cost_a_client_year: Pounds = said("Cost of a client-year, £")
    costing: Costing | None = said("What that cost rests on, for the reader", None)
    source: Text = said("Source of the service")
    rating: Rated = said("How far to trust it")


class Programme(Named):
    """What waits behind a route: the needs it meets, how long it lasts, and what it does to latent offending."""

    service: ServiceName = said("Service")
    needs_met: Mapping[Need, Share] = said(
        "Needs it meets (share of each relieved at full effect, relative to one another)"
    )
    length_days: Length | None = said("Length")
    coercive: Annotated[StrictBool, AS_IT_STANDS] = said("Coercive")
    belief: Name | None = said("The belief about its effect, which says among whom and over how many months", None)
    effect: EffectRatio | None = said(
        "All offences, known or not, of those the belief is about, against without it", None
    )
    effect_young: Times = said("Share of that effect, on the log scale, that holds at 18 to 25", 1.0)
    without_need: Share = said("Part of the effect that needs no need to be met: structure, attention", 0.3)
    strength: Strength | None = said(
        "What full effect takes off the log of an average client's offending; solved from the belief where left out",
        None,
    )
    months_to_full_effect: Months = said("Months to full effect")
    half_life_months: Months = said("Half-life after support ends, months")
    consent: Annotated[Probability, AS_IT_STANDS] = said("Consent, of those referred")
    engagement: Annotated[Probability, AS_IT_STANDS] = said("Engagement, of those who consented")
    dropout_early: Probability = said("Drop-out a month, first two months")
    dropout_late: Probability = said("Drop-out a month, later")
    hand_over_days: Annotated[Days, AS_IT_STANDS] = said("Days to the first meeting")
    engaged_after_days: Days | None = said(
        "Those where its engagement was seen; without, as at declared defaults", None
    )
    fidelity: Probability = said("How far it is delivered as meant (scales the effect)", 1.0)
    bond: Annotated[Share, AS_IT_STANDS] = said(
        "Part of the drop-outs that one trusted worker, once known well, prevents", 0.0
    )
    trauma_informed: Annotated[Share, AS_IT_STANDS] = said(
        "Part of the drop-out which trauma adds that it takes away", 0.0
    )
    abstinence: Annotated[StrictBool, AS_IT_STANDS] = said("A relapse puts somebody out", False)
    peer_led: Annotated[Share, AS_IT_STANDS] = said("How far people with experience of their own run it", 0.0)
    appeal_young: Annotated[LogOdds, AS_IT_STANDS] = said("Appeal at 18 to 25, log-odds on consent and engagement", 0.0)
    appeal_older: Annotated[LogOdds, AS_IT_STANDS] = said("Appeal from 26, log-odds on consent and engagement", 0.0)
    teachable: Annotated[Share, AS_IT_STANDS] = said(
        "How far it makes use of how receptive people are after detention", 0.0
    )
    fast_track: Share = said("Part of the waits for housing and mental health care that it saves", 0.0)
    coordination_hours: Annotated[Times, AS_IT_STANDS] = said("Officer hours a month for each client", 0.0)
    coordinates_warrants: Annotated[Probability, AS_IT_STANDS] = said(
        "Warrants of whoever is admitted that it has withdrawn, with the prosecutor", 0.0
    )
    until: Day | None = said("Last day on which it was there; after it, it is history, still there to try", None)
    published: tuple[Finding, ...] = said("What was published", ())
    source: Text = said("Source of the programme")
    rating: Rated = said("How far to trust it")

    @model_validator(mode="after")
    def _has_an_effect(self) -> Self:
        if self.strength is None and (self.effect is None or self.belief is None):
            raise ValueError("effect and belief must be given together, or strength instead of them")
        return self


class Route(Named):
    """One door into support: where it stands, who may go through, and what it does to the disposal."""

    stage: Stage = said("Where it stands")
    programme: ProgrammeName = said("The programme behind it")
    starts_after_days: Days | None = said(
        "Days after the regimes part from which it is open; without, from the start", None
    )
    ends_after_days: Days | None = said(
        "Days after the regimes part at which its money ends and everybody in it is put out; without, never", None
    )
    age_min: Age = said("From this age", 18)
    age_max: Age = said("To this age: 25 means until the 26th birthday", OLDEST)
    categories: tuple[Kind, ...] = said(
        "Contacts it is for; none where there is no contact, in hospital and in the community", ()
    )
    max_proven: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = said("Most proven offences before", None)
    min_recent: Annotated[RecentCount, AS_IT_STANDS] = said("Least recent contacts, of which each fades", 0.0)
    max_recent: RecentCount | None = said("Most recent contacts, of which each fades", None)
    needs_any: tuple[Need, ...] = said("Needs it asks for, one of them", ())
    min_severity: Annotated[Share, AS_IT_STANDS] = said("Severity that a need must have", 0.0)
    arrested_only: Annotated[StrictBool, AS_IT_STANDS] = said(
        "In custody, for the arrested only and not for who was interviewed by appointment; elsewhere it says nothing",
        False,
    )
    domestic_abuse_excluded: StrictBool = said("Domestic abuse shuts it", True)
    domestic_abuse_only: StrictBool = said("It is for domestic abuse only", False)
    admission_required: StrictBool = said("Admission is required", False)
    repeats_allowed: StrictBool = said("Somebody may go through again", True)
    ordinary: Annotated[StrictBool, AS_IT_STANDS] = said(
        "Part of ordinary provision in every regime: left out of a regime's own referrals, and gives way to a programme",
        False,
    )
    # Of an average officer with usual training and an average eligible person; in hospital, of staff; at court, that an order
    # contains it.
    offer: Annotated[Probability, AS_IT_STANDS] = said(
        "Probability of an offer to somebody eligible; in the community, the rate a year at which it reaches them"
    )
    replaces: Annotated[StrictBool, AS_IT_STANDS] = said("It takes the place of the disposal")
    outcome_code: OutcomeCode | None = said("The outcome it records", None)
    non_engagement: Sanction = said("What follows when somebody does not engage", "nothing")
    returns_if_full: Annotated[StrictBool, AS_IT_STANDS] = said(
        "Where the service turns somebody away after all, the disposal that was put off comes back", False
    )
    source: Text = said("Source of the route")
    rating: Rated = said("How far to trust it")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for problem in problems_of(self):
            raise ValueError(problem)
        return self


class Regime(Named):
    """A rule-book: the routes it opens, and the workers it pays for where that differs from the service's own.

    What a regime brings of its own, beside the library, travels with it: a file is enough to try a new route.
    """

    routes: tuple[RouteName, ...] = said("The routes it opens", ())
    workers: Mapping[ServiceName, Quantity] = said(
        "Workers it pays for, by service, where that differs from the service's own", factory=dict
    )
    enforcement: Intensity = said("Contacts per offence against usual, where police go looking for it", 1.0)
    enforcement_categories: tuple[Category, ...] = said("Over what police go looking; none named: over everything", ())
    community_leadership: Share = said(
        "How far local people share in power over it, which raises offers and trust", 0.0
    )
    own_routes: tuple[Route, ...] = said("Routes of its own", ())
    own_programmes: tuple[Programme, ...] = said("Programmes of its own", ())
    own_services: tuple[Service, ...] = said("Services of its own", ())
    source: Text = said("Source of the regime")
    rating: Rated = said("How far to trust it")

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
