"""What a Mesa user sees of the agents: light, read-only views of a row, which keep nothing of their own.

Core objects: Person, Officer, Service, CustodySuite.

A view holds its model and its row number; every attribute is read from the model's arrays when asked for, so a view
made on day 0 tells the truth on day 1,000. Two traps of Mesa are avoided here: `mesa.Agent.__init__` registers each
agent and, on Mesa 3.3, keeps its model alive for ever, so it is not called; and nothing can be set on a view, because
the day's rules would never see it.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any, ClassVar, Final, NoReturn, Protocol

from mesa import Agent

from ..scenarios.loader import Catalogue
from ..scenarios.parameters import InputError
from ..scenarios.words import NEEDS, TASKS
from . import records
from .declaring import YES_NO, Field, Record
from .states import CaseState, State

SCALE: Final = 1048576  # the ledger's fixed point, see `model/world.py`


class Host(Protocol):
    """What a view needs of the model it belongs to."""

    @property
    def world(self) -> Any:
        """The arrays of the run."""

    @property
    def day(self) -> int:
        """Days run so far."""

    @property
    def catalogue(self) -> Catalogue:
        """The numbered routes, programmes and services."""

    def first_id(self, kind: type[View]) -> int:
        """The `unique_id` of row 0 of this kind of agent."""


class View(Agent):
    """A row of one of the model's tables, seen as a Mesa agent.

    A kind of view has an attribute for every field that its record declares as shown, unless it says it otherwise itself.

    Attributes:
        model: The model it belongs to.
        number: Its row in the table of its kind.
        unique_id: Unique in the model: people have their row number, the other kinds follow after the last person.
    """

    __slots__ = ("model", "number", "unique_id")

    model: Host
    number: int
    unique_id: int
    table: ClassVar[str]
    word: ClassVar[str]

    def __init_subclass__(cls, record: type[Record] = Record) -> None:
        """Show what the record declares as shown."""
        for field in record.fields.values():
            if field.shown and field.name not in vars(cls):
                setattr(cls, field.name, _attribute(field))

    def __init__(self, model: Host, number: int) -> None:
        """Look at row `number`; Mesa is not told, so making a view changes nothing.

        Raises:
            InputError: there is no such row.
        """
        number = operator.index(number)
        rows = self.count(model)
        if not 0 <= number < rows:
            raise InputError(f"There is no {self.word} {number}: they are numbered 0 to {rows - 1}.")
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "unique_id", model.first_id(type(self)) + number)

    @classmethod
    def count(cls, model: Host) -> int:
        """How many rows of this kind the model has."""
        return len(getattr(model.world, cls.table))

    def _read(self, field: str) -> Any:
        return getattr(self.model.world, self.table)[field][self.number].item()

    @property
    def pos(self) -> int | None:
        """The node of `model.graph` it is at, where Mesa looks for it; None when it is nowhere in particular."""
        return None

    def remove(self) -> NoReturn:
        """Refuse: who comes and goes is decided by the model's own rules."""
        raise AttributeError(f"A {self.word} cannot be removed: agents come and go by the rules of the model.")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"{type(self).__name__}.{name} cannot be set: it is only a view of the run. To change what happens, "
            "change a parameter or the regime of the model, or keep your own notes by unique_id."
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.model, self.number)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}>"


def _attribute(field: Field) -> property:
    """An attribute that is read from the field of the same name: a word where it stands for one, or yes or no."""

    def read(view: View) -> Any:
        value = view._read(field.name)
        if not isinstance(field.unit, str):
            return field.unit(value).word
        return bool(value) if field.unit == YES_NO else value

    return property(read, doc=field.sentence)


class Person(View, record=records.Person):
    """A person known to police or at risk of it."""

    __slots__ = ()
    table = "people"
    word = "person"

    @property
    def age(self) -> float:
        """Age in years today."""
        return float((self.model.day - self._read("born")) / 365.25)

    @property
    def state(self) -> str:
        """Whether they are in the model: absent (not yet in it), present, left, dead."""
        waiting = self.model.day == 0 and self._read("enters") <= 0.0
        return State.PRESENT.word if waiting else State(self._read("state")).word

    @property
    def present(self) -> bool:
        """Whether they are in the model today: they have joined, and have neither left nor died."""
        return self.state == State.PRESENT.word

    @property
    def needs(self) -> Mapping[str, float]:
        """Severity of each need, 0 to 1, as they came with it; what support relieves is not taken off."""
        return dict(zip(NEEDS, self.model.world.people["needs"][self.number].tolist(), strict=True))

    @property
    def ties(self) -> tuple[int, ...]:
        """The ids of the people they know."""
        return tuple(other for other in self.model.world.ties[self.number].tolist() if other >= 0)

    @property
    def case(self) -> str:
        """How far they are on the way into support: none, referred, waiting or in_support."""
        case = self._read("case")
        return CaseState(int(self.model.world.cases["state"][case])).word if case >= 0 else "none"

    @property
    def in_support(self) -> bool:
        """Whether they have a place in a programme today."""
        return self.case == CaseState.IN_SUPPORT.word

    @property
    def programme(self) -> str | None:
        """The programme whose effect they feel, during support or after it."""
        if not self.in_support and self.support <= 0.0:
            return None
        return self.model.catalogue.programmes[self._read("programme")].name

    @property
    def referrer(self) -> int | None:
        """The number of the officer who referred them last."""
        officer = self._read("referrer")
        return int(officer) if officer >= 0 else None

    @property
    def pos(self) -> int:
        """The neighbourhood, where Mesa looks for it."""
        return int(self._read("place"))


class Officer(View, record=records.Officer):
    """A police officer in a neighbourhood team."""

    __slots__ = ()
    table = "officers"
    word = "officer"

    @property
    def hours(self) -> Mapping[str, float]:
        """Hours spent on the people in the model, by task, since the regimes parted (before that, since day 0)."""
        spent = self.model.world.ledger[self.number]
        return {task: int(amount) / SCALE for task, amount in zip(TASKS, spent, strict=True)}

    @property
    def pos(self) -> int:
        """The neighbourhood of the team, where Mesa looks for it."""
        return int(self._read("team"))


class Service(View, record=records.Service):
    """A provider with workers, caseloads and a waiting list."""

    __slots__ = ()
    table = "services"
    word = "service"

    staffed = property(lambda view: view._read("present"), doc="Workers who are in post today.")

    @classmethod
    def count(cls, model: Host) -> int:
        """How many services there are; the table has an empty row when there is none."""
        return len(model.catalogue.services)

    @property
    def name(self) -> str:
        """Its name in the library."""
        return self.model.catalogue.services[self.number].name

    @property
    def places(self) -> float:
        """How many people the workers in post can support."""
        return float(self.staffed * self.caseload)


class CustodySuite(View, record=records.Suite):
    """The police custody suite."""

    __slots__ = ()
    table = "suite"
    word = "custody suite"

    @classmethod
    def count(cls, model: Host) -> int:  # noqa: ARG003
        """One."""
        return 1

    def _read(self, field: str) -> Any:
        return self.model.world.suite[field].item()
