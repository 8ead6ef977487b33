"""Lives the worlds that studies ask for, several at once and each once, whichever studies share it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from .carry_out import Prepared, prepare, together
from .study import Study

Futures = list[Future[Prepared]]


class Lives:
    """The worlds of studies, each lived once in a pool of threads: studies that ask the same of a world share it."""

    def __init__(self, pool: ThreadPoolExecutor, seed: int, stop: threading.Event) -> None:
        """Live worlds in `pool`, with all chance derived from `seed`, until `stop` is set."""
        self._pool, self._seed, self._stop = pool, seed, stop
        self._lived: dict[tuple[str, int, bool], Future[Prepared]] = {}

    @property
    def all(self) -> Futures:
        """Every world that was asked for."""
        return list(self._lived.values())

    def fixed(self, study: Study, worlds: int) -> Futures:
        """So many worlds with parameters at their defaults; in a study of areas, each is an area."""
        areas = study.treated_size + study.control_size
        return [self._world(study, k, True) for k in range(areas if study.design == "areas" else worlds)]

    def drawn(self, study: Study, draws: int) -> list[Futures]:
        """Of a test, the worlds of each draw of what nobody knows; none of other studies."""
        many, numbers = study.worlds_a_draw, range(draws if study.use == "test" else 0)
        return [[self._world(study, draw * many + k, False) for k in range(many)] for draw in numbers]

    def _world(self, study: Study, replicate: int, fixed: bool) -> Future[Prepared]:
        key = (study.lives, replicate, fixed)
        if key not in self._lived:
            self._lived[key] = self._pool.submit(prepare, study, replicate, self._seed, fixed, self._stop)
        return self._lived[key]


def stock_of(lived: Futures) -> Prepared:
    """The people of some worlds as one stock to draw trials from, once all are lived."""
    return together([future.result() for future in lived])
