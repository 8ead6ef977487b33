"""What `show` prints of the evidence: beliefs, the studies behind them, and the one rule of scepticism."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from ..streams import put, put_json
from ..wording import listed, upper_first

if TYPE_CHECKING:
    from ...scenarios.loader import Item

EVIDENCE: Final = ("beliefs", "studies")


def print_behind(item: Item) -> None:
    """What the published effects of a programme come to, and what is believed that it does; nothing of other items."""
    from ...scenarios.schema import Programme

    if not isinstance(item, Programme):
        return
    from ..beliefs.words import comes_to, lines_of  # loads numbers

    parts = {"What the published effects come to": comes_to(item), "What it is believed to do": lines_of(item)}
    for heading, lines in parts.items():
        if lines:
            put(f"\n# {heading}\n")
        for line in lines:
            put(line)


def evidence_names(kind: str = "") -> list[str]:
    """The names of beliefs, of studies of effects and of the numbers of scepticism, or of one kind of `EVIDENCE`."""
    from ...scenarios.evidence import beliefs, effect_studies, scepticism

    known = {"beliefs": beliefs(), "studies": effect_studies(), "": (*beliefs(), *effect_studies(), *scepticism())}
    return list(known[kind])


def evidence_items(kind: str, taken: Collection[str]) -> list[dict[str, str]]:
    """Every belief or study by the name that `show` knows it by: with its kind where something else is called so, too."""
    from ...scenarios.evidence import belief, effect_study

    read = belief if kind == "beliefs" else effect_study
    return [
        {"name": f"{kind}/{name}" if name in taken else name, "title": upper_first(read(name).title)}
        for name in evidence_names(kind)
    ]


def show_evidence(name: str, as_json: bool, kind: str = "") -> bool:
    """Show a belief, a study or a number of scepticism; false where nothing of that kind, or of any, is called so."""
    from ...scenarios.evidence import beliefs, effect_studies, effect_study, scepticism

    if kind != "studies" and name in beliefs():
        _show_belief(name, as_json)
    elif kind != "beliefs" and name in effect_studies():
        _put(effect_study(name).model_dump(mode="json", exclude_none=True), as_json)
    elif not kind and name in scepticism():
        from dataclasses import asdict

        _put({key: value for key, value in asdict(scepticism()[name]).items() if value != ""}, as_json)
    else:
        return False
    return True


def _show_belief(name: str, as_json: bool) -> None:
    from ...scenarios.evidence import belief
    from ..beliefs.formed import kept
    from ..beliefs.words import lines_about

    about = belief(name)
    if as_json:
        put_json({**about.model_dump(mode="json", exclude_none=True), "formed": kept()[name].model_dump(mode="json")})
        return
    for line in lines_about(kept()[name]):
        put(line)
    put(f"Held of: {listed(about.programmes)}.")
    put(f"Trials that could prove it wrong: {listed(about.tested_by) or 'none that is replayed'}.")


def _put(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        put_json(facts)
        return
    for key, value in facts.items():
        put(f"{key}: {value:g}" if isinstance(value, float) else f"{key}: {value}")
