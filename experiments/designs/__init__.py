"""Which scenarios an experiment is carried out in: design files and the points that they stand for.

Takes a file (`read_design`) or factors; gives an `Experiment` whose points are made when they are asked for.
"""

from .design import block_lines, check_largest, is_design, read_design
from .factors import ALL, UNCERTAINTIES, Judge, Spot, entries
from .sampling import SAMPLERS, Points, Spread, sobol

__all__ = [
    "ALL",
    "Judge",
    "Points",
    "SAMPLERS",
    "Spot",
    "Spread",
    "UNCERTAINTIES",
    "block_lines",
    "check_largest",
    "entries",
    "is_design",
    "read_design",
    "sobol",
]
