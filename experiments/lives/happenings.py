"""What a run wrote down about one person, as things that happened, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ...agents.states import Verdict, Whereabouts
from ...model.ledger.log import OFFENCE_KINDS, Log
from ...scenarios.words import CONTACT_KINDS, NEEDS
from ..wording import listed


class Lane(StrEnum):
    """The rows of a time line."""

    POLICE = "Police"
    COURT = "Charge and court"
    INSIDE = "Cells or prison"
    WAITING = "Waiting for support"
    SUPPORT = "In support"
    NEEDS = "Needs eased"
    HARD = "Hard times"


class Sign(StrEnum):
    """What kind of moment it is, where a lane has several."""

    NOTHING_MORE = "a contact that no arrest, caution or charge followed"
    CONTACT = "a contact that one of them followed"
    ARREST = "an arrest"
    CAUTION = "a caution"
    CHARGE = "a charge"
    CONVICTION = "a conviction"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, `began` to `ended` in days since the regimes parted; a moment has the same of both.

    `sign` tells moments of one lane apart; `size` is how much of a spell there is, from 0 to 1.
    """

    lane: Lane
    began: float
    ended: float
    text: str
    sign: Sign = Sign.OTHER
    size: float = 1.0


def tell(log: Log, days: int, programmes: Sequence[str]) -> Iterator[Happening]:
    """Everything in one person's log as something that happened.

    Args:
        log: What happened to them, its moments in days since the regimes parted.
        days: How many days there are; whatever goes on longer is cut there.
        programmes: The title of the programme behind each route.
    """
    happened = list(log.each())
    exits, admitted = ([each for each in happened if each.kind == kind] for kind in ("exit", "admitted"))
    followed = {each.began for each in happened if each.kind in FOLLOWING}
    for each in happened:
        kind, moment = each.kind, each.moment
        if kind == "referral":
            yield _referred(moment, _first(admitted, each.route, moment), programmes[each.route])
        elif kind == "admitted":
            until = _first(exits, each.route, moment)
            ended = float(days) if until is None else until
            yield Happening(Lane.SUPPORT, moment, ended, f"support: {programmes[each.route]}")
        elif kind == "exit" and not any(a.route == each.route and a.moment <= moment for a in admitted):
            yield Happening(Lane.SUPPORT, 0.0, moment, f"support: {programmes[each.route]}")
        elif kind == "inside":
            yield Happening(Lane.INSIDE, moment, min(each.until, float(days)), INSIDE_WORDS[each.where])
        elif kind == "contact":
            yield _met(moment, offence(each.category), each.began in followed)
        elif kind in SAID:
            lane, sign, say = SAID[kind]
            yield Happening(lane, moment, moment, say(each), sign)


def _met(moment: float, over: str, more: bool) -> Happening:
    """A contact, and whether it came to anything; a case has the moment of its contact as its own beginning."""
    text = f"contact with police over {over}" + ("" if more else "; no arrest, caution or charge followed")
    return Happening(Lane.POLICE, moment, moment, text, Sign.CONTACT if more else Sign.NOTHING_MORE)


def _first(happened: Sequence[Any], route: int, moment: float) -> float | None:
    """The first moment through a route from this one on."""
    return min((each.moment for each in happened if each.route == route and each.moment >= moment), default=None)


def _referred(moment: float, began: float | None, name: str) -> Happening:
    """A referral, and the wait for a place where there was one."""
    if began is None:
        return Happening(Lane.WAITING, moment, moment, f"referred to {name}; no place was taken up")
    return Happening(Lane.WAITING, moment, began, f"referred to {name}, and waiting for a place")


SENTENCES: Final = {
    Verdict.ACQUITTED: "no sentence",
    Verdict.FINE: "a fine",
    Verdict.COMMUNITY_ORDER: "a community order",
    Verdict.PRISON: "prison",
}
INSIDE_WORDS: Final = {
    Whereabouts.DETAINED: "in a police cell",
    Whereabouts.IMPRISONED: "in prison",
    Whereabouts.ON_REMAND: "on remand",
}
FOLLOWING: Final = ("arrest", "caution", "charge", "conviction")
OFFENCES: Final = {
    "drug_possession": "possession of drugs", "public_order": "public order", "other_theft": "a theft",
    "burglary": "a burglary", "assault_without_injury": "an assault without injury",
    "violence_with_injury": "violence with injury", "criminal_damage": "criminal damage",
}  # fmt: skip


