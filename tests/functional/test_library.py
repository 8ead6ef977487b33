"""Everything the library offers runs: each regime, each preset, each place, in one short replicate."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import pytest

from diversion.experiments.plans.making import make_plan
from diversion.experiments.runs.replicate import simulate
from diversion.scenarios import loader
from diversion.scenarios.schema import Locality

RESIDENTS = 20_000.0


def small(name: str) -> Locality:
    """A place with few residents, everything else as it is."""
    place = loader.locality(name)
    return place.model_copy(update={"residents": place.residents.model_copy(update={"value": RESIDENTS})})


def offences(name: str, regimes: tuple[str, ...], preset: str | None = None) -> dict[str, float]:
    """Offences a year under each regime in one replicate of one year."""
    plan = replace(make_plan(name, regimes or None, years=1, replicates=1, preset=preset), locality=small(name))
    return {run.regime: run.outcomes["latent_offences"] for run in simulate(plan, 0, threading.Event())}


def test_every_regime_runs_in_one_comparison() -> None:
    found = offences("england-mix", loader.names("regime"))
    assert set(found) == set(loader.names("regime"))
    assert all(math.isfinite(value) and value > 0 for value in found.values())


@pytest.mark.parametrize("name", loader.names("preset"))
def test_every_preset_runs(name: str) -> None:
    assert set(offences("leicestershire", (), name)) == set(loader.preset(name).regimes)


@pytest.mark.parametrize("name", loader.names("locality"))
def test_every_place_is_compared(name: str) -> None:
    assert set(offences(name, ("current", "pre-arrest"))) == {"none", "current", "pre-arrest"}


def test_with_everything_switched_off_offences_are_the_same_under_every_regime() -> None:
    assert len(set(offences("leicestershire", (), "everything-off").values())) == 1
