"""The way into support: how many of those offered it come, by where and how soon they are met, and how they fare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...scenarios.words import Stage
from .counted import Counted, Measure
from .flows import IN_CUSTODY
from .observing import Observation

CONTRACT: Final = 122.0  # days that a contract of four months runs
SETTLED: Final = 300.0  # days before the end by which what happened under a contract has come to a decision


def _funnel(part: str, whole: str, *stages: int) -> Callable[[Observation], Counted]:
    return lambda seen: Counted(seen.reading.took(part, *stages), seen.reading.took(whole, *stages))


def _broke_contract(seen: Observation) -> Counted:
    """People on a contract that takes the place of a charge: those charged or cautioned over an offence in it, and all."""
    admitted = seen.since.of("admitted")
    on_contract = admitted.route.isin(seen.reading.contracts()) & (admitted.moment <= seen.end - SETTLED)
    people = admitted[on_contract][["person", "moment"]].reset_index(drop=True)
    decided = seen.since.of("caution", "charge")[["person", "began"]]
    pairs = people.reset_index(names="entry").merge(decided, on="person")
    broke = pairs[(pairs.began > pairs.moment) & (pairs.began <= pairs.moment + CONTRACT)]
    return Counted(float(broke.entry.nunique()), float(len(people)))


FUNNELS: Final = (
    Measure("custody_supported", "Offered support in custody who get it", "%", 100.0,
            _funnel("admitted", "referrals", *IN_CUSTODY)),
    Measure("custody_engaged", "Taken on in custody who engage", "%", 100.0, _funnel("engaged", "consents", *IN_CUSTODY)),
    Measure("street_engaged", "Diverted at the scene who engage", "%", 100.0,
            _funnel("engaged", "consents", Stage.STREET)),
    Measure("contract_broken", "On contract who reoffend within four months", "%", 100.0, _broke_contract, 2),
)  # fmt: skip
