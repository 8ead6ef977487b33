"""Money: who pays and who gains, in which year, and how likely it is that benefits exceed costs.

Takes the runs of a comparison and the unit costs that each replicate drew. Gives `economics`, whose answer holds every pound by
bearer and year, on the `Terms` of the Treasury's Green Book or others; `lines` says it in sentences.
"""

from __future__ import annotations

from .answer import BreakEven, Economics, economics
from .knowing import Knowing, Turn
from .terms import BEARERS, PERSPECTIVES, WHOSE, Perspective, Terms
from .units import Pounds, Unit
from .words import lines

__all__ = [
    "BEARERS",
    "PERSPECTIVES",
    "WHOSE",
    "BreakEven",
    "Economics",
    "Knowing",
    "Perspective",
    "Pounds",
    "Terms",
    "Turn",
    "Unit",
    "economics",
    "lines",
]
