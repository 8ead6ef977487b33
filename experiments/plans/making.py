"""Turns what a person typed into a plan, and refuses what cannot be meant before anything is computed or written."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ...model.arguments import DEFAULT_REGIMES, distinct, laws_of, regime_of, whole
from ...model.build.build import workers_in
from ...model.build.places import mean_rate
from ...scenarios import loader
from ...scenarios.editing import EVERY, edited, of_current, sort_out
from ...scenarios.law import Law
from ...scenarios.parameters import InputError, did_you_mean, find, register
from ...scenarios.paths import typed_path
from ...scenarios.reading import read_value
from ...scenarios.scenario import LARGEST_SEED, MOST_REPLICATES, MOST_YEARS, Resolved
from ...scenarios.schema import Locality, Regime
from .laws import AS_USUAL, LawsAsked
from .plan import Plan
from .posterior import Posterior, read_posterior
from .usual import Wanted, as_kept, kept_for

__all__ = [
    "CURRENT",
    "DEFAULT_REGIMES",
    "check_out",
    "check_sizes",
    "check_workers",
    "in_use",
    "large_lines",
    "make_plan",
    "plan_of",
    "read_changes",
    "regime_names",
    "with_histories",
    "with_posterior",
]

MOST_PEOPLE: Final = 60_000_000  # with whoever comes later; England and Wales over fifty years are some 45 million
MOST_POSTS: Final = 100_000  # of all services together
MOST_OFFENCES: Final = 300.0  # a year of one person in the model, in the mean; the usual figure is 6
MOST_RUNS: Final = 10_000_000
LARGE_PEOPLE: Final = 500_000
LARGE_RUNS: Final = 10_000
BYTES_A_PERSON: Final = 900  # measured on England and Wales: people, their ties, the fork and the reference beside it
LIMITS: Final = {"years": (1, MOST_YEARS), "replicates": (1, MOST_REPLICATES), "seed": (0, LARGEST_SEED)}
CURRENT: Final = "current"  # stands for whatever regime the locality has today


def make_plan(
    locality: str | Path | Locality,
    regimes: str | Path | Sequence[str | Path | Regime] | None = None,
    reference: str | Path = "none",
    years: int = 3,
    run_in: int = 1,
    replicates: int = 40,
    seed: int = 1,
    changes: Mapping[str, Any] | None = None,
    fixed_parameters: bool = False,
    preset: str | None = None,
    posterior: Wanted = None,
    histories: int = 1,
    laws: Sequence[str | Path | Law] | None = None,
) -> Plan:
    """A plan for a comparison, everything in it checked.

    Args:
        locality: A name from the library, the path of a file, or a place that was read already.
        regimes: Names, paths or regimes that were read already, or a single name or path; `current` means the
            locality's own regime. The reference is added when it is missing.
        reference: The regime all others are compared with.
        years: How many years to simulate after the run-in, 1 to 50.
        run_in: How many years of current practice come first, 0 to 50.
        replicates: How many pairs of worlds, 1 to 1,000,000.
        seed: The whole number, 0 or more, that all chance is derived from.
        changes: Parameters fixed to a value, by name, and fields of library items (`lead.length_days`). A change to an
            item that no compared regime uses is refused.
        fixed_parameters: Whether every other parameter keeps its default, so that only luck differs.
        preset: Changes from the library to start from; `changes` go before them. It also names the regimes when none
            are given.
        posterior: The draws of a calibration, or the file of them, to draw from; the place's own, if it is any good, when
            nothing is given, and none where it is False.
        histories: How many histories of luck each draw of the uncertain parameters is lived in.
        laws: The laws that are in force, by name or file, each from its own day on and one without a day from where the
            regimes part; when nothing is given, those of the library that have a day. None for an empty list.

    Raises:
        InputError: with one plain sentence saying what is wrong.

    Example:
        >>> plan = make_plan("blackpool", ["pre-arrest"], years=2, changes={"lead.length_days": 365})
        >>> [regime.name for regime in plan.regimes], plan.years, plan.edits
        (['none', 'pre-arrest'], 2, {'lead': {'length_days': 365}})
    """
    whole("years", years, 1, MOST_YEARS)
    whole("run-in", run_in, 0, MOST_YEARS)
    whole("replicates", replicates, 1, MOST_REPLICATES)
    whole("seed", seed, 0, LARGEST_SEED)
    place = locality if isinstance(locality, Locality) else loader.locality(locality)
    start = loader.preset(preset) if preset is not None else None
    if isinstance(regimes, str | Path):  # one name, which Python would take letter by letter
        regimes = [regimes]
    regimes = regimes or (start.regimes if start else DEFAULT_REGIMES)
    others = [_regime(place, name) for name in regimes]
    first = next((each for each in others if each.name == reference), None) or _reference(place, reference)
    values, given = sort_out({**(start.changes if start else {}), **(changes or {})})
    edits = of_current(given, place.current)
    named = _compared(distinct([first, *others]), regimes)
    typed = [name.partition(".")[0] for name in changes or {} if name not in register()]
    plan = Plan(
        locality=place,
        current=edited(loader.regime(place.current), edits),
        regimes=tuple(edited(regime, edits) for regime in named),
        reference=first.name,
        years=years,
        run_in=run_in,
        replicates=replicates,
        seed=seed,
        fixed_parameters=fixed_parameters,
        changes=values,
        edits=given,
        unedited=named,
        laws=laws_of(laws),
    )
    _refuse_idle(typed, plan)
    check_sizes(plan)
    return with_histories(with_posterior(plan, posterior), histories)


def plan_of(
    resolved: Resolved,
    more: Mapping[str, Any] | None = None,
    posterior: Wanted = None,
    instead: Mapping[str, int | None] | None = None,
    asked: LawsAsked = AS_USUAL,
) -> Plan:
    """The plan for a scenario file; `more` changes and a `posterior` typed beside it go before the file's own.

    So do years, replicates and a seed `instead` of the file's, where they are given, and laws `asked` for or left out.
    """
    own, typed = resolved.scenario, {name: value for name, value in (instead or {}).items() if value is not None}
    for name, value in typed.items():
        whole(f"--{name}", value, *LIMITS[name])
    given = own.model_copy(update=typed)
    changes = {**given.changes, **(more or {})}
    how = (given.reference, given.years, given.run_in, given.replicates, given.seed, changes, given.fixed_parameters)
    try:
        laws = asked.beside(laws_of(resolved.laws))
        plan = make_plan(resolved.locality, resolved.regimes, *how, laws=laws)
        others = {name: (value, getattr(own, name)) for name, value in typed.items() if value != getattr(own, name)}
        plan = replace(plan, overridden=others)
    except InputError as error:
        raise resolved.refuse(error) from None
    if posterior is not None or resolved.posterior is None:
        return with_posterior(plan, posterior)
    try:
        return with_posterior(plan, resolved.posterior)
    except InputError as error:
        raise resolved.refuse(InputError(str(error), ("posterior",))) from None


def with_posterior(plan: Plan, posterior: Wanted) -> Plan:
    """The same plan with what a posterior has drawn from there: the place's own if nothing is given, none where it is False.

    Raises:
        InputError: the file cannot be used, or nothing is drawn.
    """
    if posterior is None:
        return replace(plan, posterior=kept_for(plan.locality.name, lambda: as_kept(plan.locality)).posterior)
    if posterior is False:
        return replace(plan, posterior=None)
    if plan.fixed_parameters:
        raise InputError("With fixed parameters nothing is drawn, so a posterior has no use; leave out one of the two.")
    return replace(plan, posterior=posterior if isinstance(posterior, Posterior) else read_posterior(posterior))


def with_histories(plan: Plan, histories: int) -> Plan:
    """The same plan with so many histories of luck for each draw of the uncertain parameters.

    Raises:
        InputError: the replicates do not come to whole draws, or nothing is drawn.
    """
    whole("histories", histories, 1, MOST_REPLICATES)
    if histories > 1 and plan.fixed_parameters:
        raise InputError(
            "With fixed parameters nothing is drawn that could have several histories; leave out histories."
        )
    if plan.replicates % histories:
        rest = f"must be a multiple of the {histories:,} histories of each draw, not {plan.replicates:,}"
        raise InputError(f"replicates {rest}.")
    return replace(plan, histories=histories)


def _refuse_idle(items: Iterable[str], plan: Plan) -> None:
    """A change to something that no compared regime uses would change nothing, and its author would not know."""
    used = in_use(plan)
    for item in items:
        if item not in used:
            raise InputError(f"{item} was changed, but none of the compared regimes uses it.", ("changes", item))


def in_use(plan: Plan) -> set[str]:
    """The names by which a change reaches something that one of its regimes uses."""
    parts = plan.catalogue
    return {item.name for item in (*plan.everything, *parts.routes, *parts.programmes, *parts.services)} | {
        CURRENT,
        *EVERY,
    }


def _regime(place: Locality, name: str | Path | Regime) -> Regime:
    """The regime as the comparison calls it: `current` keeps that name whatever stands behind it."""
    try:
        return regime_of(place, name)
    except InputError as error:
        near = loader.of_another_kind(str(name), "regime") or did_you_mean(str(name), regime_names())
        if isinstance(name, str) and str(error).startswith("There is no regime called"):
            raise InputError(f"There is no regime called {name}.{near}") from None
        raise


def _reference(place: Locality, name: str | Path) -> Regime:
    try:
        return _regime(place, name)
    except InputError as error:
        raise InputError(str(error), ("reference",)) from None


def regime_names() -> tuple[str, ...]:
    """Every name `--regime` understands."""
    return (CURRENT, *(name for name in loader.names("regime") if name != CURRENT))


def _compared(regimes: tuple[Regime, ...], asked: Sequence[str | Path | Regime]) -> tuple[Regime, ...]:
    """The regimes, of which a comparison needs two; a file among those `asked` for may call itself like the reference."""
    if len(regimes) < 2:
        name, files = regimes[0].name, [each for each in asked if isinstance(each, str | Path) and loader.is_path(each)]
        if files:
            raise InputError(f"{files[0]} calls itself {name}, as the reference is called: give it a name of its own.")
        raise InputError(f"There is nothing to compare {name} with: name at least one other regime.")
    return regimes


def read_changes(typed: Iterable[str]) -> dict[str, Any]:
    """Turn `name=value` as typed after --set into values by name.

    Args:
        typed: One text for each change: a parameter, or a field of a library item.

    Raises:
        InputError: a text is no such pair, or a name stands there twice or is not known, or a value cannot be meant.

    Example:
        >>> read_changes(["caseload_pre_arrest=12", "lead.length_days=null"])
        {'caseload_pre_arrest': 12.0, 'lead.length_days': None}
    """
    changes: dict[str, Any] = {}
    for text in typed:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise InputError(f"--set needs name=value, not {text!r}.")
        if name in changes:
            raise InputError(f"--set names {name} twice.")
        changes[name] = find(name).check(_number(name, value)) if name in register() else read_value(value, name)
    sort_out(changes)
    return changes


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{name} must be a number ({find(name).unit}), not {text!r}.")
    return value


def check_out(path: str | Path, kinds: Sequence[str] = (".csv",), option: str = "--out") -> Path:
    """Make sure a file of one of these kinds can be written there, without writing it."""
    out = typed_path(path)
    if out.suffix.lower() not in kinds:
        raise InputError(f"{option} writes a file whose name ends in {' or '.join(kinds)}, not {out.name!r}.")
    if out.is_dir():
        raise InputError(f"{out} is a folder; {option} needs a file name.")
    if not out.parent.is_dir():
        raise InputError(f"{out} cannot be written: there is no folder {out.parent}.")
    if not os.access(out.parent, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise InputError(f"{out} cannot be written; name another file with {option}.")
    return out


def check_workers(workers: int | None) -> None:
    """Refuse a number of threads that makes no sense."""
    if workers is not None:
        whole("workers", workers, 1, 1024)


# --- sizes -----------------------------------------------------------------------------------------------------------


def check_sizes(plan: Plan, changes: Mapping[str, Any] | None = None) -> None:
    """Refuse a plan whose worlds could not be meant, before anything is computed.

    Args:
        plan: The plan.
        changes: Parameters that are varied, at their largest, by name.

    Raises:
        InputError: a size is beyond its limit; the sentence says which and what it comes to.
    """
    varied = replace(plan, changes={**plan.changes, **changes}) if changes else plan
    for size, most, said, field in _sizes(varied):
        if size > most:
            raise InputError(f"{said} would be {size:,.0f}, more than the {most:,.0f} that can be meant.", (field,))


def _sizes(plan: Plan) -> Iterator[tuple[float, float, str, str]]:
    """Each size, its limit, what to call it, and the field of a scenario file that it is about."""
    place, values = plan.locality, plan.usual
    yield plan.everybody, MOST_PEOPLE, f"The people in the model of {place.name} over all years", "locality"
    offences = mean_rate(place.adults, values)
    yield offences, MOST_OFFENCES, f"The offences a year of each person in the model of {place.name}", "locality"
    posts = {each.name: max(workers_in(each, r, values) for r in plan.everything) for each in plan.catalogue.services}
    largest = max(posts, key=lambda name: posts[name], default="")
    yield sum(posts.values()), MOST_POSTS, f"The posts of all services, most of them of {largest},", "regimes"
    yield plan.replicates * len(plan.regimes), MOST_RUNS, "The runs, replicates × regimes,", "replicates"


def large_lines(plan: Plan, runs: int | None = None) -> list[str]:
    """What will take much memory or long, a sentence each; none for most plans. `runs`: of all its scenarios, if it has some."""
    people = plan.everybody
    runs = plan.replicates * len(plan.regimes) if runs is None else runs
    lines = []
    if people > LARGE_PEOPLE:
        room = max(0.5, people * BYTES_A_PERSON / 1e9)
        lines.append(
            f"This is large: {people:,.0f} people in each world, some {room:.1f} GB of memory for each at work."
        )
    if runs > LARGE_RUNS:
        lines.append(f"This is long: {runs:,} runs; --dry-run counts those that are kept already.")
    return lines
