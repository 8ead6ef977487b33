"""Plans are refused in one sentence that names what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from diversion.experiments.plans import make_plan
from diversion.scenarios.parameters import InputError

NONE = "name: none\ntitle: x\ntext: y\nroutes: [lead-street]\nrating: weak\nsource: test\n"


@pytest.mark.parametrize("typed", [str, Path])
def test_a_file_that_calls_itself_like_the_reference_is_named(typed: type[str] | type[Path], tmp_path: Path) -> None:
    """It was refused as if nobody had asked for it: "name at least one other regime"."""
    file = tmp_path / "mine.yaml"
    file.write_text(NONE, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        make_plan("blackpool", [typed(file)])
    assert str(refused.value) == f"{file} calls itself none, as the reference is called: give it a name of its own."


def test_a_name_that_is_the_reference_needs_another_beside_it() -> None:
    with pytest.raises(InputError, match=r"^There is nothing to compare none with: name at least one other regime\.$"):
        make_plan("blackpool", ["none"])
