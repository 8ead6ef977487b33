"""How far to trust an answer: what its parameters rest on, in sentences for a person and as plain data."""

from __future__ import annotations

from typing import Any

from .keeping.provenance import engine_version
from .plan import Plan, drawn, from_posterior

# --- what parameters rest on -----------------------------------------------------------------------------------------


def evidence_behind(plan: Plan) -> str:
    """How much evidence stands behind the parameters that replicates draw, as a sentence."""
    parameters = drawn(plan)
    if not parameters:
        return "Parameters were fixed, so the ranges leave out everything we do not know about them."
    joint = {parameter.name for parameter in from_posterior(plan)}
    others = [parameter for parameter in parameters if parameter.name not in joint]
    judged = sum(parameter.rating == "judgement" for parameter in others)
    weak = sum(parameter.rating == "weak" for parameter in others)
    rest = f"rest on judgement, {weak} on weak evidence"
    if not joint:
        return f"{judged} of {len(parameters)} uncertain parameters {rest}."
    many = "comes" if len(joint) == 1 else "come"
    return f"{len(joint)} of {len(parameters)} uncertain parameters {many} from the posterior; {judged} of the others {rest}."


def posterior_lines(plan: Plan, engine: str = "") -> list[str]:
    """Which posterior the parameters come from, and a warning where it was made for another place or engine.

    `engine` is the version that computes, or that computed: this one when nothing is given.
    """
    if plan.posterior is None:
        return []
    count = len(from_posterior(plan))
    many = "1 parameter" if count == 1 else f"{count} parameters"
    draws = len(plan.posterior.weights)
    drawn = f"{many} drawn from {plan.posterior.origin}: one of its {draws:,} draws, whole, in each replicate."
    held = f"{many} by {plan.posterior.origin}, of {draws:,} draws: held at its middle unless varied."
    warnings = plan.posterior.warnings(plan.locality.name, engine or engine_version())
    return [held if plan.fixed_parameters else drawn, *(f"Note: {warning}" for warning in warnings)]


def posterior_facts(plan: Plan) -> dict[str, Any] | None:
    """The same as plain data; nothing where there is no posterior."""
    if plan.posterior is None:
        return None
    return {
        "file": plan.posterior.file,
        "about": dict(plan.posterior.about),
        "draws": len(plan.posterior.weights),
        "effective_draws": plan.posterior.effective,
        "parameters": [parameter.name for parameter in from_posterior(plan)],
        "warnings": plan.posterior.warnings(plan.locality.name, engine_version()),
    }
