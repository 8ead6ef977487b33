"""What belief about all who are offered a programme makes of the effect on those who engage, read back from a curve."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.experiments.trials.fitting import FITS, as_table, carry_out, read_back
from diversion.experiments.trials.study import studies
from diversion.scenarios.parameters import register


def test_what_is_wanted_is_read_back_on_the_log() -> None:
    values = np.array([0.1, 0.4, 1.0])
    curve = np.array([0.6, 0.8, 1.0])
    assert read_back(values, curve, (0.6, 0.7, 0.8)) == pytest.approx((0.1, 0.2, 0.4))
    assert read_back(values, curve, (0.5, 0.9, 1.2)) == pytest.approx((0.1, np.sqrt(0.4), 1.0)), (
        "no farther than the ends"
    )


def test_defaults_are_what_the_fit_gave() -> None:
    for fit in FITS:
        (study,) = (each for each in studies() if each.name == fit.study)
        assert study.use == "fit" and study.outcomes[fit.reading].published is not None
        declared = register()[fit.parameter]
        assert min(fit.values) <= declared.low <= declared.default <= declared.high <= max(fit.values)
        assert fit.why


def test_the_stronger_the_contract_the_fewer_offend_of_all_who_are_offered_one() -> None:
    (fit,) = FITS
    found = carry_out(fit, worlds=1, trials=20)
    assert np.all(np.diff(found.curve) > 0)
    low, middle, high = found.after
    assert low < middle < high < fit.offered[2], "those who engage must do better than all who are offered"
    declared = register()[fit.parameter]
    assert middle == pytest.approx(declared.default, rel=0.35)
    assert f"{middle:.2f}" in as_table([found])
