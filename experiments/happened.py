"""What a run wrote down about one person, as things that happened, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd

from ..agents.court import ACQUITTED, COMMUNITY_ORDER, FINE, PRISON
from ..agents.records import DETAINED, IMPRISONED, REMANDED
from ..model.world import (
    L_ADMITTED,
    L_ARREST,
    L_BREACH,
    L_CAUTION,
    L_CHARGE,
    L_CONTACT,
    L_CONVICTION,
    L_EXIT,
    L_INSIDE,
    L_ORDINARY,
    L_REFERRAL,
)
from ..scenarios.words import CONTACT_KINDS


class Lane(StrEnum):
    """The rows of a time line."""

    POLICE = "Police"
    COURT = "Charge and court"
    INSIDE = "Cells or prison"
    WAITING = "Waiting for support"
    SUPPORT = "In support"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, `began` to `ended` in days since the regimes parted; a moment has the same of both."""

    lane: Lane
    began: float
    ended: float
    text: str


def tell(rows: pd.DataFrame, days: int, programmes: Sequence[str]) -> Iterator[Happening]:
    """Every row of one person's log as something that happened.

    Args:
        rows: The log, its moments in days since the regimes parted.
        days: How many days there are; whatever goes on longer is cut there.
        programmes: The title of the programme behind each route.
    """
    exits, admitted = rows[rows.kind == L_EXIT], rows[rows.kind == L_ADMITTED]
    fields = (rows[name].tolist() for name in ("kind", "moment", "began", "detail"))
    for kind, moment, began, detail in zip(*fields, strict=True):
        if kind == L_REFERRAL:
            yield _referred(moment, _first(admitted, detail, moment), programmes[detail])
        elif kind == L_ADMITTED:
            until = _first(exits, detail, moment)
            yield Happening(
                Lane.SUPPORT, moment, float(days) if until is None else until, f"support: {programmes[detail]}"
            )
        elif kind == L_EXIT and not ((admitted.detail == detail) & (admitted.moment <= moment)).any():
            yield Happening(Lane.SUPPORT, 0.0, moment, f"support: {programmes[detail]}")
        elif kind == L_INSIDE:
            yield Happening(Lane.INSIDE, moment, min(began, float(days)), INSIDE_WORDS[detail])
        elif kind in WORDS:
            yield Happening(WORDS[kind][0], moment, moment, WORDS[kind][1])
        elif kind in SAID:
            yield Happening(SAID[kind][0], moment, moment, SAID[kind][1](detail))


def _first(rows: pd.DataFrame, route: int, moment: float) -> float | None:
    """The first moment through a route from this one on."""
    found = rows[(rows.detail == route) & (rows.moment >= moment)].moment
    return float(found.min()) if len(found) else None


def _referred(moment: float, began: float | None, name: str) -> Happening:
    """A referral, and the wait for a place where there was one."""
    if began is None:
        return Happening(Lane.WAITING, moment, moment, f"referred to {name}; no place was taken up")
    return Happening(Lane.WAITING, moment, began, f"referred to {name}, and waiting for a place")


SENTENCES: Final = {
    ACQUITTED: "no sentence", FINE: "a fine", COMMUNITY_ORDER: "a community order", PRISON: "prison",
}  # fmt: skip
INSIDE_WORDS: Final = {DETAINED: "in a police cell", IMPRISONED: "in prison", REMANDED: "on remand"}
WORDS: Final = {
    L_CAUTION: (Lane.COURT, "a caution"),
    L_CHARGE: (Lane.COURT, "charged"),
    L_BREACH: (Lane.COURT, "a community order broken"),
    L_ORDINARY: (Lane.POLICE, "told of ordinary services"),
}
OFFENCES: Final = {
    "drug_possession": "possession of drugs", "public_order": "public order", "other_theft": "a theft",
    "burglary": "a burglary", "assault_without_injury": "an assault without injury",
    "violence_with_injury": "violence with injury", "criminal_damage": "criminal damage",
}  # fmt: skip


def offence(kind: int) -> str:
    """The kind of a contact as a sentence says it."""
    name = CONTACT_KINDS[kind]
    return OFFENCES.get(name, name.replace("_", " "))


def _arrested(which: int) -> str:
    """An arrest: over an offence, on a warrant, or over a broken order."""
    return "arrested" if which == 0 else "arrested without a new offence (a warrant or a broken order)"


def _contact(kind: int) -> str:
    return f"contact with police over {offence(kind)}"


def _convicted(detail: int) -> str:
    return f"convicted: {SENTENCES[detail // 1000]}"


SAID: Final[Mapping[int, tuple[Lane, Callable[[int], str]]]] = {
    L_CONTACT: (Lane.POLICE, _contact),
    L_ARREST: (Lane.POLICE, _arrested),
    L_CONVICTION: (Lane.COURT, _convicted),
}
