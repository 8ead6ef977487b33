"""The way into support: how many of those offered it come, by where and how soon they are met, and how they fare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...model.world import L_ADMITTED, L_CAUTION, L_CHARGE
from ...scenarios.words import CUSTODY, STREET
from .counted import Counted, Measure
from .flows import funnel_total, in_custody
from .observing import Observation

CONTRACT: Final = 122.0  # days that a contract of four months runs
SETTLED: Final = 300.0  # days before the end by which what happened under a contract has come to a decision


def _funnel(part: str, whole: str, stages: Callable[[int], bool]) -> Callable[[Observation], Counted]:
    def read(seen: Observation) -> Counted:
        return Counted(funnel_total(seen, part, stages), funnel_total(seen, whole, stages))

    return read


def _at_the_scene(stage: int) -> bool:
    return stage == STREET


def _broke_contract(seen: Observation) -> Counted:
    """People on a contract that takes the place of a charge: those charged or cautioned over an offence in it, and all."""
    routes, log = seen.world.routes, seen.since
    contracts = [r for r in range(len(routes)) if routes.stage[r] == CUSTODY and routes.replaces[r]]
    admitted = log[(log.kind == L_ADMITTED) & log.route.isin(contracts) & (log.moment <= seen.end - SETTLED)]
    people = admitted[["person", "moment"]].reset_index(drop=True)
    decided = log[log.kind.isin([L_CAUTION, L_CHARGE])][["person", "began"]]
    pairs = people.reset_index(names="entry").merge(decided, on="person")
    broke = pairs[(pairs.began > pairs.moment) & (pairs.began <= pairs.moment + CONTRACT)]
    return Counted(float(broke.entry.nunique()), float(len(people)))


FUNNELS: Final = (
    Measure("custody_supported", "Offered support in custody who get it", "%", 100.0,
            _funnel("admitted", "referrals", in_custody)),
    Measure("custody_engaged", "Taken on in custody who engage", "%", 100.0, _funnel("engaged", "consents", in_custody)),
    Measure("street_engaged", "Diverted at the scene who engage", "%", 100.0,
            _funnel("engaged", "consents", _at_the_scene)),
    Measure("contract_broken", "On contract who reoffend within four months", "%", 100.0, _broke_contract, 2),
)  # fmt: skip
