"""The outcomes a run reports: names, units, what counts as better, and how each is read; fixed before any result was seen.

One entry is one outcome, and everything else knows it from here. Finer ones come in families, see `details.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from ...scenarios.loader import Catalogue
from ...scenarios.schema import Regime
from ...scenarios.words import Disposal, Stage
from .costs import cost_of_crime, costs, places_filled
from .counts import ARRESTS
from .details import FAMILIES, describe, details
from .outcome import Outcome, Read, Run, Values, ratio, share, yearly
from .reading import Reading

# --- how some are read -------------------------------------------------------------------------------------------------


def _repeat(k: int) -> Read:
    """How repeat contact after index contact `k` is read: of everyone, those eligible, those any regime would refer."""
    return lambda run: share(*run.reading.met_again(k))


def _diverted(stage: int, instead_of: int) -> Read:
    return lambda run: run.reading.diverted(stage, instead_of) / run.years


def _counted_share(run: Run) -> float:
    """Of crimes recorded, those with an outcome that the Home Office counts."""
    counting = math.fsum(run.count[f"outcome_{code}"] for code in (1, 3, 8, 22))
    return share(counting, run.count["undetected"] + run.count["suspects"])


# --- all of them, in the order shown -----------------------------------------------------------------------------------

_ALL: Final = (
    Outcome("latent_offences", "Offences, known to police or not", "a year", "primary", "lower", yearly("latent"),
            headline=True),
    Outcome("contacts_referred", "Offence contacts of those any regime would refer", "a person and year", "primary",
            "lower", lambda run: ratio(*run.reading.contacts_of_referable()), decimals=2, headline=True),
    Outcome("repeat_referred", "Repeat contact in 12 months, those any regime would refer", "%", "secondary", "lower",
            _repeat(2), decimals=1),
    Outcome("repeat_eligible", "Repeat contact in 12 months, those eligible", "%", "secondary", "lower", _repeat(1),
            decimals=1),
    Outcome("repeat_everyone", "Repeat contact in 12 months, everyone contacted", "%", "secondary", "lower", _repeat(0),
            decimals=1),
    Outcome("arrests", "Arrests", "a year", "secondary", "lower", yearly(*ARRESTS), headline=True),
    Outcome("officer_hours", "Officer hours on the people in the model", "a year", "secondary", "lower",
            lambda run: run.hours),
    Outcome("freed_at_contact", "Officer hours freed at the contact, net of programme hours", "a year", "secondary",
            "higher", lambda run: run.freed, headline=True),
    Outcome("net_cost", "Public cost, programme included", "£ a year", "secondary", "lower",
            lambda run: math.fsum(costs(run).values()), headline=True),
    Outcome("crime_cost", "Cost of offences to victims and society", "£ a year", "exploratory", "lower", cost_of_crime),
    Outcome("widened_share", "Diverted who would have had no action", "%", "secondary", "lower",
            lambda run: share(*run.reading.widened()), decimals=1),
    Outcome("widened_people", "Drawn in who would have had no action", "a year", "secondary", "lower",
            lambda run: run.reading.widened()[0] / run.years, headline=True),
    Outcome("widened_end_share", "Diverted who would have had neither caution nor charge in the end", "%",
            "exploratory", "lower", lambda run: share(*run.reading.widened_in_the_end()), decimals=1),
    Outcome("widened_end_people", "Drawn in who would have had neither caution nor charge in the end", "a year",
            "exploratory", "lower", lambda run: run.reading.widened_in_the_end()[0] / run.years),
    Outcome("full_time_equivalents", "Officers' full time on the people in the model", "officers", "exploratory",
            "lower", lambda run: run.hours / run.values["hours_a_year"], decimals=1),
    Outcome("serious_hours", "Change in hours for serious crime", "a year", "exploratory", "higher",
            lambda run: run.to_serious),
    Outcome("cashable_hours", "Change in officer hours that can be saved", "a year", "exploratory", "higher",
            lambda run: run.freed - run.to_serious),
    Outcome("serious_detections", "Change in serious crimes detected", "a year", "exploratory", "higher",
            lambda run: run.to_serious * run.values["serious_detections_per_hour"], decimals=1),
    Outcome("counted_share", "Recorded crimes with an outcome that counts (1 to 8 and 22)", "%", "exploratory",
            "higher", _counted_share, decimals=1),
    Outcome("diverted_resolution", "Diverted at the scene, instead of a community resolution", "a year", "exploratory",
            "neither", _diverted(Stage.STREET, Disposal.COMMUNITY_RESOLUTION)),
    Outcome("diverted_interview", "Diverted at the scene, instead of an interview", "a year", "exploratory", "neither",
            _diverted(Stage.STREET, Disposal.VOLUNTARY_INTERVIEW)),
    Outcome("diverted_arrest", "Diverted at the scene, instead of an arrest", "a year", "exploratory", "neither",
            _diverted(Stage.STREET, Disposal.ARREST)),
    Outcome("diverted_caution", "Diverted in custody, instead of a caution", "a year", "exploratory", "neither",
            _diverted(Stage.CUSTODY, Disposal.CAUTION)),
    Outcome("diverted_charge", "Diverted in custody, instead of a charge", "a year", "exploratory", "neither",
            _diverted(Stage.CUSTODY, Disposal.CHARGE)),
    Outcome("diverted_with_victim", "Diverted where a victim wants action", "a year", "exploratory", "neither",
            yearly("diverted_with_victim")),
    Outcome("records_avoided", "Disclosable cautions and charges avoided, at either stage", "a year",
            "exploratory", "higher", yearly("records_avoided")),
    Outcome("outcome_8", "Community resolutions (outcome 8)", "a year", "exploratory", "neither",
            yearly("outcome_8")),
    Outcome("outcome_22", "Recorded as diversionary activity (outcome 22)", "a year", "exploratory", "neither",
            yearly("outcome_22")),
    Outcome("recorded_crimes", "Recorded crimes", "a year", "exploratory", "neither",
            yearly("undetected", "suspects")),
    Outcome("contacts", "Contacts over an offence", "a year", "exploratory", "lower", yearly("contacts")),
    Outcome("charges", "Charges", "a year", "exploratory", "neither", yearly("charges")),
    Outcome("convictions", "Convictions", "a year", "exploratory", "lower", yearly("convictions")),
    Outcome("proven_offences", "Proven offences", "a year", "exploratory", "lower", yearly("proven_offences")),
    Outcome("breaches", "Community orders broken", "a year", "exploratory", "lower", yearly("breaches")),
    Outcome("referrals", "Referrals", "a year", "exploratory", "neither", yearly("referrals")),
    Outcome("consents", "Consents", "a year", "exploratory", "neither", yearly("consents")),
    Outcome("engagements", "Times somebody engages", "a year", "exploratory", "higher", yearly("engaged")),
    Outcome("admissions", "Times somebody gets a place", "a year", "exploratory", "higher", yearly("admitted")),
    Outcome("supported_at_12_months", "Still supported at 12 months, of those who got a place", "%", "exploratory",
            "higher", lambda run: share(run.count["reached_year"], run.count["could_reach_year"]), decimals=1),
    Outcome("places_filled", "Places filled", "%", "exploratory", "higher", places_filled, decimals=1),
    Outcome("wait_days", "Wait for a place", "days", "exploratory", "lower",
            lambda run: ratio(run.count["wait_days"], run.count["admitted"]), decimals=1),
    Outcome("dropped_worker", "Dropped out because their worker left", "a year", "exploratory", "lower",
            yearly("dropped_worker"), decimals=1),
    Outcome("dropped_relapse", "Put out by a rule of abstinence", "a year", "exploratory", "lower",
            yearly("dropped_relapse"), decimals=1),
    Outcome("dropped_funding", "Put out because funding ended", "a year", "exploratory", "lower",
            yearly("dropped_funding"), decimals=1),
    Outcome("dropped_prison", "Put out because they went to prison", "a year", "exploratory", "lower",
            yearly("dropped_prison"), decimals=1),
    Outcome("uncovered_days", "Days without a worker", "a year", "exploratory", "lower", yearly("uncovered_days")),
    Outcome("custody_episodes", "Custody episodes", "a year", "exploratory", "lower", yearly(*ARRESTS)),
    Outcome("custody_hours", "Hours in police custody", "a year", "exploratory", "lower", yearly("custody_hours")),
    Outcome("prison_days", "Days in prison or on remand", "a year", "exploratory", "neither", yearly("prison_days")),
    Outcome("latent_harm", "Harm, known or not (Cambridge Crime Harm Index)", "days a year", "exploratory", "lower",
            yearly("harm")),
    Outcome("recorded_harm", "Harm of recorded crimes (Cambridge Crime Harm Index)", "days a year", "exploratory",
            "lower", yearly("recorded_harm")),
    Outcome("victim_offences", "Offences with a victim, known or not", "a year", "exploratory", "lower",
            yearly("victim_offences")),
    Outcome("victimisation", "Times people in the model are victims", "a year", "exploratory", "lower",
            yearly("victimisation")),
    Outcome("victimisation_supported", "Times people in support are victims", "a year", "exploratory", "neither",
            yearly("victimisation_supported"), decimals=1),
    Outcome("needs_relieved", "Need relieved (one need of one person for a year)", "person-years", "exploratory",
            "higher", yearly("relief"), decimals=1),
    Outcome("three_or_more", "People with three or more contacts in a year", "a year", "exploratory", "lower",
            yearly("three_or_more")),
    Outcome("deaths_expected", "Deaths expected", "a year", "exploratory", "lower", yearly("deaths_expected"),
            decimals=1),
    Outcome("deaths", "Deaths", "a year", "exploratory", "lower", yearly("deaths"), decimals=1),
    Outcome("person_years", "Person-years alive", "a year", "exploratory", "higher", yearly("person_years")),
)  # fmt: skip
OUTCOMES: Final[Mapping[str, Outcome]] = {each.name: each for each in _ALL}
HEADLINES: Final = tuple(name for name, each in OUTCOMES.items() if each.headline)
FIXED_IN_ADVANCE: Final = tuple(name for name, each in OUTCOMES.items() if each.standing != "exploratory")


def outcome_of(name: str) -> Outcome:
    """An outcome of the main table or a finer one; one that this version does not know, because a store is older, by name."""
    if name in OUTCOMES:
        return OUTCOMES[name]
    if name.partition(".")[0] in FAMILIES:
        return describe(name)
    return Outcome(name, name, "", "exploratory", "neither")


def outcomes(reading: Reading, regime: Regime, catalogue: Catalogue, values: Values, years: float) -> dict[str, float]:
    """Every outcome of `OUTCOMES`, then those of `details.py`, for one run; yearly unless the unit says otherwise."""
    run = Run(reading, regime, catalogue, values, years)
    return {name: float(each.read(run)) for name, each in OUTCOMES.items()} | details(run)
