"""What tests of single behaviours share: plain Python for kernels, parameters, and a town small enough to work out by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Mapping
from typing import Self

import numpy as np
import pytest

from diversion.agents.engine import ahead, behaviour, blank
from diversion.agents.records import Entry, Incident, Person, Programme, Service
from diversion.agents.states import State
from diversion.model.build import careers
from diversion.model.build.build import parameters
from diversion.model.incident import fill_incident
from diversion.model.ledger.measures import MEASURES, STEPS
from diversion.model.simulation import Setting, Simulation
from diversion.model.world import SCALE, World, _twin, assemble
from diversion.scenarios.parameters import resolve
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import TASKS

FORKED: dict[Hashable, World] = {}  # towns just after the fork, each built once
# Where a test asks for nothing else, a case holds one offence, a charge alone labels nobody, and nobody is wanted for long.
SIMPLE = {
    "case_offences_first": 0.0,
    "case_offences_often": 0.0,
    "channel_charge": 0.0,
    "warrants_at_start": 0.0,
    "warrant_put_off": 0.0,
}
INSTEAD = ((ahead.fetch_ahead, ahead._nothing), (blank.blank, blank._alone))  # of what only a compiler understands


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behaviours and kernels as the plain Python they are written in: nothing is compiled, and any can be called alone."""
    if not behaviour.COMPILED:
        return
    for kind in (behaviour.Behaviour, behaviour.Kernel):
        monkeypatch.setattr(kind, "__call__", lambda self, *args: self.function(*args))
    monkeypatch.setattr(careers, "SAMPLE", 32)  # plain Python is slow, and no test of one behaviour counts people
    for name, module in list(sys.modules.items()):
        if name.startswith(("diversion.agents.", "diversion.model.")):
            for here, found in list(vars(module).items()):
                for compiled, alone in INSTEAD:
                    if found is compiled:
                        monkeypatch.setattr(module, here, alone)


@pytest.fixture
def par_of(plain: None) -> Callable[..., np.record]:
    """The record of parameters: defaults but for what is given, where a double underscore stands for a table's dot."""
    return lambda **changes: parameters(resolve({name.replace("__", "."): v for name, v in changes.items()}))


@pytest.fixture
def somebody() -> Callable[..., Person]:
    """A person alone, zero in every field but those given; lists fill the first places of a field."""

    def make(**fields: object) -> Person:
        person = Person.one()
        for name, value in fields.items():
            if isinstance(value, list | tuple):
                person[name][: len(value)] = value
            else:
                setattr(person, name, value)
        return person

    return make


class Tiny:
    """A town of some thirty people just after the fork, in which nothing happens but what a test makes happen."""

    def __init__(self, setting: Setting, world: World) -> None:
        """Everybody is there; the day is 100, and nothing stands in the calendar."""
        self.setting, self.w = setting, world
        world.clock.day = 100
        world.people["state"] = State.PRESENT
        world.people["since"] = world.people["begun"] = world.people["full"] = 100.0
        world.people["until"] = 128.0
        world.people["trust"] = 0.4
        world.people["stay"] = world.people["ends"] = 1e9
        world.due[:] = 0.0
        for name in (
            "rate",
            "welfare",
            "death",
            "label",
            "spells",
            "eased",
            "lost",
            "contacts",
            "proven",
            "sanctions",
            "recent",
            "contacts_fork",
            "proven_fork",
        ):
            world.people[name] = 0
        world.ledger[:] = world.hours[:] = world.teams["today"][:] = 0
        self.before = world.by_group.sum(axis=(0, 1))

    def sure(self, **chances: float) -> Self:
        """Some parameters beyond what a user may ask for, to leave nothing to luck."""
        for name, value in chances.items():
            self.w.par[name] = value
        return self

    def counted(self, *names: str) -> list[float]:
        """What these measures have counted so far."""
        found = (self.w.by_group.sum(axis=(0, 1)) - self.before) / SCALE
        return [float(found[MEASURES.index(name)]) for name in names]

    def count(self, name: str) -> float:
        """What one measure has counted so far."""
        return self.counted(name)[0]

    def everything(self) -> dict[str, float]:
        """Every measure that has counted something."""
        return {name: value for name, value in zip(MEASURES, self.counted(*MEASURES), strict=True) if value}

    def hours(self) -> dict[str, float]:
        """Officer hours by task, where there are any."""
        found = self.w.ledger.sum(axis=0) / SCALE
        return {task: float(value) for task, value in zip(TASKS, found, strict=True) if value}

    def planned(self, kind: int) -> list[Entry]:
        """The entries of one kind that stand in the calendar."""
        clock, events = self.w.clock, self.w.events
        found = [events[self.w.heap[k]] for k in range(int(clock.heap))]
        for head in self.w.heads.ravel()[self.w.heads.ravel() >= 0]:
            e = int(head)
            while e >= 0:
                found.append(events[e])
                e = int(events[e].next)
        return [event for event in found if event.kind == kind]

    def incident(self, i: int = 0, category: int = 0, moment: float = 100.25, key: int = 4097) -> Incident:
        """A contact with person `i`, with what can be seen at it."""
        incident = Incident.one()
        fill_incident(self.w, incident, i, key, category, moment)
        return incident

    def somebody(self, i: int = 0, **fields: object) -> Person:
        """Person `i`, thirty years old, with some fields set."""
        person = self.w.people[i]
        person.born = 100.0 - 30.0 * 365.25
        for name, value in fields.items():
            if isinstance(value, list):
                person[name][:] = value
            else:
                setattr(person, name, value)
        return person

    def programme_of(self, r: int) -> Programme:
        """The programme behind a route."""
        return self.w.programmes[int(self.w.routes[r].programme)]

    def service_of(self, r: int) -> Service:
        """The service behind a route."""
        return self.w.services[int(self.programme_of(r).service)]

    def steps(self, r: int) -> dict[str, float]:
        """What the funnel has counted of one route."""
        return {name: float(value) for name, value in zip(STEPS, self.w.funnel[r] / SCALE, strict=True) if value}

    def route(self, name: str) -> int:
        """The number of a route."""
        return [route.name for route in self.setting.catalogue.routes].index(name)


@pytest.fixture
def tiny(plain: None, setting_of: Callable[..., Setting]) -> Callable[..., Tiny]:
    """A tiny town under a regime, with changed parameters: `tiny("combined", offer_street=1.0)`."""

    def make(regime: str | Regime = "none", seed: int = 1, years: int = 2, **changes: float) -> Tiny:
        given: Mapping[str, float] = SIMPLE | {name.replace("__", "."): value for name, value in changes.items()}
        setting = setting_of(regimes=(regime,), changes=given, residents=1600, years=years, run_in=0)
        key = (str(regime), seed, years, tuple(sorted(given.items())))
        if key not in FORKED:
            FORKED[key] = Simulation.build(setting, seed).fork(setting.regimes[0]).world
        world = assemble({name: _twin(value) for name, value in FORKED[key]._asdict().items() if name != "handle"})
        world.heads[:] = -1  # not even a worker leaves
        return Tiny(setting, world)

    return make
