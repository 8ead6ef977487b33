"""Runs a scene once and counts what is read in it: all that validation and calibration have in common."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from ...model.simulation import NEVER
from ..measures.counted import Counted
from ..measures.every import MEASURES
from ..measures.observing import observe
from .scenes import setting_of
from .study import Scene


def count(
    scene: Scene, seed: int, names: Sequence[str], changes: Mapping[str, float], stop: threading.Event = NEVER
) -> dict[str, Counted]:
    """Run a scene once and read these measures off it."""
    setting = setting_of(scene, changes)
    seen = observe(setting, setting.regimes[0], seed, stop)
    return {name: MEASURES[name].read(seen) for name in names}
