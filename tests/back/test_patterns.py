"""Under current practice the default parameters meet the published patterns; printed with model value, target, verdict.

Run it alone to read the table: `uv run pytest tests/back/test_patterns.py -s`.
"""

from __future__ import annotations

import pytest

from diversion.experiments.patterns import as_table, patterns
from diversion.scenarios import loader

# What honest parameters do not meet at once. A tenth of those convicted hold a third of ten years' convictions in the
# model, not half: a pool of 3% of residents holds too few of the many people who are convicted once and never again, and
# a propensity concentrated enough to make up for them would push proven reoffending far above its published level.
MISSED = {"Convictions held by a tenth of those convicted"}


@pytest.mark.slow
def test_current_practice_in_blackpool_meets_the_published_patterns(capsys: pytest.CaptureFixture[str]) -> None:
    found = patterns(loader.locality("blackpool"), loader.locality("england-mix"), range(1, 4))
    with capsys.disabled():
        print("\n" + as_table(found))
    assert {row.name for row in found if row.verdict == "missed"} == MISSED
    assert sum(row.verdict == "met" for row in found) >= 11
