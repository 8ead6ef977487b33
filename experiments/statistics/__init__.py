"""What samples and pairs of runs tell, and what may be said about it.

Takes numbers by replicate; gives levels, paired differences with their bands, verdicts and the value of knowing more.
Nothing here knows of places or regimes, but for `by_replicate`, which puts runs side by side.
"""

from .cost_effectiveness import Quadrant, Standing, Step, acceptability, frontier, quadrant
from .information import Information, evpi, evppi, evppi_of, switching_value
from .paired import TAILS, Band, Level, Paired, band_of, difference, interval, level, middle
from .pairing import by_replicate, check_paired, column
from .samples import (
    CONFIDENCE,
    NAN,
    UPPER,
    Numbers,
    by_draw,
    draw_means,
    needed,
    quantile_error,
    standard_error,
    student,
    variance,
)
from .value import Best, best
from .verdicts import (
    ENOUGH_DRAWS,
    ENOUGH_FOR_CLEAR,
    ENOUGH_FOR_MEAN,
    ENOUGH_PEOPLE,
    FALLS,
    ORDER,
    RISES,
    SILENT,
    Ranking,
    Verdict,
    does_more,
    ranking,
    verdict,
)

__all__ = [
    "switching_value",
    "quadrant",
    "frontier",
    "evppi_of",
    "evppi",
    "evpi",
    "acceptability",
    "Step",
    "Standing",
    "Quadrant",
    "Information",
    "Band",
    "Best",
    "CONFIDENCE",
    "ENOUGH_DRAWS",
    "ENOUGH_FOR_CLEAR",
    "ENOUGH_FOR_MEAN",
    "ENOUGH_PEOPLE",
    "FALLS",
    "Level",
    "NAN",
    "Numbers",
    "ORDER",
    "Paired",
    "RISES",
    "Ranking",
    "SILENT",
    "TAILS",
    "UPPER",
    "Verdict",
    "band_of",
    "best",
    "by_draw",
    "by_replicate",
    "check_paired",
    "column",
    "difference",
    "does_more",
    "draw_means",
    "interval",
    "level",
    "middle",
    "needed",
    "quantile_error",
    "ranking",
    "standard_error",
    "student",
    "variance",
    "verdict",
]
