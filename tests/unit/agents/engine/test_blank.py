"""A blank record: each behaviour that asks has one of its own, empty, whatever those it calls do with theirs."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.agents.engine.behaviour import COMPILED, behaviour, kernel
from diversion.agents.engine.blank import _alone, blank
from diversion.agents.records import Incident, Route


@behaviour
def _note(incident: Incident, key: int) -> None:
    incident.key = key
    incident.evidence += 0.25


@behaviour
def _other(key: int) -> float:
    incident, route = blank(Incident), blank(Route)
    route.kinds[3] = 1
    _note(incident, key)
    return float(incident.key) + float(incident.evidence) + 1000.0 * float(route.kinds[3])


def _nested(found: np.ndarray) -> int:
    for k in range(found.shape[0]):
        incident = blank(Incident)
        found[k, 0] = float(incident.key) + float(incident.evidence)
        _note(incident, k + 5)
        found[k, 1] = _other(90)
        found[k, 2] = float(incident.key) + float(incident.evidence)
    return int(found.shape[0])


def test_nobody_sees_what_another_noted_and_it_is_empty_every_time() -> None:
    found = np.zeros((3, 3))
    assert kernel(_nested)(found) == 3
    assert found.tolist() == [[0.0, 1090.25, 5.25], [0.0, 1090.25, 6.25], [0.0, 1090.25, 7.25]]


def test_in_plain_python_it_is_a_record_too() -> None:
    one, other = _alone(Incident), _alone(Incident)
    one.key = 7
    assert one.dtype == Incident.dtype and one.dtype.type is np.record
    assert (one.key, other.key) == (7, 0)


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled with NUMBA_DISABLE_JIT=1")
def test_it_is_compiled_into_whoever_asks() -> None:
    with pytest.raises(NotImplementedError):
        blank(Incident)
