"""What there is to know of a run, in words: the only way from above into a world.

Nobody outside the model knows how a world is laid out, that its counts are integers of 1/2^20, or which row is whose.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...agents.custody import BAIL
from ...agents.run import LogRow
from ...agents.states import State
from ...scenarios.words import TASKS, YEAR_DAYS, Disposal, Stage
from ..world import World, first_month
from . import easing
from .counts import Amounts, Counts, amounts
from .measures import MEASURES, STEPS

BYTES_A_HAPPENING: Final = LogRow.dtype.itemsize  # what a run that keeps its log needs for each


class Reading:
    """A settled world, read without changing it; what is counted is complete only there.

    Of a world that still runs, the state of people and places is that of the moment: make a new reading for each look.
    Moments are days since the run began, the fork being `fork`. Arrays that stand for people are as long as there are
    people, in order of their number, and none may be written to.
    """

    def __init__(self, world: World) -> None:
        """Read this world."""
        self._world = world

    # --- when --------------------------------------------------------------------------------------------------------

    @property
    def fork(self) -> float:
        """The moment at which the regimes parted."""
        return float(self._world.clock.fork_day)

    @property
    def now(self) -> float:
        """The moment up to which the world has run."""
        return float(self._world.clock.day)

    # --- what was counted --------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> Counts:
        """Every measure since the fork, by month, group and neighbourhood, and officer hours by month."""
        return Counts.of(self._world)

    def totals(self) -> dict[str, float]:
        """Every measure since the fork, over all people and months."""
        return self.counts.totals()

    def in_run_in(self, *measures: str) -> float:
        """Some measures together before the fork."""
        columns = [MEASURES.index(name) for name in measures]
        return float(amounts(self._world.by_group[: first_month(self._world), :, columns].sum()))

    def hours_by_task(self) -> dict[str, float]:
        """Officer hours since the fork, by task."""
        return dict(zip(TASKS, amounts(self._world.ledger.sum(axis=0)).tolist(), strict=True))

    def hours_of_officers(self, task: str) -> Amounts:
        """Hours since the fork that each officer put into a task, [officer]."""
        return amounts(self._world.ledger[:, TASKS.index(task)])

    @property
    def relieved(self) -> Amounts:
        """Person-years of each need relieved since the fork, [need]."""
        return amounts(self._world.relieved)

    # --- the way in --------------------------------------------------------------------------------------------------

    @property
    def way_in(self) -> Amounts:
        """How many of those met since the fork took each step, and their days of support, [route, step as in `STEPS`]."""
        return amounts(self._world.funnel)

    def took(self, step: str, *stages: int) -> float:
        """How many of those met since the fork took a step into the regime's own routes whose door is at these stages."""
        routes = self._world.routes
        own = (routes["chosen"] != 0) & (routes["ordinary"] == 0) & np.isin(routes["stage"], stages)
        return float(self.way_in[own, STEPS.index(step)].sum())

    def contracts(self) -> list[int]:
        """The routes out of custody that take the place of a charge or caution, by number."""
        routes = self._world.routes
        found: list[int] = np.flatnonzero((routes["stage"] == Stage.CUSTODY) & (routes["replaces"] != 0)).tolist()
        return found

    @property
    def widening(self) -> NDArray[np.int64]:
        """People since the fork, [stage, what would have been decided without a route, what was decided]."""
        return _locked(self._world.widening)

    @property
    def ends(self) -> NDArray[np.int64]:
        """People diverted or taken on since the fork, [stage, what would have been decided then, and in the end]."""
        return _locked(self._world.ends)

    def widened(self) -> tuple[float, float]:
        """People diverted who would have had no action, and all people diverted; bail counts as what it would come to.

        Diverted are those whose disposal a street route took, and all who said yes in custody; social contact is apart.
        """
        custody = self.ends[Stage.CUSTODY]
        drawn_in = self.ends[Stage.STREET, Disposal.NO_FURTHER_ACTION].sum()
        drawn_in += custody[[Disposal.NO_FURTHER_ACTION, Disposal.RELEASE]].sum()
        drawn_in += custody[BAIL, Disposal.NO_FURTHER_ACTION]
        return float(drawn_in), float(self.ends.sum())

    def widened_in_the_end(self) -> tuple[float, float]:
        """People diverted who would have had neither caution nor charge in the end, and all people diverted."""
        everybody = float(self.ends.sum())
        return everybody - float(self.ends[:, :, [Disposal.CAUTION, Disposal.CHARGE]].sum()), everybody

    def diverted(self, stage: int, instead_of: int) -> float:
        """People diverted on the street or in custody since the fork who would have met with this decision instead."""
        took = Disposal.PRE_ARREST_DIVERSION if stage == Stage.STREET else Disposal.CUSTODY_STAGE_DIVERSION
        return float(self.widening[stage, instead_of, took])

    # --- people ------------------------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many people there are, were or will be in the model."""
        return len(self._world.people)

    def people(self, field: str) -> NDArray[Any]:
        """What the record of a person says of each, [person] or [person, several]; see the fields in `agents/records.py`."""
        return _locked(self._world.people[field])

    def with_need(self, need: int) -> NDArray[np.bool_]:
        """Who has a need, [person]."""
        found: NDArray[np.bool_] = self.people("needs")[:, need] > 0.0
        return found

    def met_again(self, k: int) -> tuple[int, int]:
        """People with another offence contact within 365 days of index contact `k`, and all who could be followed.

        Those whom the end of the run or moving away leaves without a full year are left out. Who dies stays in, and who
        gives up offending: they are followed, and have no contact.
        """
        index = self.people("index")[:, k]
        last = np.where(self.people("desists") != 0, self.now, np.minimum(self.people("exits"), self.now))
        followed = (index > 0.0) & (index + 365.0 <= last)
        return int(self.people("again")[followed, k].sum()), int(followed.sum())

    def contacts_of_referable(self) -> tuple[float, float]:
        """Offence contacts of those any compared regime would have referred, from then on, and their person-years.

        They end with death and with moving away; who gives up offending goes on being followed.
        """
        begin, gone = self.people("referable"), self.people("gone")
        desisted = (self.people("state") == State.LEFT) & (self.people("desists") != 0)
        end = np.where((gone > 0.0) & ~desisted, gone, self.now)
        followed = (begin > 0.0) & (end > begin)
        days = (end - begin)[followed].tolist()
        return float(self.people("after")[followed].sum()), math.fsum(days) / YEAR_DAYS

    def rates(self) -> Amounts:
        """Latent offences a year of each person now, [person]; none of who is away or locked up."""
        return easing.rates(self._world)

    def eased(self, look: int) -> NDArray[np.void]:
        """How far support eases needs now, a row of `EASED` for each with any support; `look` is put into each."""
        return easing.eased(self._world, look)

    # --- places and kinds --------------------------------------------------------------------------------------------

    @property
    def pressure(self) -> Amounts:
        """What is asked of the officers of each neighbourhood as a share of the hours they have, [neighbourhood]."""
        found: Amounts = _locked(self._world.teams["pressure"])
        return found

    # --- what happened -----------------------------------------------------------------------------------------------

    @property
    def whole(self) -> bool:
        """Whether there was room for all that happened."""
        return int(self._world.clock.logged) < len(self._world.log)

    def happenings(self) -> dict[str, NDArray[Any]]:
        """What was written down person by person since day 0, one array a field; `log_of` in `log.py` makes tables of it.

        Raises:
            RuntimeError: there was no room for all of it.
        """
        if not self.whole:
            raise RuntimeError(f"more than {len(self._world.log):,} happenings: the log of this run is not whole")
        rows = self._world.log[: int(self._world.clock.logged)]
        return {name: _locked(rows[name]) for name in LogRow.fields}


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, which nobody can write to by this name."""
    found = array.view(np.ndarray)
    found.flags.writeable = False
    return found
