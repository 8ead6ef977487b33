"""What is lived beside a comparison is left out where a store can only be read, and for no other reason."""

from __future__ import annotations

from typing import Any

import pytest

from diversion.experiments import crossing
from diversion.experiments.answers import Comparison
from diversion.experiments.plans import make_plan
from diversion.experiments.runs import Batch, How
from diversion.experiments.store import NotAllKept
from diversion.scenarios.errors import InputError


@pytest.fixture
def crossed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Tries the exchange where running it raises this."""

    def crossed(error: Exception) -> tuple[Comparison, Comparison]:
        def run(*_: Any) -> None:
            raise error

        monkeypatch.setattr(crossing, "run", run)
        plan = make_plan("blackpool", ["custody-stage", "pre-arrest"])
        before = Comparison(plan=plan, batch=Batch(0, 1), results=(), location="here")
        store: Any = None
        return before, crossing.with_crossing(before, store, How())

    return crossed


def test_a_store_that_can_only_be_read_leaves_it_out(crossed: Any) -> None:
    before, after = crossed(NotAllKept("Not all is kept."))
    assert after is before


def test_whatever_else_is_wrong_is_told(crossed: Any) -> None:
    with pytest.raises(InputError, match="does not answer"):
        crossed(InputError("The Dask scheduler does not answer."))
