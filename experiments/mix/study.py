"""What is asked of a budget: the packs that may be bought, the mixes of them that spend no more, and what counts as good."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from ...model.ledger.costs import open_services
from ...scenarios import loader
from ...scenarios.parameters import InputError, resolve
from ...scenarios.schema import Locality, Regime, Service, number_of
from ..plans import Plan, make_plan
from ..wording import listed, number

PACKS: Final = ("pre-arrest", "custody-stage", "drug-diversion")
STEPS: Final = 4  # parts into which a budget is divided
MOST_BUDGET: Final = 1e9
MOST_PACKS: Final = 5
NEXT: Final = 100_000.0  # pounds a year more, of which it is said what they would buy
# What a mix is judged by, in the order offered: an outcome that is better when it falls, or money.
OBJECTIVES: Final[Mapping[str, tuple[str, str]]] = {
    "net-benefit": ("", "£ of net benefit to the public purse"),
    "offences": ("latent_offences", "offences avoided"),
    "contacts": ("contacts", "contacts over an offence avoided"),
    "harm": ("latent_harm", "days of harm avoided (Cambridge Crime Harm Index)"),
}


@dataclass(frozen=True, slots=True)
class Pack:
    """A regime's own doors with the teams behind them, as something that can be bought in any size."""

    regime: Regime
    services: tuple[Service, ...]
    prices: Mapping[str, float]  # pounds a year of a post, by service
    usual: Mapping[str, float]  # pounds a year that the regime itself spends, by service

    @property
    def name(self) -> str:
        """The name of its regime."""
        return self.regime.name

    def posts(self, pounds: float) -> dict[str, int]:
        """The whole posts that money buys, shared over its services as the regime shares it; a part of a post is no post."""
        whole = math.fsum(self.usual.values())
        return {
            name: math.floor(pounds * spent / whole / self.prices[name] + 1e-9) for name, spent in self.usual.items()
        }

    def cost(self, posts: Mapping[str, int]) -> float:
        """Pounds a year of some posts."""
        return math.fsum(count * self.prices[name] for name, count in posts.items())

    def sizes(self, budget: float) -> list[dict[str, int]]:
        """The teams that quarters of a budget pay for, and the smallest there is: each service has a post at least."""
        whole = math.fsum(self.usual.values())
        least = max(self.prices[name] * whole / spent for name, spent in self.usual.items())
        sums = [least, *(budget * part / STEPS for part in range(1, STEPS + 1))]
        found = [self.posts(pounds) for pounds in sums]
        fit = [posts for posts in found if all(posts.values()) and self.cost(posts) <= budget * (1 + 1e-9)]
        return [posts for k, posts in enumerate(fit) if posts not in fit[:k]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mix: what each pack gets a year in pounds, the posts that buys, and the rule-book it makes."""

    regime: Regime
    pounds: Mapping[str, float]  # a year, by pack
    posts: Mapping[str, Mapping[str, int]]  # by pack and service

    def called(self, name: str) -> Candidate:
        """The same under another name."""
        return replace(self, regime=self.regime.model_copy(update={"name": name}))

    @property
    def name(self) -> str:
        """The name it goes by in the comparison."""
        return self.regime.name

    @property
    def spends(self) -> float:
        """Pounds a year at the usual prices."""
        return math.fsum(self.pounds.values())

    def words(self) -> str:
        """What it is, as in `custody-stage with 4 posts (£240,000 a year)`."""
        each = (f"{name} with {_posts(posts)}" for name, posts in self.posts.items())
        return f"{listed(list(each))} (£{number(self.spends)} a year)"


def _posts(posts: Mapping[str, int]) -> str:
    count = sum(posts.values())
    return "1 post" if count == 1 else f"{number(count)} posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A budget as it was asked about, everything in it checked; `plan` compares nothing yet but the first pack."""

    plan: Plan
    budget: float
    objective: str
    packs: tuple[Pack, ...]
    screening: int

    @property
    def locality(self) -> Locality:
        """The place."""
        return self.plan.locality

    def candidates(self) -> list[Candidate]:
        """Every mix of the packs' sizes that spends no more than the budget; spending nothing is the reference."""
        sizes: list[list[dict[str, int]]] = [[{}, *pack.sizes(self.budget)] for pack in self.packs]
        found = [self.candidate("", some) for some in product(*sizes) if any(some)]
        fit = sorted((each for each in found if each.spends <= self.budget * (1 + 1e-9)), key=lambda each: each.spends)
        if not fit:
            least = min(pack.cost({name: 1 for name in pack.usual}) for pack in self.packs)
            raise InputError(f"£{number(self.budget)} a year pays for no post; the first costs £{number(least)}.")
        return [each.called(f"mix-{k}") for k, each in enumerate(fit, start=1)]

    def candidate(self, name: str, some: Sequence[Mapping[str, int]]) -> Candidate:
        """The mix in which the packs, in order, have these posts."""
        bought = [(pack, posts) for pack, posts in zip(self.packs, some, strict=True) if posts]
        whole: dict[str, int] = {}
        for _, posts in bought:
            for service, count in posts.items():
                whole[service] = whole.get(service, 0) + count
        pounds = {pack.name: pack.cost(posts) for pack, posts in bought}
        by_pack = {pack.name: dict(posts) for pack, posts in bought}
        return Candidate(_regime(name or "mix", [pack for pack, _ in bought], whole), pounds, by_pack)


def ask(
    locality: str,
    budget: float,
    objective: str = "net-benefit",
    packs: Sequence[str] | None = None,
    years: int = 3,
    run_in: int = 1,
    replicates: int = 40,
    screening: int = 10,
    seed: int = 1,
    changes: Mapping[str, float] | None = None,
) -> Asked:
    """Check a budget and what may be bought with it.

    Raises:
        InputError: something is wrong with what was asked.
    """
    if objective not in OBJECTIVES:
        raise InputError(f"An objective is one of {', '.join(OBJECTIVES)}, not {objective!r}.")
    if not 0 < budget <= MOST_BUDGET:
        raise InputError(f"A budget is above 0 and up to £{MOST_BUDGET:,.0f} a year, not {budget:g}.")
    names = tuple(packs or PACKS)
    if len(set(names)) < len(names) or len(names) > MOST_PACKS:
        raise InputError(f"Name each regime once, and at most {MOST_PACKS}.")
    if not 2 <= screening <= replicates:
        raise InputError(f"Screening takes from 2 replicates to all {replicates}, not {screening}.")
    plan = make_plan(locality, names, years=years, run_in=run_in, replicates=replicates, seed=seed, changes=changes)
    found = tuple(_packs(plan))
    return Asked(plan=plan, budget=budget, objective=objective, packs=found, screening=screening)


def _packs(plan: Plan) -> Iterator[Pack]:
    values, catalogue = resolve(plan.changes, plan.locality.parameters), plan.catalogue
    for regime in plan.regimes:
        if regime.name == plan.reference:
            continue
        services = tuple(open_services(regime, catalogue))
        if not services:
            raise InputError(f"{regime.name} opens no door of its own, so there is nothing to buy.")
        prices = {
            each.name: number_of(each.caseload, values) * number_of(each.cost_a_client_year, values)
            for each in services
        }
        usual = {each.name: number_of(regime.workers.get(each.name, each.workers), values) for each in services}
        spent = {name: count * prices[name] for name, count in usual.items()}
        if not all(spent.values()):
            raise InputError(f"{regime.name} has no post or no price at {plan.locality.name}, so it cannot be bought.")
        yield Pack(regime=regime, services=services, prices=prices, usual=spent)


def _regime(name: str, packs: Sequence[Pack], posts: Mapping[str, int]) -> Regime:
    """One rule-book with the doors of several, and posts of its own."""
    own = [loader.catalogue([pack.regime]) for pack in packs]
    routes = list(dict.fromkeys(route for pack in packs for route in pack.regime.routes))
    library = set(loader.names("route"))
    mine = {route.name: route for each in own for route in each.routes if route.name not in library}
    programmes = {p.name: p for each in own for p in each.programmes if p.name in {r.programme for r in mine.values()}}
    services = {s.name: s for each in own for s in each.services if s.name in {p.service for p in programmes.values()}}
    return Regime(
        name=name,
        title=f"Mix of {listed([pack.name for pack in packs])}",
        text="A mix that a budget is tried on.",
        routes=tuple(routes),
        workers=dict(posts),
        own_routes=tuple(mine.values()),
        own_programmes=tuple(programmes.values()),
        own_services=tuple(services.values()),
        source="Derived from a budget",
        rating="judgement",
    )