def offence(kind: int) -> str:
    """The kind of a contact as a sentence says it."""
    name = CONTACT_KINDS[kind]
    return OFFENCES.get(name, name.replace("_", " "))


def _arrested(each: Any) -> str:
    """An arrest: over an offence, on a warrant, or over a broken order."""
    return "arrested" if each.over < OFFENCE_KINDS else "arrested without a new offence (a warrant or a broken order)"


def _several(of: str, each: Any) -> str:
    """Of, with or for how many offences, where there are several."""
    return f" {of} {each.offences} offences" if each.offences > 1 else ""


# What is a moment of its own: its lane, its sign, and what is said of a row of the log.
SAID: Final[Mapping[str, tuple[Lane, Sign, Callable[[Any], str]]]] = {
    "arrest": (Lane.POLICE, Sign.ARREST, _arrested),
    "conviction": (
        Lane.COURT,
        Sign.CONVICTION,
        lambda each: f"convicted{_several('of', each)}: {SENTENCES[each.sentence]}",
    ),
    "caution": (Lane.COURT, Sign.CAUTION, lambda each: f"a caution{_several('for', each)}"),
    "charge": (Lane.COURT, Sign.CHARGE, lambda each: f"charged{_several('with', each)}"),
    "cleared": (Lane.COURT, Sign.OTHER, lambda _: "warrants withdrawn: the case is heard without an arrest"),
    "breach": (Lane.COURT, Sign.OTHER, lambda _: "a community order broken"),
    "ordinary_referral": (Lane.POLICE, Sign.OTHER, lambda _: "told of ordinary services"),
}


# --- needs -------------------------------------------------------------------------------------------------------------

LEVELS: Final = (0.05, 0.1, 0.2, 0.3, 0.5)  # the ends of the levels in which easing is told, as shares


def eased(
    looks: Sequence[int], shares: Sequence[float], got: Sequence[int], step: float, days: int
) -> Iterator[Happening]:
    """How far support eased one person's needs, in spells of the same level and the same help.

    Args:
        looks: The looks at which it did, `step` days apart, in order.
        shares: The share of what the person's needs add to offending that support took away at each.
        got: The needs with which help had come by then, one bit each.
        step: Days from one look to the next.
        days: How many days there are; whatever goes on longer is cut there.
    """
    told = [(look, _level(share), bits) for look, share, bits in zip(looks, shares, got, strict=True)]
    begun = 0
    for k in range(1, len(told) + 1):
        if k < len(told) and told[k] == (told[k - 1][0] + 1, *told[begun][1:]):
            continue
        first, level, bits = told[begun]
        ends = min((told[k - 1][0] + 1) * step, float(days))
        yield Happening(Lane.NEEDS, first * step, ends, _eased_words(level, bits), size=(level + 1) / (len(LEVELS) + 1))
        begun = k


def _level(share: float) -> int:
    """Which level a share belongs to; -1 where support makes needs weigh more."""
    return -1 if share < 0 else sum(share >= end for end in LEVELS)


def _eased_words(level: int, bits: int) -> str:
    helped = [need.replace("_", " ") for k, need in enumerate(NEEDS) if bits >> k & 1]
    with_ = f"; help with {listed(helped)} has come" if helped else ""
    if level < 0:
        return f"needs weigh more than without support{with_}"
    ends = [f"{100 * end:.0f}" for end in LEVELS]
    if level == 0:
        return f"under {ends[0]}% of needs eased{with_}"
    if level == len(LEVELS):
        return f"over {ends[-1]}% of needs eased{with_}"
    return f"{ends[level - 1]} to {ends[level]}% of needs eased{with_}"
