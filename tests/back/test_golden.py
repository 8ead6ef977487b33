"""The engine gives the golden numbers to the last bit, on every Python, Mesa and numpy; see `golden.py` to change them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def _golden() -> ModuleType:
    spec = importlib.util.spec_from_file_location("golden", HERE / "golden.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.golden
def test_a_small_comparison_gives_the_golden_numbers() -> None:
    golden = _golden()
    expected = json.loads(golden.GOLDEN.read_text())
    found = json.loads(json.dumps(golden.remake()))
    for regime, stored in expected.items():
        changed = {k: (stored["outcomes"][k], v) for k, v in found[regime]["outcomes"].items()
                   if repr(v) != repr(stored["outcomes"][k])}  # fmt: skip
        assert not changed, f"{regime}: {changed}"
        assert found[regime]["digest"] == stored["digest"], regime
