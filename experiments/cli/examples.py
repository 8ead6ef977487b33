"""The command `examples`: the design and targets files that the README speaks of, copied to where one can edit them."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Final

import typer

from ...scenarios import json_schema
from ...scenarios.parameters import InputError
from ...scenarios.paths import typed_path
from ..files import written_whole
from ..streams import put
from ..told import told

SHIPPED: Final = ("docs", "examples")  # in the folder of the package
SCHEMA: Final = re.compile(r"(?<=\$schema=)\S*/(\S+)")  # which an editor looks for beside the file


def examples_command(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="Where to put them; it is made.")] = "examples",
) -> None:
    """Copy the example files, to try and to change: three designs for `sweep` and targets for `calibrate`."""
    place = typed_path(folder)
    texts = {place / each.name: _text(each) for each in _shipped()}
    changed = [file for file, text in texts.items() if _is_other(file, text)]
    if changed:
        raise InputError(f"{changed[0]} is there already and is not the example; name another folder.")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{place} cannot be made: {error.strerror}.") from None
    with written_whole(*texts) as parts:
        for part, text in zip(parts, texts.values(), strict=True):
            part.write_text(text, encoding="utf-8")
    for file, text in texts.items():
        put(f"{file}: {text.splitlines()[1].removeprefix('# ')}")
    put(f"Next: {told('check', min(each for each in texts if 'calibrate' not in each.name))}")


def _shipped() -> list[Traversable]:
    found = files(__package__.partition(".")[0]).joinpath(*SHIPPED)
    return sorted((each for each in found.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)


def _text(example: Traversable) -> str:
    """What stands in it, with the schema where it is on this machine."""
    beside = json_schema.FILE
    return SCHEMA.sub(lambda found: beside.with_name(found[1]).as_uri(), example.read_text(encoding="utf-8"))


def _is_other(file: Path, text: str) -> bool:
    return file.exists() and (not file.is_file() or file.read_text(encoding="utf-8", errors="replace") != text)
