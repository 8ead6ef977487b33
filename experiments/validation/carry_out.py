"""Runs the scenes in which patterns are read, several at once, and keeps of each run what was counted."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from ..measures.counted import Counted
from ..runs import Progress, processors
from .answer import Result, judge
from .counting import count
from .scenes import setting_of
from .study import Published, Scene


def validate(
    published: Published,
    seeds: Sequence[int],
    changes: Mapping[str, float] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """What the model makes of every pattern.

    Args:
        published: The patterns and the scenes they are read in.
        seeds: One run of every scene for each; the same seeds give the same results.
        changes: Parameters changed in every scene, by name.
        workers: How many runs at once; as many as there are processors unless told.
        progress: Told how many runs are done, and of how many.
    """
    wanted = _wanted(published)
    tasks = [(scene, seed) for scene in sorted(published.scenes, key=_size, reverse=True) for seed in seeds]
    stop = threading.Event()
    with ThreadPoolExecutor(workers or processors()) as pool:
        futures = {pool.submit(count, scene, seed, wanted[scene.name], changes or {}, stop): (scene.name, seed)
                   for scene, seed in tasks}  # fmt: skip
        try:
            counted = _collected(futures, progress)
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return judge(published, {scene.name: [counted[scene.name, seed] for seed in seeds] for scene in published.scenes})


def _wanted(published: Published) -> dict[str, list[str]]:
    """The measures to read in each scene, each once."""
    found: dict[str, dict[str, None]] = {scene.name: {} for scene in published.scenes}
    for pattern in published.patterns:
        if pattern.scene is not None and pattern.measure is not None:
            found[pattern.scene][pattern.measure] = None
    return {scene: list(names) for scene, names in found.items()}


def _size(scene: Scene) -> float:
    """How long a run takes, about: the longest go first, so that none is left over at the end."""
    return setting_of(scene, {}).locality.residents.value * (1 + scene.years)


Counts = dict[str, Counted]


def _collected(
    futures: Mapping[Future[Counts], tuple[str, int]], progress: Progress | None
) -> dict[tuple[str, int], Counts]:
    found = {}
    for future in as_completed(futures):
        found[futures[future]] = future.result()
        if progress is not None:
            progress(len(found), len(futures))
    return found
