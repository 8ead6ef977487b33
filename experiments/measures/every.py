"""The register of what can be read off an observed run and set beside a published figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .counted import Counted, Measure
from .flows import FLOWS
from .funnels import FUNNELS
from .groups import GROUPS
from .levels import LEVELS
from .reoffending import REOFFENDING

__all__ = ["MEASURES", "Counted", "Measure"]

MEASURES: Final[Mapping[str, Measure]] = {
    each.name: each for each in (*FLOWS, *GROUPS, *REOFFENDING, *FUNNELS, *LEVELS)
}
