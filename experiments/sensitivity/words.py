"""Says in plain English what the answer depends on, right also when nothing matters, luck rules or runs are too few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..wording import listed, number, phrase, rounded
from .deciding import Deciding
from .method import Analysis, Method
from .methods.sobol_pairs import JOINED, S2
from .screening import Standing, parameter_indices, standings
from .terms import SMALL_SHARE, Index

NAMED_FIRST: Final = 4  # factors that matter and are named
PAIRS: Final = 3  # pairs that are named
POUND: Final = 1.0  # a year, below which knowing something is worth nothing
NAMED_LAST: Final = 2  # factors that do not matter, or are open, and are named
MOSTLY: Final = 0.5  # from here on chance makes most of the variance


def headline(analysis: Analysis, labels: Mapping[str, str] | None = None) -> str:
    """A few short sentences: what is not certain first, then what the answer depends on and what it does not.

    Args:
        analysis: What was found.
        labels: What to call a factor, by its name; its own name where there is none.
    """
    found = parameter_indices(analysis.method, analysis.indices)
    if analysis.variance == 0:
        what = f"{len(found)} factors" if len(found) > 1 else "one factor"
        return f"Nothing varies: all {analysis.n:,} runs gave the same value, whatever the {what}."
    names = {name: (labels or {}).get(name, name) for name in found}
    doubt = [] if analysis.converged else [analysis.verdict]
    chance, mostly = _chance(analysis)
    says = _factors(analysis, found, names)
    return " ".join([*doubt, chance, *says] if mostly else [*doubt, *says, chance])


def _chance(analysis: Analysis) -> tuple[str, bool]:
    """The sentence about chance, and whether it makes most of the variance."""
    share = analysis.chance_share
    if share is None:
        return "This holds for one history of luck only.", False
    if share.value == 0:
        return "Chance has no part in it.", False
    percent = f"{number(100 * share.value)}%" if share.value >= 0.01 else "less than 1%"
    if share.value >= MOSTLY:
        return f"Most of the variance between runs, {percent}, is chance.", True
    return f"Chance alone is {percent} of the variance between runs.", False


def _factors(analysis: Analysis, found: Mapping[str, Index], names: Mapping[str, str]) -> list[str]:
    by_standing: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    for name, standing in standings(analysis.method, analysis.indices).items():
        by_standing[standing].append(name)
    most, unclear, small = (by_standing[each] for each in (Standing.MATTERS, Standing.UNCLEAR, Standing.SMALL))
    reason = analysis.method.below[len(small) > 1]
    if not most and not unclear:
        return [f"{_none_of(analysis.method, small, names)}: {reason}."]
    hedged = f"{analysis.method.hedge} ({reason})"
    if most:
        rest = [f"on {_named(small, names)} it does not{hedged}"] if small else []
        sentences = [f"{'; '.join([_most(analysis.method, [found[name] for name in most], names), *rest])}."]
    else:
        sentences = ["No factor stands out yet."]
        sentences += [f"The answer does not depend on {_named(small, names, 'or')}{hedged}."] if small else []
    if unclear:
        sentences.append(f"Whether it depends on {_named(unclear, names, 'or')} is open: more runs would tell.")
    return sentences


def _none_of(method: Method, small: Sequence[str], names: Mapping[str, str]) -> str:
    if method.hedge:
        what = f"any of the {len(small)} factors" if len(small) > 1 else names[small[0]]
        return f"There is no sign that the answer depends on {what}"
    what = f"none of the {len(small)} factors" if len(small) > 1 else f"{names[small[0]]} in no way that counts"
    return f"The answer depends on {what}"


def _most(method: Method, ranked: Sequence[Index], names: Mapping[str, str]) -> str:
    """What the answer depends on, the largest first and each with its size."""
    sizes = [_size(method, index) for index in ranked[:NAMED_FIRST]]
    first = f"{names[ranked[0].factor]} ({method.unit} {sizes[0]})"
    if len(ranked) == 1:
        return f"The answer depends on {first}"
    rest = [f"{names[index.factor]} ({size})" for index, size in zip(ranked[1:], sizes[1:], strict=False)]
    return f"The answer depends most on {first}, then on {listed([*rest, *_others(len(ranked) - NAMED_FIRST)])}"


def _size(method: Method, index: Index) -> str:
    return number(index.value, 2) if method.relative else rounded(index.value)


def _named(factors: Sequence[str], names: Mapping[str, str], last: str = "and") -> str:
    shown = [names[name] for name in factors[:NAMED_LAST]]
    return listed([*shown, *_others(len(factors) - NAMED_LAST)], last)


def _others(count: int) -> list[str]:
    return [f"{count} other{'s' if count > 1 else ''}"] if count > 0 else []


# --- pairs, and the decision -----------------------------------------------------------------------------------------


def pairs_line(analysis: Analysis, labels: Mapping[str, str]) -> str:
    """Which pairs of factors do something only together; nothing for a method that does not look at pairs."""
    found = sorted((index for index in analysis.indices if index.measure == S2), key=lambda index: -index.value)
    if not found or analysis.variance == 0:
        return ""
    sure = [index for index in found if index.low > SMALL_SHARE]
    if not sure:
        open_ = sum(index.high > SMALL_SHARE for index in found)
        what = "two factors make more than a twentieth of the variance only together"
        return f"Whether {what} is open for {open_} of {len(found)} pairs." if open_ else f"No {what}."
    told = listed([f"{_joined(index, labels)} {_share(index)}" for index in sure[:PAIRS]])
    return f"Only together, beyond what each does alone: {told} of the variance."


def _joined(index: Index, labels: Mapping[str, str]) -> str:
    return " with ".join(labels.get(name, name) for name in index.factor.split(JOINED))


def _share(index: Index) -> str:
    low, high = (number(100 * end) for end in (index.low, index.high))
    return f"{number(100 * index.value)}% ({low} to {high}%)"


def deciding_lines(found: Deciding, labels: Mapping[str, str]) -> Iterator[str]:
    """What knowing more before choosing is worth to the public purse, and of what."""
    yield f"On average over these runs, {phrase(found.best)} costs the public purse least."
    sure = {name: each for name, each in found.worth.items() if each.beyond_chance > max(POUND, 2 * each.error)}
    if not sure:
        yield "No factor alone can be seen to be worth knowing before choosing: what there is, luck alone may give."
        return
    told = [
        f"{labels.get(name, name)} £{rounded(each.beyond_chance)}" for name, each in list(sure.items())[:NAMED_FIRST]
    ]
    yield f"Worth knowing before choosing, by what the better choice would save a year: {listed(told)}."
