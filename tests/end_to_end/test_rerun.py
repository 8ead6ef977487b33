"""Kept runs computed again: the same to the bit, and what differs is named."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from diversion.experiments.compare import carry_out
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan
from diversion.experiments.runs.rerun import Again, chosen, rerun
from diversion.experiments.store.looking import find_experiment
from diversion.scenarios import loader


@pytest.fixture(scope="module")
def plan() -> Plan:
    place = loader.locality("england-mix")
    hamlet = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 2000.0})})
    changes = {"lead.length_days": 200, "offer_street": 0.5}
    return make_plan(hamlet, ["none", "pre-arrest"], years=1, run_in=0, replicates=3, changes=changes)


@pytest.fixture
def kept(plan: Plan, tmp_path: Path) -> Path:
    db = tmp_path / "runs.sqlite"
    carry_out(plan, db)
    return db


def again(db: Path, most: int | None = None) -> list[Again]:
    store, experiment = find_experiment(1, str(db))
    with store:
        picked = chosen(store, experiment, most)
        found = list(rerun(store, experiment, picked))
    assert len(found) == picked.runs
    return found


def changed(db: Path, order: str, *values: Any) -> None:
    connection = sqlite3.connect(db)
    with connection:
        assert connection.execute(order, values).rowcount == 1
    connection.close()


def test_every_number_is_the_same_to_the_bit(kept: Path) -> None:
    assert [(each.replicate, each.regime, each.same) for each in again(kept)] == [
        (replicate, regime, True) for replicate in range(3) for regime in ("none", "pre-arrest")
    ]
    assert [each.replicate for each in again(kept, most=2)] == [0, 0, 2, 2]


def test_what_differs_is_named(kept: Path) -> None:
    changed(kept, "UPDATE outcome SET value = -1 WHERE run_id = 1 AND measure_id = 1")
    changed(kept, "UPDATE run_table SET name = 'weeks' WHERE run_id = 2 AND name = 'months'")
    differing = {name: pair for each in again(kept) for name, pair in each.differing.items()}
    assert differing.keys() == {"latent_offences", "table weeks"}
    assert differing["latent_offences"][0] == -1 and differing["latent_offences"][1] >= 0
    assert len([each for each in again(kept) if not each.same]) == 2
