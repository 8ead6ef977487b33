"""What a replicate simulates: the parameters it draws, in the place and under the regimes of its plan."""

from __future__ import annotations

from ...model.arguments import seed_of
from ...model.simulation import Setting
from .draws import draw_values
from .plan import Plan


def values_of(plan: Plan, replicate: int) -> dict[str, float]:
    """Every parameter's value in a replicate: as changed by the user, else drawn or default, as it holds in the place.

    Replicates that are histories of the same draw have the same values, each with luck of its own.
    """
    seed = seed_of(plan.seed, replicate // plan.histories)
    return draw_values(plan.changes, seed, plan.fixed_parameters, plan.locality.parameters, plan.posterior)


def setting_of(plan: Plan, replicate: int) -> Setting:
    """What a replicate simulates."""
    return Setting(
        locality=plan.locality,
        regimes=plan.regimes,
        values=values_of(plan, replicate),
        run_in_regime=plan.current,
        run_in=plan.run_in,
        years=plan.years,
    )
