"""Mesa's side of the model: its sets of agents as views of the rows, and giving memory back.

Views are made at the first look and put into Mesa's own sets, beside any agents of the user's own.
"""

from __future__ import annotations

import gc
import warnings
from functools import cached_property
from typing import Any, Final, cast
from weakref import WeakSet

import mesa
import numpy as np
import pandas as pd

from ..agents.views import CustodySuite, Officer, Person, Service, View
from ..scenarios.loader import Catalogue
from ..scenarios.parameters import InputError, did_you_mean
from . import tables as frames
from .simulation import Simulation
from .world import World

KINDS: Final[tuple[type[View], ...]] = (Person, Officer, Service, CustodySuite)
MANY_PEOPLE: Final = 100_000
FORGOTTEN_BYTES: Final = 64_000_000


class Face(mesa.Model):
    """A Mesa model over a run of the engine: what is in its arrays, seen as Mesa's agents.

    Attributes:
        random: Mesa's own chance, which decides nothing here.
        rng: The same.
    """

    def _wear(self, simulation: Simulation, seed: int) -> None:
        """Start as a Mesa model that shows this run."""
        super().__init__(rng=seed)
        self._simulation: Simulation | None = simulation
        self._views: dict[int, View] = {}
        self._shown: np.ndarray | None = None  # which people Mesa's sets hold; None until somebody looks
        counts = [kind.count(self) for kind in KINDS]
        self._first_ids = {kind.table: sum(counts[:k]) for k, kind in enumerate(KINDS)}
        self._next_id = sum(counts)
        _living.add(self)
        _sweep()

    @property
    def simulation(self) -> Simulation:
        """The engine's run behind this model."""
        if self._simulation is None:
            raise RuntimeError("This model has been released; build another.")
        return self._simulation

    @property
    def world(self) -> World:
        """The arrays of the run, to be read: what is written to them is not checked."""
        return self.simulation.world

    @property
    def day(self) -> int:
        """Days run so far, the run-in included."""
        return self.simulation.day

    @cached_property
    def catalogue(self) -> Catalogue:
        """The numbered routes, programmes and services of all compared regimes."""
        return self.simulation.setting.catalogue

    @property
    def agents(self) -> Any:
        """Mesa's set of all agents: everybody in the model today, officers, services, the custody suite.

        Who enters or leaves is added or taken out as the days go by. The views are made at the first look.
        """
        self._look()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Mesa's sets of agents by their class: Person, Officer, Service, CustodySuite."""
        self._look()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """The classes of agents."""
        self._look()
        return super().agent_types

    def person(self, number: int) -> Person:
        """The person with this id, whether in the model today or not; no row is ever used twice.

        Args:
            number: The id, from 0: the index of `people()`.

        Returns:
            A view of the row: it reads what holds today, and cannot be written to.

        Raises:
            InputError: there is no such row.

        Example:
            >>> from diversion import DiversionModel
            >>> person = DiversionModel("blackpool", rng=1).person(7)
            >>> person
            <Person 7>
            >>> 0 <= person.trust <= 1
            True
        """
        return cast(Person, self._view(Person, number))

    def officer(self, number: int) -> Officer:
        """An officer by number."""
        return cast(Officer, self._view(Officer, number))

    def service(self, name: str | int) -> Service:
        """A service by name or number."""
        names = [item.name for item in self.catalogue.services]
        if isinstance(name, str) and name not in names:
            raise InputError(f"There is no service called {name} here.{did_you_mean(name, names)}")
        return cast(Service, self._view(Service, names.index(name) if isinstance(name, str) else name))

    @property
    def custody(self) -> CustodySuite:
        """The custody suite."""
        return cast(CustodySuite, self._view(CustodySuite, 0))

    # --- tables ------------------------------------------------------------------------------------------------------

    def months(self) -> pd.DataFrame:
        """The months begun so far: a row each, numbered as in `monthly`.

        `calendar` names the calendar month (`2026-04`), `first` is the first day that is counted, `days` how many are, `of`
        how many the calendar month has; `financial_year` is the one it lies in (`2026-27`).

        Example:
            >>> from diversion import DiversionModel
            >>> model = DiversionModel("blackpool", rng=1, years=1)
            >>> model.run(380)
            >>> model.months().loc[0, ["calendar", "days", "of", "financial_year"]].astype(str).tolist()
            ['2026-04', '15', '30', '2026-27']
        """
        return frames.months(self.world)

    def monthly(self, by: str | None = None) -> pd.DataFrame:
        """Everything that is counted, by month and, where asked, by `age`, `sex`, `ethnicity` or `place`.

        One row a calendar month, or a month and a group; one column a measure, not made yearly. Month 0 begins on the day on
        which the regimes part, the locality's `start`, and the months before are negative; `months` has their dates. The
        first of each and the last one may be less than the whole calendar month.

        Args:
            by: The split; without it, the whole locality.

        Raises:
            InputError: there is no such split.

        Example:
            >>> from diversion import DiversionModel
            >>> model = DiversionModel("blackpool", rng=1, years=1)
            >>> model.run()
            >>> model.monthly().index[0], model.monthly(by="sex").index[-1]
            (-12, (11, 'male'))
        """
        return frames.monthly(self.simulation.settled(), by)

    def yearly(self, by: str | None = None) -> pd.DataFrame:
        """The same since the regimes parted by financial year, 1 April to 31 March, under its name (`2026-27`).

        Each is the sum of its months. Where `days` is less than `of`, it was not counted as a whole.

        Args:
            by: The split, as in `monthly`.

        Raises:
            InputError: there is no such split.

        Example:
            >>> from diversion import DiversionModel
            >>> model = DiversionModel("blackpool", rng=1, years=1)
            >>> model.run(465)
            >>> model.yearly()[["days", "of"]]
                            days   of
            financial_year
            2026-27          100  365
        """
        return frames.yearly(self.simulation.settled(), by)

    def hours(self) -> pd.DataFrame:
        """Officer hours spent on the people in the model, by month and task."""
        return frames.hours(self.world)

    def people(self) -> pd.DataFrame:
        """Everybody in the model today as a table: for many people far quicker than a view of each."""
        return frames.people(self.world)

    def first_id(self, kind: type[View]) -> int:
        """The `unique_id` of row 0 of a kind: people begin at 0, then come officers, services and the custody suite."""
        return self._first_ids[kind.table]

    def register_agent(self, agent: Any) -> None:
        """Take in an agent of the user's own, as Mesa does, under an id that no row has."""
        super().register_agent(agent)
        agent.unique_id = self._next_id
        self._next_id += 1
        self._let_go()

    def remove_all_agents(self) -> None:
        """Remove the user's own agents, and forget the views; the people go on, and can be looked at again."""
        for kind in KINDS if self._shown is not None else ():
            for view in list(self._agents_by_type.pop(kind)):
                self._all_agents.discard(view)
        self._views.clear()
        self._shown = None
        super().remove_all_agents()

    def _view(self, kind: type[View], number: int) -> View:
        view = kind(self, number)
        return self._views.setdefault(view.unique_id, view)

    def _look(self) -> None:
        """Fill Mesa's sets at the first look."""
        if self._shown is not None:
            return
        if len(self.world.people) > MANY_PEOPLE:
            rows = f"{len(self.world.people):,}"
            warnings.warn(f"Making {rows} views takes a while; people() is a quick table of them.", stacklevel=3)
        self._shown = np.zeros(len(self.world.people), bool)
        for kind in KINDS:
            self._agents_by_type[kind] = type(self._all_agents)([], random=self.random)
        self._show()
        for kind in KINDS[1:]:
            for number in range(kind.count(self)):
                self._put(self._view(kind, number), True)

    def _show(self) -> None:
        """Bring Mesa's sets up to who is in the model today."""
        here = frames.here(self.world)
        for number in np.flatnonzero(here != self._shown):
            self._put(self.person(int(number)), bool(here[number]))
        self._shown = here

    def _put(self, view: View, there: bool) -> None:
        for group in (self._all_agents, self._agents_by_type[type(view)]):
            if there:
                group.add(view)
            else:
                group.discard(view)

    def release(self) -> None:
        """Give the memory back now, rather than when Python finds that nobody uses the model any more."""
        if self._simulation is not None:
            self.remove_all_agents()
        self._simulation = None
        self._let_go()

    def _let_go(self) -> None:
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa 3.3 would keep the model alive for ever


# --- memory ----------------------------------------------------------------------------------------------------------

_living: WeakSet[Face] = WeakSet()
_limit = FORGOTTEN_BYTES


def _sweep() -> None:
    """Collect garbage when models hold much memory.

    Every Mesa model is a cycle, which Python frees only when it looks for cycles, and it looks by the number of objects:
    a few objects with megabytes of arrays could pile up for long.
    """
    global _limit
    if _held() > _limit:
        gc.collect()
        _limit = max(FORGOTTEN_BYTES, 2 * _held())


def _held() -> int:
    """Bytes in the arrays of all models that have not been freed."""
    worlds = [model._simulation.world for model in list(_living) if model._simulation is not None]
    return sum(getattr(array, "nbytes", 0) for world in worlds for array in world)
