"""Which values of the parameters make the model show what is known of a place.

Takes a targets file (`read_targets`); gives a `Calibration`: waves of history matching, draws of what is left,
predictive checks.
"""

from .answer import Calibration, Found, Predicted, plain
from .carry_out import calibrate, expected_runs
from .matching import Wave
from .study import Asked, read_targets
from .trying import first_wave

__all__ = [
    "Asked",
    "Calibration",
    "Found",
    "Predicted",
    "Wave",
    "calibrate",
    "expected_runs",
    "first_wave",
    "plain",
    "read_targets",
]
