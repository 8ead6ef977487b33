"""The JSON Schema of targets files, so that an editor checks them: `python -m diversion.experiments.calibration.schema`.

Core objects: `targets_schema`, made from the class that reads the files; `main`, which writes it.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ...scenarios import json_schema
from ..designs import UNCERTAINTIES
from ..designs.schema import design_schema
from ..measures.every import MEASURES
from .study import PARAMETERS, TargetsFile

FILE: Final = json_schema.FILE.with_name("targets.schema.json")


def targets_schema() -> dict[str, Any]:
    """The schema as plain data. An editor's check is coarser than that of `diversion calibrate`, and never stricter."""
    schema = TargetsFile.model_json_schema()
    design = design_schema()["$defs"]
    schema["$defs"] |= {name: design[name] for name in ("Values", "Range")}
    schema["$defs"]["Target"]["properties"]["measure"] = {
        "type": "string",
        "anyOf": [{"const": name, "description": f"{each.title} ({each.unit})"} for name, each in MEASURES.items()],
    }
    schema["properties"][PARAMETERS] = design[f"{UNCERTAINTIES}-of"] | {
        "description": "Which parameters to find, and between which values; every uncertain one where left out."
    }
    return schema | {"title": "Targets", "$schema": "https://json-schema.org/draft/2020-12/schema"}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(targets_schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
