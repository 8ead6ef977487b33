"""The files in which published patterns stand, one a use, so that whoever fits the model can be kept from those held back."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, Literal

from ...scenarios.reading import read_yaml

Cause = Literal["structure", "parameter", "replay", "target"]  # what a miss is put down to
Before = Literal["fit", "held-back", "input", "outside", "none"]  # what a pattern was good for, by an earlier list
FOLDER: Final = "patterns"
SCENES: Final = "scenes.yaml"
FILES: Final[Mapping[str, str]] = {
    "fit": "fitted.yaml",
    "held-back": "held-back.yaml",
    "input": "inputs.yaml",
    "level": "levels.yaml",
    "outside": "outside.yaml",
}


def read(name: str) -> tuple[Any, Any]:
    """One of the files: its node, and what it says as plain data."""
    return read_yaml((files(__package__) / FOLDER / name).read_text(encoding="utf-8"), name)
