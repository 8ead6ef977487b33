"""Sensitivity analyses that visitors begin from a page: each computed once for all who want it, a few at a time.

Core objects: Stage, one immutable picture of how far an analysis has come; Bench, which carries analyses out and breaks off
when the last who wanted one is gone. What is finished is kept in the store, so that it can be gone on with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import solara
from solara.server import kernel_context

from ....experiments.runs import BatchFailed, How, Interrupted, Pace, run
from ....experiments.sensitivity import Study
from ....experiments.store import StoreFailed, open_to_use
from ....scenarios.parameters import InputError
from . import state
from .ending import OneAtATime
from .here import use_effect_while_here, visitor
from .room import must_end_too
from .running import Desk
from .shares import Turn, Work

MOST_OF_ONE: Final = 2  # analyses of one visitor at a time
MOST_OF_ALL: Final = 10
TOO_MANY: Final = (
    "{many} analyses of yours are under way already, the most for one visitor; wait for one of them, or stop it."
)
FULL: Final = "This server has {many} analyses under way, the most it takes on at a time; try again later."


@dataclass(frozen=True, slots=True)
class Stage:
    """How far an analysis has come: runs done of all, in words how fast, and its number in the store once it is finished."""

    done: int = 0
    of: int = 0
    pace: str = ""
    waits: bool = False
    number: int = 0
    failed: int = 0
    error: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.number or self.error)


class Analysis:
    """One analysis under way; read from any thread."""

    def __init__(self, study: Study) -> None:
        """Begin with nothing computed."""
        self.study = study
        self.stop = threading.Event()
        self.visitors: list[str] = []
        self._news = threading.Condition()
        self._stage = Stage(of=study.experiment.runs, waits=True)

    def wait(self, seen: Stage | None, seconds: float) -> Stage:
        """The newest stage, as soon as it is another than the one that was seen, or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self._stage is not seen, seconds)
            return self._stage

    def publish(self, stage: Stage) -> None:
        """Show a stage to all who wait."""
        with self._news:
            self._stage = stage
            self._news.notify_all()


class Bench:
    """Carries out analyses for everybody who looks at this server; each visitor has a fair share of it, whatever they want."""

    def __init__(self, desk: Desk) -> None:
        """Keep runs where this desk keeps them."""
        self._desk = desk
        self._under_way: dict[str, Analysis] = {}
        self._lock = threading.Lock()
        self._one_at_a_time = OneAtATime()

    def ask(self, study: Study, visitor: str = "") -> Analysis:
        """The analysis of this study, begun when nobody has yet; whoever asks must `leave` it again.

        Raises:
            InputError: it would take too long here, or too many are under way.
        """
        must_end_too(study)
        self._desk.shares.must_fit(study.plan)
        key = study.experiment.fingerprint
        with self._lock:
            found = self._under_way.get(key)
            if found is None:
                self._must_have_room(visitor)
                found = self._under_way[key] = Analysis(study)
                threading.Thread(target=self._work, args=(found,), name="diversion-bench", daemon=True).start()
            found.visitors.append(visitor)
            return found

    def _must_have_room(self, visitor: str) -> None:
        if sum(visitor in each.visitors for each in self._under_way.values()) >= MOST_OF_ONE:
            raise InputError(TOO_MANY.format(many=MOST_OF_ONE))
        if len(self._under_way) >= MOST_OF_ALL:
            raise InputError(FULL.format(many=MOST_OF_ALL))

    def leave(self, analysis: Analysis, visitor: str = "") -> None:
        """One visitor does not want it any more; when nobody does, it is broken off."""
        key = analysis.study.experiment.fingerprint
        with self._lock:
            analysis.visitors.remove(visitor)
            if not analysis.visitors:
                analysis.stop.set()
                if self._under_way.get(key) is analysis:
                    del self._under_way[key]

    @property
    def under_way(self) -> int:
        """How many analyses somebody wants."""
        return len(self._under_way)

    def _work(self, analysis: Analysis) -> None:
        try:
            with self._one_at_a_time.of(analysis.study.experiment.fingerprint):
                self._compute(analysis)
        except Interrupted:
            pass
        except (InputError, StoreFailed, BatchFailed) as error:
            analysis.publish(Stage(error=str(error)))
        except Exception as error:  # our own fault: the visitor gets a sentence, and the server's log the rest
            analysis.publish(Stage(error=f"Something went wrong on our side ({type(error).__name__})."))
            raise

    def _compute(self, analysis: Analysis) -> None:
        pace = Pace()

        def tell(done: int, of: int) -> None:
            analysis.publish(Stage(done, of, pace.words(done, of)))

        def turn(stop: threading.Event) -> Turn:
            work = Work.of(analysis.study.plan)
            return Turn(self._desk.shares, work, lambda: tuple(analysis.visitors), stop)

        with open_to_use(self._desk.db) as store:  # gently, since people's browsers may run on the same machine
            how = How(gentle=True, turn=turn)
            batch = run(analysis.study.experiment, store, how, progress=tell, stop=analysis.stop)
        analysis.publish(Stage(batch.done, batch.total, number=batch.number, failed=batch.failed))


@cache
def _bench_of(desk: Desk) -> Bench:
    return Bench(desk)


def bench() -> Bench:
    """The one bench of this server."""
    return _bench_of(state.desk())


# --- what one visitor wants ------------------------------------------------------------------------------------------

wanted: solara.Reactive[Study | None] = solara.reactive(None)
stage: solara.Reactive[Stage] = solara.reactive(Stage())


def begin(study: Study) -> None:
    """Want this analysis, in place of any other."""
    stage.value = Stage(of=study.experiment.runs, waits=True)
    wanted.value = study


def stop() -> None:
    """Want none any more; what is finished is kept."""
    wanted.value = None


@solara.component
def Analysing() -> None:
    """Keeps `stage` in step with what is wanted for as long as the tab is open, whichever page is shown; draws nothing."""
    study = wanted.value

    def follow() -> Callable[[], None] | None:
        if study is None:
            return None
        who = visitor()
        try:
            with kernel_context.without_context():  # its work belongs to all visitors, and may outlive this one
                mine = bench()
                analysis = mine.ask(study, who)
        except InputError as error:
            wanted.value, stage.value = None, Stage(error=str(error))
            return None
        gone = threading.Event()
        threading.Thread(target=_follow, args=(analysis, gone), daemon=True).start()

        def end() -> None:
            gone.set()
            mine.leave(analysis, who)

        return end

    use_effect_while_here(follow, [study and study.experiment.fingerprint])
    solara.Div(style={"display": "none"})


def _follow(analysis: Analysis, gone: threading.Event) -> None:
    """Pass on each new stage, at a pace that a browser can draw."""
    seen: Stage | None = None
    while not gone.is_set():
        newest = analysis.wait(seen, state.PACE)
        if newest is seen or gone.is_set():
            continue
        stage.value = seen = newest
        if newest.ended:
            wanted.value = None
            return
        gone.wait(state.PACE)
