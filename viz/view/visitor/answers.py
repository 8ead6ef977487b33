"""How far a scenario has come, as it is told to everybody who looks at it.

Core objects: Answer, one immutable picture of it; Job, the scenario under way, which publishes a new one at each step.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Final

from ....experiments.answers import Comparison
from ....experiments.plans import Plan, RunResult
from ....experiments.runs import Batch
from .chosen import Chosen

STEPS: Final = (2, 4, 8, 14, 20, 30, 40, 60, 80, 100, 150, 200)  # replicates at which there is something new to show
FIRST: Final = STEPS[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """How far a scenario has come: what its first `done` replicates say, or why there is nothing; never changed.

    `more` says that programmes and beliefs are being exchanged, which tells stage from programme.
    """

    chosen: Chosen | None = None
    comparison: Comparison | None = None
    done: int = 0
    of: int = 0
    error: str = ""
    more: bool = False

    @property
    def complete(self) -> bool:
        """Whether every replicate is in it."""
        return not self.error and 0 < self.of <= self.done

    @property
    def finished(self) -> bool:
        """Whether no better answer will come."""
        return bool(self.error) or (self.complete and not self.more)


class Job:
    """One scenario under way; read from any thread."""

    def __init__(self, chosen: Chosen, plan: Plan, asked_by: str = "") -> None:
        """Begin with nothing computed."""
        self.chosen, self.plan, self.asked_by = chosen, plan, asked_by
        self.stop = threading.Event()
        self.visitors: list[str] = []  # one who looks at it twice stands here twice
        self._found: dict[int, dict[str, RunResult]] = {}
        self._news = threading.Condition()
        self._answer = Answer(chosen, of=plan.replicates)

    def whose(self) -> tuple[str, ...]:
        """Who wants it; whoever asked first, where nobody does yet."""
        return tuple(self.visitors) or (self.asked_by,)

    @property
    def answer(self) -> Answer:
        """The newest answer."""
        return self._answer

    def wait(self, seen: Answer | None, seconds: float) -> Answer:
        """The newest answer, as soon as it is another than the one that was seen, or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self._answer is not seen, seconds)
            return self._answer

    def publish(self, answer: Answer) -> None:
        """Show an answer to all who wait."""
        with self._news:
            self._answer = answer
            self._news.notify_all()

    def take(self, result: RunResult, location: str) -> None:
        """Take in one run, and publish when the replicates from the first on reach the next step."""
        self._found.setdefault(result.replicate, {})[result.regime] = result
        whole = self._whole()
        reached = max((step for step in STEPS if step <= whole), default=0)
        if self._answer.done < reached < self.plan.replicates:
            self.publish(self._after(reached, Batch(0, reached * len(self.plan.regimes)), location))

    def finish(self, batch: Batch, location: str) -> None:
        """Publish the whole answer; where two regimes have programmes, more is to come."""
        whole = self._after(self.plan.replicates, batch, location)
        self.publish(replace(whole, more=len(self.plan.doors) > 1))

    def cross(self, found: Comparison) -> None:
        """Publish it with what tells stage from programme."""
        self.publish(replace(self._answer, comparison=found, more=False))

    def _whole(self) -> int:
        """How many replicates, from the first on, have come back under every regime."""
        count = 0
        while len(self._found.get(count, ())) == len(self.plan.regimes):
            count += 1
        return count

    def _after(self, count: int, batch: Batch, location: str) -> Answer:
        """What the first `count` replicates say: the very numbers of the same plan with so many replicates."""
        names = [regime.name for regime in self.plan.regimes]
        results = tuple(self._found[number][name] for number in range(count) for name in names)
        found = Comparison(plan=replace(self.plan, replicates=count), batch=batch, results=results, location=location)
        return replace(self._answer, comparison=found, done=count)
