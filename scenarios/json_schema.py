"""The JSON Schema of scenario files, so that an editor completes and checks them: `python -m diversion.scenarios.json_schema`.

Core objects: `json_schema`, made from the same classes that read the files; `main`, which writes it beside this module.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from . import loader
from .editing import EDITABLE, EVERY, NOT_CHANGED
from .law import Law
from .parameters import Parameter, register
from .scenario import Scenario
from .schema import Locality, Named, Programme, Regime, Route, Service

FILE: Final = Path(__file__).with_name("scenario.schema.json")
INLINE: Final[tuple[type[Named], ...]] = (Locality, Regime, Route, Programme, Service, Law)


def json_schema() -> dict[str, Any]:
    """The schema as plain data. An editor's check is coarser than `diversion check`, and never stricter."""
    schema = Scenario.model_json_schema()
    definitions: dict[str, Any] = {}
    for model in INLINE:
        inner = model.model_json_schema(ref_template="#/$defs/{model}")
        definitions |= inner.pop("$defs", {})
        definitions[model.__name__] = inner
    for model in INLINE:
        _may_start_like(definitions[model.__name__], model)
    fields = schema["properties"]
    fields["locality"] = _name_or("Locality", "locality")
    fields["regimes"]["items"] = _name_or("Regime", "regime")
    fields["laws"]["anyOf"][0]["items"] = _name_or("Law", "law")
    fields["changes"] = _changes()
    return schema | {
        "$defs": definitions,
        "title": "Scenario",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
    }


def _may_start_like(schema: dict[str, Any], model: type[Named]) -> None:
    """Nothing but a name is required of what starts like an item of the library."""
    kind = model.__name__.lower()
    schema["properties"]["like"] = {"enum": list(loader.names(kind)), "description": f"The {kind} to start from."}
    schema["required"] = ["name"]


def _name_or(model: str, kind: str) -> dict[str, Any]:
    names = {
        "type": "string",
        "examples": list(loader.names(kind)),
        "description": f"A {kind} of the library, or a file.",
    }
    return {"anyOf": [names, {"$ref": f"#/$defs/{model}"}]}


def _changes() -> dict[str, Any]:
    known: dict[str, Any] = {name: _parameter(parameter) for name, parameter in register().items()}
    for kind, model in EDITABLE.items():
        for item in loader.names(kind):
            for field in model.model_fields:
                if field not in NOT_CHANGED:
                    known[f"{item}.{field}"] = {"description": f"{field} of the {kind} {item}"}
    for every, model in EVERY.items():
        known |= {f"{every}.{field}": {"description": f"{field} of {every}"} for field in model.model_fields}
    return {
        "type": ["object", "null"],
        "properties": known,
        "patternProperties": {r"^[a-z0-9-]+\.[a-z_]+\.": {}},
        "additionalProperties": False,
        "description": "What differs from the usual figures.",
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    limits = {"minimum": parameter.floor, "maximum": parameter.ceiling}
    span = f", {parameter.span}" if parameter.span else ""
    return {
        "type": "number",
        "default": parameter.default,
        "description": f"{parameter.text} ({parameter.unit}; usually {parameter.default:g}{span}.)",
        **{key: value for key, value in limits.items() if abs(value) != float("inf")},
    }


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
