"""The JSON Schema of design files, so that an editor completes and checks them: `python -m diversion.experiments.designs.schema`.

Core objects: `design_schema`, that of scenario files and what a design may say beside it; `main`, which writes it.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ...scenarios import json_schema
from ...scenarios.parameters import Parameter, register
from .design import Block
from .factors import ALL, DECLARED, LEVERS, UNCERTAINTIES, WRONG_SIDE, Range

FILE: Final = json_schema.FILE.with_name("design.schema.json")
SAYS: Final = {
    LEVERS: "What is decided: which parameters and fields take which values.",
    UNCERTAINTIES: "What is not known: which parameters are drawn, and from what.",
}


def design_schema() -> dict[str, Any]:
    """The schema as plain data. An editor's check is coarser than `diversion check`, and never stricter."""
    schema = json_schema.json_schema()
    for block in SAYS:
        schema["$defs"][block] = _block(block)
        schema["$defs"][f"{block}-of"] = _of(block)
        schema["properties"][block] = {"anyOf": [{"$ref": f"#/$defs/{block}"}, {"type": "null"}]}
    schema["properties"]["tables"] = {
        "type": "boolean",
        "default": False,
        "description": "Whether every run keeps its counts by month, group and neighbourhood: more disk.",
    }
    schema["$defs"]["Values"] = {
        "anyOf": [{"const": DECLARED}, {"type": "array", "minItems": 1}, {"$ref": "#/$defs/Range"}],
        "description": "A list of values, a range, or the declared distribution.",
    }
    schema["$defs"]["Range"] = Range.model_json_schema()
    return schema | {"title": "Design"}


def _block(block: str) -> dict[str, Any]:
    made = Block.model_json_schema()
    made["properties"]["of"] = {"$ref": f"#/$defs/{block}-of"}
    return made | {"title": block, "description": SAYS[block]}


def _of(block: str) -> dict[str, Any]:
    """Names with their values, names alone, rows of values, or all; the library's fields go by their shape alone."""
    names = {name: {"description": told.text, "$ref": "#/$defs/Values"} for name, told in _may_stand(block).items()}
    fields = {r"^[a-z0-9-]+\.[a-z_]+(\.|$)": {"$ref": "#/$defs/Values"}}
    row = {"type": "object", "minProperties": 1}
    return {
        "anyOf": [
            {"const": ALL},
            {"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, row]}},
            {"type": "object", "properties": names, "patternProperties": fields, "additionalProperties": False},
        ]
    }


def _may_stand(block: str) -> dict[str, Parameter]:
    wrong = {role for role, (side, _) in WRONG_SIDE.items() if side == block}
    return {name: parameter for name, parameter in register().items() if parameter.role not in wrong}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(design_schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
