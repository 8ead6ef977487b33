"""A comparison as plain data for JSON, and the notes that go with its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..economics import Terms
from ..economics.accounts import counts_by_month
from ..plans import differing
from ..store import engine_version
from ..wording import upper_first
from .for_whom import group_rows
from .pairs import in_json
from .support import posterior_facts

if TYPE_CHECKING:
    from .comparison import Comparison


def as_data(found: Comparison, terms: Terms | None = None) -> dict[str, Any]:
    """Everything the answer holds, its money on these terms; a number that has no value is None."""
    plan = found.plan.content
    data = {
        "comparison": found.number,
        "database": found.location,
        "locality": found.plan.locality.name,
        "title": found.plan.locality.title,
        "regimes": [regime.name for regime in found.plan.regimes],
        **{name: plan[name] for name in ("reference", "years", "run_in", "replicates", "histories", "seed")},
        "fixed_parameters": found.plan.fixed_parameters,
        "changes": plan["changes"],
        "differing": differing(found.plan).to_dict(),
        "laws": found.plan.law_facts,
        "parameters_drawn": len(found.plan.drawn),
        "posterior": posterior_facts(found.plan),
        "trust": found.support.to_dict() | {"evidence": found.support.evidence},
        "engine_version": engine_version(),
        "band": found.band.value,
        "precision": found.precision and found.precision.to_dict(),
        "runs": {name: getattr(found.batch, name) for name in ("read", "computed", "failed", "seconds")},
        "findings": found.findings(),
        "like_with_like": found.alike_rows(),
        "rankings": [each.to_dict() for each in found.rankings],
        "crossing": found.crossed and found.crossed.to_dict(),
        "for_whom": group_rows(found),
        "best": [each.to_dict() for each in found.best()],
        "economics": found.economics(terms).to_dict() if _told_by_year(found) else None,
        "outcomes": found.rows(),
        "failures": [asdict(run) for run in found.failures()],
    }
    return {name: in_json(value) for name, value in data.items()}


def _told_by_year(found: Comparison) -> bool:
    """Whether runs say what they counted by year, which those that were not made by a comparison do not."""
    return all(counts_by_month(run) for run in found.results if not run.error)


def notes_of(found: Comparison) -> Iterator[dict[str, str]]:
    """What a reader who has nothing but the files should know first."""
    place = found.plan.locality.title
    told = {
        "Title": f"Diversion: {place}, paired differences from {found.plan.reference}",
        "How far to trust it": f"{upper_first(found.support.line)} {found.support.evidence}",
        "What differs from the usual": "; ".join(differing(found.plan).header),
        "Law": found.plan.law,
        "Like with like": " ".join(found.alike_notes) if found.alike else "",
        "Posterior": " ".join(found.support.posterior),
        "What to know first": " ".join(found.support.cautions),
        "Computed with": f"Diversion {engine_version()}, {found.plan.replicates:,} replicates, seed {found.plan.seed}",
    }
    yield from ({"about": about, "note": note} for about, note in told.items() if note)
