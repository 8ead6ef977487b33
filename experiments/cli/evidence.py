"""What `show` prints of the evidence: beliefs, the studies behind them, and the one rule of scepticism."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..streams import put, put_json

if TYPE_CHECKING:
    from ...scenarios.loader import Item


def print_belief(item: Item) -> None:
    """What is believed that a programme does, and how that follows from studies; nothing of other items."""
    from ...scenarios.schema import Programme

    if not isinstance(item, Programme):
        return
    from ..beliefs.words import lines_of  # loads numbers

    lines = lines_of(item)
    if lines:
        put("\n# What it is believed to do\n")
    for line in lines:
        put(line)


def evidence_names() -> list[str]:
    """The names of beliefs, of studies of effects and of the numbers of scepticism."""
    from ...scenarios.evidence import beliefs, effect_studies, scepticism

    return [*beliefs(), *effect_studies(), *scepticism()]


def show_evidence(name: str, as_json: bool) -> bool:
    """Show a belief, a study or a number of scepticism; false where nothing of that kind is called so."""
    from ...scenarios.evidence import beliefs, effect_studies, effect_study, scepticism

    if name in beliefs():
        _show_belief(name, as_json)
    elif name in effect_studies():
        _put(effect_study(name).model_dump(mode="json", exclude_none=True), as_json)
    elif name in scepticism():
        from dataclasses import asdict

        _put({key: value for key, value in asdict(scepticism()[name]).items() if value != ""}, as_json)
    else:
        return False
    return True


def _show_belief(name: str, as_json: bool) -> None:
    from ...scenarios.evidence import belief
    from ..beliefs.formed import kept
    from ..beliefs.words import lines_about

    if as_json:
        put_json(
            {**belief(name).model_dump(mode="json", exclude_none=True), "formed": kept()[name].model_dump(mode="json")}
        )
        return
    for line in lines_about(kept()[name]):
        put(line)


def _put(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        put_json(facts)
        return
    for key, value in facts.items():
        put(f"{key}: {value:g}" if isinstance(value, float) else f"{key}: {value}")
