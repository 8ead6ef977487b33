"""Plays two regimes side by side, day by day, for one visitor: a worker steps the models and shows a picture now and then.

Core objects: Played, one immutable picture of both; Stage, which plays until it is left.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ....experiments.lives.day_by_day import ground, see, trunk_of
from ....experiments.plans import Plan
from ....scenarios.parameters import InputError
from ...charts.day_by_day import Scene
from .room import must_fit
from .shares import Turn, Work, shares

if TYPE_CHECKING:
    from ....model.model import DiversionModel

PACE: Final = 0.35  # seconds between two pictures: faster, and the browser would never finish drawing one
MOST_POINTS: Final = 200  # of what has been: more would be finer than a screen
Show = Callable[["Played"], None]


@dataclass(frozen=True, slots=True)
class Played(Scene):
    """A scene, whether it goes on by itself, and why it could not."""

    playing: bool = False
    error: str = ""


class Stage:
    """Two models of the same people and luck under two regimes; asked from any thread, worked by one of its own."""

    def __init__(self, plan: Plan, regimes: tuple[str, str], show: Show, speed: int = 1, who: str = "") -> None:
        """Get ready to play for a visitor; `show` is told of every picture, at most one each `PACE` seconds."""
        self._plan, self._regimes, self._show = plan, regimes, show
        self.speed = speed  # days from one picture to the next while it plays
        self._scene = Played(days=plan.years * 365)
        self._news = threading.Condition()
        self._asked = 0
        self._due = 0.0  # when the next picture may be shown
        self._playing = self._again = False
        self._worker: threading.Thread | None = None
        self._who, self._gone = who, threading.Event()

    def begin(self) -> None:
        """Start the worker, from the first day."""
        with self._news:
            self._asked, self._playing, self._gone = 0, False, threading.Event()
            turn = Turn(shares(), Work.of(self._plan, first=True), lambda: (self._who,), self._gone)
            self._worker = threading.Thread(target=self._work, args=(turn,), name="diversion-stage", daemon=True)
        self._worker.start()

    def play(self) -> None:
        """Go on, day after day."""
        self._tell(playing=True)

    def pause(self) -> None:
        """Stand still."""
        self._tell(playing=False)

    def step(self, days: int) -> None:
        """Go on by so many days, then stand still."""
        with self._news:
            self._asked += days
            self._playing = False
            self._news.notify_all()

    def reset(self) -> None:
        """Go back to the day on which the regimes part."""
        with self._news:
            self._asked, self._playing, self._again = 0, False, True
            self._news.notify_all()

    def leave(self) -> None:
        """Nobody watches any more."""
        with self._news:
            self._worker = None
            self._gone.set()
            self._news.notify_all()

    def _tell(self, playing: bool) -> None:
        with self._news:
            self._playing = playing
            self._news.notify_all()

    # --- the worker --------------------------------------------------------------------------------------------------

    def _over(self) -> bool:
        """Whether nobody watches this worker any more, even if somebody watches a later one."""
        return self._worker is not threading.current_thread()

    def _work(self, turn: Turn) -> None:
        try:
            must_fit(self._plan, len(self._regimes), logged=False)
            with turn:
                if turn.is_set():
                    return
                trunk = trunk_of(self._plan)
                while not turn.is_set() and trunk.day < trunk.fork_day:
                    trunk.run(28 if trunk.fork_day - trunk.day > 28 else trunk.fork_day - trunk.day)
            self._scene = replace(self._scene, ground=ground(trunk))
            while not self._over():
                self._play_once(trunk, turn)
            trunk.release()
        except InputError as error:
            self._publish(replace(self._scene, error=str(error)))
        except Exception as error:  # our own fault: the visitor gets a sentence, and the server's log the rest
            self._publish(replace(self._scene, error=f"Something went wrong on our side ({type(error).__name__})."))
            raise

    def _play_once(self, trunk: DiversionModel, turn: Turn) -> None:
        """From the fork until somebody starts again or leaves."""
        models = (trunk.fork(self._regimes[0]), trunk.fork(self._regimes[1]))
        with self._news:
            self._again = False
        self._scene = replace(self._scene, past=())
        self._look(models)
        while (days := self._next()) is not None:
            with turn:
                if turn.is_set():  # left while it waited, it has no place
                    break
                for model in models:
                    model.run(days)
            self._look(models)
        for model in models:
            model.release()

    def _next(self) -> int | None:
        """How many days to go now, as soon as anybody wants any; nothing when this play is over."""
        with self._news:
            self._news.wait_for(lambda: self._turned() or self._playing or self._asked)
            self._news.wait_for(self._turned, max(0.0, self._due - time.monotonic()))
            if self._over() or self._again:
                return None
            days, self._asked = self._asked or (self.speed if self._playing else 0), 0
            return days

    def _turned(self) -> bool:
        """Whether something must be done at once: to end, to start again, to stand still or go on."""
        return self._over() or self._again or self._playing != self._scene.playing

    def _look(self, models: tuple[DiversionModel, DiversionModel]) -> None:
        """Show both as they are now."""
        one, other = see(models[0]), see(models[1])
        point = (one.day, one.contacts, other.contacts, one.supported, other.supported)
        with self._news:
            if one.day >= self._scene.days:
                self._playing = False
            playing = self._playing
        past = _thinned((*(each for each in self._scene.past if each[0] < one.day), point))
        self._publish(replace(self._scene, seen=(one, other), past=past, playing=playing))

    def _publish(self, scene: Played) -> None:
        self._scene, self._due = scene, time.monotonic() + PACE
        if not self._over():
            self._show(scene)


def _thinned(past: tuple[tuple[int, int, int, int, int], ...]) -> tuple[tuple[int, int, int, int, int], ...]:
    """Every other day of the past once there are too many, the first and the last always kept."""
    return past if len(past) <= MOST_POINTS else (*past[:-1:2], past[-1])
