"""The example files come with the package, and `diversion examples` puts them where they can be edited."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest

from diversion.experiments.cli.app import WRONG_INPUT, main


def test_examples_are_copied_and_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Row 21: who installed a wheel has no `docs/examples`."""
    folder = tmp_path / "to try"
    assert main(["examples", str(folder)]) == 0
    said = capsys.readouterr().out
    names = sorted(each.name for each in folder.iterdir())
    assert names == sorted(each.name for each in (Path(__file__).parents[4] / "docs/examples").glob("*.yaml"))
    for name in names:
        assert name in said
        first = (folder / name).read_text(encoding="utf-8").splitlines()[0]
        assert Path(url2pathname(urlparse(first.partition("$schema=")[2]).path)).is_file()
    assert main(["check", str(folder / "caseloads.yaml")]) == 0
    assert main(["examples", str(folder)]) == 0  # nothing is lost by asking again


def test_examples_never_write_over_what_somebody_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Row 21, siblings: a file that was edited, a folder in its place, and a file in the folder's place."""
    mine = tmp_path / "caseloads.yaml"
    mine.write_text("mine", encoding="utf-8")
    assert main(["examples", str(tmp_path)]) == WRONG_INPUT
    assert "is there already" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["caseloads.yaml"] and mine.read_text() == "mine"
    assert main(["examples", str(mine)]) == WRONG_INPUT
    mine.unlink()
    mine.mkdir()
    assert main(["examples", str(tmp_path)]) == WRONG_INPUT
    assert main(["examples", "/proc/nowhere"]) == WRONG_INPUT
