"""The Mesa face of the model: `DiversionModel` is built, stepped, forked and looked at like any other Mesa model.

Only this file, `mesa_agents.py` and `agents/views.py` import Mesa: it changes how the whole process starts other processes.
"""

from __future__ import annotations

import copy
import inspect
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NoReturn, Self

import mesa
import networkx as nx

from ..agents.states import CaseState
from ..scenarios import loader
from ..scenarios.law import Law
from ..scenarios.parameters import InputError
from ..scenarios.scenario import LARGEST_SEED, MOST_YEARS
from ..scenarios.schema import Locality, Regime
from ..scenarios.words import YEAR_DAYS
from . import tables as frames
from . import world as arrays
from .arguments import DEFAULT_REGIMES, distinct, laws_of, regime_of, seed_of, values_of, whole
from .build.network import as_graph, neighbourhoods
from .ledger.counts import ARRESTS
from .ledger.measures import MEASURES
from .ledger.outcomes import outcomes
from .ledger.reading import Reading
from .mesa_agents import Face
from .simulation import Setting, Simulation

REPORTERS: Final = {name: name for name in ("people_present", "people_in_support", "contacts", "arrests", "referrals")}


class DiversionModel(Face):
    """One locality, one regime and one history of luck, a day a step.

    The first `run_in` years run under the locality's current practice. The regimes part on `fork_day`, just before the
    first day after the run-in, and the model goes on under `regime` for `years` years. Two models with the same `rng`
    hold the same people with the same luck, whatever their regimes, as long as the compared `regimes` are the same.
    Mesa's own `random` and `rng` decide nothing here; its `batch_run` stops at step 1,000 unless given `max_steps`, as `days`.

    Attributes:
        locality: The place.
        regime: The rule-book in force after the run-in.
        setting: All that decides a run but its seed and its regime.
        base_seed: The `rng` it was built with, or the number picked when there was none.
        replicate_seed: The seed of every keyed draw: the first replicate of `diversion compare --seed base_seed`.
        datacollector: Collects after every `step`; replace it by your own, or by None to save time.

    Example:
        >>> from diversion import DiversionModel
        >>> DiversionModel("blackpool", regime="pre-arrest", rng=1, years=2, workers_pre_arrest=8)
        <DiversionModel blackpool, pre-arrest, rng=1, day 0 of 1095>
    """

    def __init__(
        self,
        locality: str | Path | Locality = "blackpool",
        regime: str | Path | Regime = "current",
        regimes: Sequence[str | Path | Regime] = DEFAULT_REGIMES,
        rng: int | None = None,
        changes: Mapping[str, float] | None = None,
        years: int = 3,
        run_in: int = 1,
        laws: Sequence[str | Path | Law] | None = None,
        **kwargs: float,  # under any other name Mesa 3.3's SolaraViz refuses the model
    ) -> None:
        """Build people and teams on the eve of day 0.

        Args:
            locality: A name from the library, the path of a file, or a locality.
            regime: The regime after the run-in, likewise; `current` is the locality's own.
            regimes: What it may be compared with or forked into; `regime` is added when it is missing.
            rng: The whole number, 0 or more, all chance is derived from; without one, a new history at every call.
            changes: Parameters that differ from their defaults, by name, each in its own unit.
            years: How many years of 365 days to simulate after the run-in, 1 to 50.
            run_in: How many years of current practice come first, 0 to 50.
            laws: The laws in force under every regime, by name or file; those of the library that have a day when nothing is
                given, none for an empty list.
            kwargs: More changed parameters, such as `workers_pre_arrest=8`.

        Raises:
            InputError: something given is wrong; the message is one plain sentence.
        """
        place = locality if isinstance(locality, Locality) else loader.locality(locality)
        chosen = regime_of(place, regime)
        others = [regime_of(place, each) for each in ([regimes] if isinstance(regimes, str) else regimes)]
        setting = Setting(
            locality=place,
            regimes=distinct([*others, chosen]),
            values=values_of(place, {**(changes or {}), **kwargs}, ARGUMENTS),
            run_in_regime=loader.regime(place.current),
            run_in=whole("run_in", run_in, 0, MOST_YEARS),
            years=whole("years", years, 1, MOST_YEARS),
            laws=laws_of(laws),
        )
        base = secrets.randbits(31) if rng is None else whole("rng", rng, 0, LARGEST_SEED)
        self._begin(base, chosen, Simulation.build(setting, seed_of(base)))

    def _begin(self, base: int, regime: Regime, simulation: Simulation, first: Simulation | None = None) -> None:
        self._wear(simulation, base)
        self.base_seed, self.replicate_seed = base, int(simulation.world.clock.seed)
        self.regime, self.setting, self.locality = regime, simulation.setting, simulation.setting.locality
        self._first = first  # whose index contacts to take over at the fork
        self.datacollector: Any = mesa.DataCollector(model_reporters=REPORTERS)
        self._keep_clock()

    # --- moving on ---------------------------------------------------------------------------------------------------

    @property
    def days(self) -> int:
        """Days in all: run-in and horizon."""
        return self.setting.days

    @property
    def fork_day(self) -> int:
        """The day before which the regimes part: the end of the run-in."""
        return YEAR_DAYS * self.setting.run_in

    @property
    def parted(self) -> bool:
        """Whether the first day under `regime` has begun; until then the model can be forked."""
        return bool(self.world.clock.counting)

    def step(self) -> None:
        """Run one day, and collect; after the last day nothing happens and `running` is False."""
        if self.day < self.days:
            self._advance(1)
            self._collect()
        self.steps = self.day
        self.running = self.day < self.days

    def run(self, days: int | None = None) -> None:
        """Run many days at once, to the end when `days` is not given: the same as as many steps, but faster.

        The engine runs through, so `datacollector` collects once, at the end; `monthly` has the months. A model that
        somebody follows day by day (its own `step` in a subclass, Mesa events or observers) is stepped instead.

        Args:
            days: How many, 0 or more; those after the last day of the model are left out.

        Example:
            >>> model = DiversionModel("blackpool", rng=1, years=1)
            >>> model.run(30)
            >>> model.day, model.running
            (30, True)
        """
        left = self.days - self.day
        wanted = left if days is None else min(whole("days", days, 0, 1_000_000), left)
        if self._followed():
            for _ in range(wanted):
                self.step()
        elif wanted:
            try:
                self._advance(wanted)
            finally:
                self._keep_clock()
            self._collect()

    def run_to_fork(self) -> None:
        """Run up to `fork_day`, where forking costs nothing twice."""
        self.run(max(0, self.fork_day - self.day))

    def _advance(self, days: int) -> None:
        """Run the engine; the regimes part just before the first day that needs it, not at the end of the run-in."""
        run_in = 0 if self.parted else min(days, self.fork_day - self.day)
        self.simulation.run(run_in)
        if days > run_in:
            if not self.parted:
                self._simulation, self._first = self.simulation.fork(self.regime, self._first), None
            self.simulation.run(days - run_in)
        if self._shown is not None:
            self._show()

    def _collect(self) -> None:
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def _followed(self) -> bool:
        """Whether something of the user's own wants to see every day."""
        return (
            type(self).step is not DiversionModel.step
            or len(getattr(self, "_event_list", ())) > 1  # Mesa 3.5: its own event, and the user's
            or bool(getattr(self, "subscribers", None))
        )

    def _keep_clock(self) -> None:
        """Bring Mesa's step counter, and from Mesa 3.5 on its clock and next event, to the engine's day."""
        self.steps = self.day
        self.running = self.day < self.days
        schedule = getattr(self, "_default_schedule", None)
        if schedule is not None:
            schedule.pause()
            self.time = float(self.day)
            schedule.resume()

    def fork(self, regime: str | Path | Regime, reference: DiversionModel | None = None) -> Self:
        """A model in the same state that will go on under another regime.

        Before the end of the run-in both run the rest of it, in the same way; at its end (`run_to_fork`) nothing is run
        twice. After the regimes have parted it is too late. What was collected so far, and what a subclass keeps, is
        copied; agents and events of the user's own are not.

        Args:
            regime: One of the compared `regimes`, by name, path or itself.
            reference: A finished model whose index contacts the new one takes over, so that repeat contact is measured
                from the same dates of the same people; without it, from the new model's own.

        Raises:
            InputError: too late, not among the compared regimes, or not a reference for this model.

        Example:
            >>> model = DiversionModel("blackpool", regime="none", rng=1, years=1)
            >>> model.run_to_fork()
            >>> model.fork("pre-arrest")
            <DiversionModel blackpool, pre-arrest, rng=1, day 365 of 730>
        """
        if self.parted:
            raise InputError(f"The regimes parted on day {self.fork_day}; fork on that day or before.")
        chosen = regime_of(self.locality, regime)
        if chosen not in self.setting.regimes:
            known = ", ".join(item.name for item in self.setting.regimes)
            raise InputError(f"{chosen.name} is not among the compared regimes ({known}); name it in regimes=.")
        first = None if reference is None else self._checked(reference)
        # At the end of the run-in nobody changes the trunk any more, so both may hold it.
        trunk = self.simulation if self.day == self.fork_day else self._copied()
        return self._twin(chosen, trunk, first, {})

    def _checked(self, reference: DiversionModel) -> Simulation:
        same = reference.setting == self.setting and reference.replicate_seed == self.replicate_seed
        if not same or reference.day < reference.days:
            raise InputError("A reference is a finished model of the same setting and the same rng.")
        return reference.simulation

    def _copied(self) -> Simulation:
        return replace(self.simulation, world=arrays.copy(self.world))

    def _twin(self, regime: Regime, simulation: Simulation, first: Simulation | None, memo: dict[int, Any]) -> Self:
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        twin._begin(self.base_seed, regime, simulation, first)
        for name in ("datacollector", *(self.__dict__.keys() - twin.__dict__.keys())):
            setattr(twin, name, copy.deepcopy(self.__dict__[name], memo))
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._twin(self.regime, self._copied(), self._first, memo)

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def __reduce__(self) -> NoReturn:
        # The engine's table of addresses would point nowhere in another process.
        raise TypeError("A DiversionModel cannot be pickled; build it where it is needed, from the same arguments.")

    # --- what came of it ---------------------------------------------------------------------------------------------

    @cached_property
    def graph(self) -> nx.Graph[int]:
        """The neighbourhoods as a networkx graph: `deprivation` and the share of `people` on the nodes."""
        return as_graph(neighbourhoods(self.locality))

    def outcomes(self) -> dict[str, float]:
        """Every outcome since the regimes parted, by name (`model/ledger/outcomes.py`); yearly unless its unit says otherwise.

        Raises:
            InputError: the regimes have not parted yet.

        Example:
            >>> model = DiversionModel("blackpool", rng=1, years=1, run_in=0)
            >>> model.run()
            >>> model.outcomes()["officer_hours"] > model.outcomes()["hours.interview"] > 0  # officer hours a year
            True
        """
        if not self.parted:
            raise InputError(f"There are no outcomes before the regimes part on day {self.fork_day}.")
        years: Any = (self.day - self.fork_day) / YEAR_DAYS
        reading = Reading(self.simulation.settled())
        return outcomes(reading, self.regime, self.catalogue, self.setting.values, years)

    @property
    def people_present(self) -> int:
        """People in the model today."""
        return int(frames.here(self.world).sum())

    @property
    def people_in_support(self) -> int:
        """People with a place in a programme today."""
        return int((self.world.cases["state"] == CaseState.IN_SUPPORT).sum())

    @property
    def contacts(self) -> int:
        """Offence contacts since day 0."""
        return self._counted("contacts")

    @property
    def arrests(self) -> int:
        """Arrests since day 0, those on a warrant or over a broken order among them."""
        return self._counted(*ARRESTS)

    @property
    def referrals(self) -> int:
        """Referrals since day 0."""
        return self._counted("referrals")

    def _counted(self, *measures: str) -> int:
        return int(self.world.by_group[:, :, [MEASURES.index(name) for name in measures]].sum()) // arrays.SCALE

    def release(self) -> None:
        """Give the memory back now, not when Python finds that nobody uses the model any more."""
        super().release()
        self._first = None

    def __repr__(self) -> str:
        where = "released" if self._simulation is None else f"day {self.day} of {self.days}"
        return f"<DiversionModel {self.locality.name}, {self.regime.name}, rng={self.base_seed}, {where}>"


ARGUMENTS: Final = [name for name in inspect.signature(DiversionModel).parameters if name != "kwargs"]
