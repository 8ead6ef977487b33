"""Which parameters were calibrated, and to what: by their own name, or by that of their table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REOFFENDING: Final = "V14, proven reoffending"
FLOWS: Final = "arrests, suspects and charges of England (evidence 3c)"

FITTED: Final[Mapping[str, str]] = MappingProxyType({
    "rate_ratio_contract": "V2, Checkpoint",
    "engagement_street_warm": "V18, engagement by setting",
    "engagement_street_delayed": "V18, engagement by setting",
    "engagement_custody": "V18, engagement by setting",
    "offer_social": "V19, referrals per 1,000 residents",
    "propensity_shape": REOFFENDING,
    "spell_share": REOFFENDING,
    "spell_ratio": REOFFENDING,
    "exit_rate": REOFFENDING,
    "history_proven": REOFFENDING,
    "charge_record": REOFFENDING,
    "latent_per_person": FLOWS,
    "risk_by_age": FLOWS,
    "category_base": FLOWS,
    "arrest_base": FLOWS,
    "arrest_history": FLOWS,
    "interview_base": FLOWS,
    "resolution_base": FLOWS,
    "charge_base": FLOWS,
    "charge_base_later": FLOWS,
    "charge_category": FLOWS,
    "caution_share": FLOWS,
    "contact_ratio_black": "V20, arrests by ethnicity, in view of it",
})  # fmt: skip


def fitted_to(name: str) -> str:
    """What a parameter was calibrated to; empty where it was not."""
    return FITTED.get(name) or FITTED.get(name.partition(".")[0], "")
