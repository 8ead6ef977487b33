"""What was changed from the usual figures, in words: for `check`, for `runs show` and for the notes of an export."""

from __future__ import annotations

import json
from typing import Any

from ...scenarios import loader
from ...scenarios.editing import EVERY
from ...scenarios.parameters import Parameter
from .plan import Plan


def changed_lines(plan: Plan, own: bool = False) -> list[str]:
    """What was changed, a line each: the new value beside the usual one in this place."""
    usual = plan.parameters
    lines = [f"  {name}: {value:g} {usual[name].unit}, {usually(usual[name])}" for name, value in plan.changes.items()]
    for item, fields in plan.edits.items():
        before = None if item in EVERY else _item(plan, item)
        for path, value in fields.items():
            was = "each had its own" if before is None else f"usually {word(_at(before, path))}"
            lines.append(f"  {item}.{path}: {word(value)}, {was}")
    if lines:
        return ["Changed:", *lines]
    return [] if own else ["Nothing is changed from the usual figures."]


def usually(figure: Parameter) -> str:
    """What a parameter is where nobody changes it."""
    drawn = figure.role == "uncertainty" and figure.span
    return f"usually drawn from {figure.span}" if drawn else f"usually {figure.default:g}"


def _item(plan: Plan, name: str) -> dict[str, Any]:
    """The library's item; `current` is the practice of the place."""
    return loader.load(plan.locality.current if name == "current" else name).model_dump(mode="json")


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def word(value: Any) -> str:
    """A value as the file would write it."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {word(each)}" for key, each in sorted(value.items())) + "}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
