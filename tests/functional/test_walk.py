"""How far a place is carried from the command to the answer: few enough changes of module for one who reads along."""

from __future__ import annotations

from pathlib import Path

import pytest

from diversion.experiments.cli.app import main

from .walking import Walk

FEWER_THAN = 60  # it was 105 when nobody counted
PLACE = """like: blackpool
name: walk-town
title: Walk town
text: A place to be walked through.
residents: {value: 3000, source: made up, rating: judgement}
"""


def test_a_place_is_carried_to_the_answer_in_fewer_than_sixty_steps_between_modules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "walk-town.yaml"
    file.write_text(PLACE, encoding="utf-8")
    short = (
        "--regime",
        "pre-arrest",
        "--years",
        "1",
        "--run-in",
        "0",
        "--replicates",
        "1",
        "--workers",
        "1",
        "--quiet",
    )
    words = ["compare", str(file), *short, "--db", str(tmp_path / "runs.sqlite"), "--fresh"]
    main(words)  # compiles what is not compiled yet, which would take very long while somebody watches
    walk = Walk("walk-town", lambda: main(words))

    assert "Walk town" in capsys.readouterr().out
    modules = {module for step in walk.steps for module in step}
    assert {
        "experiments.cli.app",
        "experiments.runs.worker",
        "model.build.build",
        "experiments.reports.comparison",
    } <= modules
    assert len(walk.steps) < FEWER_THAN, "\n".join(f"{here} → {there}" for here, there in walk.steps)
