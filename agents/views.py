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
from ..scenarios.words import ETHNICITIES, NEEDS, SEXES, TASKS
from .records import IN_SUPPORT, PRESENT

STATES: Final = ("absent", "present", "left", "dead")
WHEREABOUTS: Final = ("liberty", "detained", "imprisoned", "on_remand")
CASE_STATES: Final = ("none", "prosecution", "referred", "waiting", "in_support", "unattended")
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


def _plain(field: str, text: str) -> Any:
    """An attribute that is read from the field of the same name as it stands."""
    return property(lambda view: view._read(field), doc=text)


def _yes_no(field: str, text: str) -> Any:
    """An attribute that says whether the field of the same name is set."""
    return property(lambda view: bool(view._read(field)), doc=text)


def _word(field: str, words: tuple[str, ...], text: str) -> Any:
    """An attribute that gives the word for the number in the field of the same name."""
    return property(lambda view: words[view._read(field)], doc=f"{text}: {', '.join(words)}.")


class Person(View):
    """A person known to police or at risk of it."""

    __slots__ = ()
    table = "people"
    word = "person"

    inside = _word("inside", WHEREABOUTS, "Where they are")
    sex = _word("sex", SEXES, "Sex")
    ethnicity = _word("ethnicity", ETHNICITIES, "Ethnicity")
    care = _yes_no("care", "Whether they have been in care.")
    spell = _yes_no("spell", "Whether they are in a bad spell.")
    warrant = _yes_no("warrant", "Whether they are wanted for failing to appear.")
    place = _plain("place", "Neighbourhood: a node of `model.graph`.")
    rate = _plain("rate", "Latent offences a year now, at liberty.")
    welfare = _plain("welfare", "Welfare contacts a year now.")
    trust = _plain("trust", "Trust in police and services, 0 to 1.")
    label = _plain("label", "How far proven offences have closed doors, 0 to 1.")
    support = _plain("support", "Share of the programme's full effect reached, 0 to 1.")
    collateral = _plain("collateral", "What prison did to housing and work, 0 to 1.")
    peers = _plain("peers", "How far the ties are above or below their usual, -1 to 1.")
    contacts = _plain("contacts", "Offence contacts so far, ever.")
    proven = _plain("proven", "Proven offences so far, ever.")

    @property
    def age(self) -> float:
        """Age in years today."""
        return float((self.model.day - self._read("born")) / 365.25)

    @property
    def state(self) -> str:
        """Whether they are in the model: absent (not yet in it), present, left, dead."""
        waiting = self.model.day == 0 and self._read("enters") <= 0.0
        return STATES[PRESENT if waiting else self._read("state")]

    @property
    def present(self) -> bool:
        """Whether they are in the model today: they have joined, and have neither left nor died."""
        return self.state == STATES[PRESENT]

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
        return CASE_STATES[int(self.model.world.cases["state"][case])] if case >= 0 else CASE_STATES[0]

    @property
    def in_support(self) -> bool:
        """Whether they have a place in a programme today."""
        return self.case == CASE_STATES[IN_SUPPORT]

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


class Officer(View):
    """A police officer in a neighbourhood team."""

    __slots__ = ()
    table = "officers"
    word = "officer"

    severity = _plain("severity", "Log-odds added to arresting.")
    keenness = _plain("keenness", "Log-odds added to offering diversion.")
    belief = _plain("belief", "Belief that diversion works, 0 to 1.")
    team = _plain("team", "Team: the number of its neighbourhood.")

    @property
    def hours(self) -> Mapping[str, float]:
        """Hours spent on the people in the model, by task, since the regimes parted (before that, since day 0)."""
        spent = self.model.world.ledger[self.number]
        return {task: int(amount) / SCALE for task, amount in zip(TASKS, spent, strict=True)}

    @property
    def pos(self) -> int:
        """The neighbourhood of the team, where Mesa looks for it."""
        return int(self._read("team"))


class Service(View):
    """A provider with workers, caseloads and a waiting list."""

    __slots__ = ()
    table = "services"
    word = "service"

    caseload = _plain("caseload", "People that one worker supports at a time.")
    workers = _plain("workers", "Posts that the regime pays for.")
    staffed = property(lambda view: view._read("present"), doc="Workers who are in post today.")
    active = _plain("active", "People in support today.")
    waiting = _plain("waiting", "People on the waiting list today.")

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


class CustodySuite(View):
    """The police custody suite."""

    __slots__ = ()
    table = "suite"
    word = "custody suite"

    cells = _plain("cells", "Cells.")
    drive_hours = _plain("drive_hours", "Officer hours more for an arrest when every cell is taken.")
    occupied = _plain("occupied", "People held today.")

    @classmethod
    def count(cls, model: Host) -> int:
        """One."""
        return 1

    def _read(self, field: str) -> Any:
        return self.model.world.suite[field].item()
