"""The outcomes a run reports: names, units, what counts as better, fixed before any result was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Standing = Literal["primary", "secondary", "exploratory"]
Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number a run reports; `unit` is what stands behind the number in a table, `decimals` how it is shown."""

    name: str
    label: str
    unit: str
    standing: Standing
    better: Better
    decimals: int = 0


def _rows() -> list[Outcome]:
    return [
        Outcome("latent_offences", "Offences, known to police or not", "a year", "primary", "lower"),
        Outcome(
            "repeat_referred", "Repeat contact in 12 months, those any regime would refer", "%", "primary", "lower", 1
        ),
        Outcome("repeat_eligible", "Repeat contact in 12 months, those eligible", "%", "primary", "lower", 1),
        Outcome("repeat_everyone", "Repeat contact in 12 months, everyone contacted", "%", "primary", "lower", 1),
        Outcome("arrests", "Arrests", "a year", "secondary", "lower"),
        Outcome("officer_hours", "Officer hours on the people in the model", "a year", "secondary", "lower"),
        Outcome(
            "freed_at_contact",
            "Officer hours freed at the contact, net of programme hours",
            "a year",
            "secondary",
            "higher",
        ),
        Outcome("net_cost", "Public cost, programme included", "£ a year", "secondary", "lower"),
        Outcome("widened_share", "Diverted who would have had no action", "%", "secondary", "lower", 1),
        Outcome("widened_people", "Drawn in who would have had no action", "a year", "secondary", "lower"),
        Outcome(
            "full_time_equivalents",
            "Officers' full time on the people in the model",
            "officers",
            "exploratory",
            "lower",
            1,
        ),
        Outcome("serious_hours", "Change in hours for serious crime", "a year", "exploratory", "higher"),
        Outcome("serious_detections", "Change in serious crimes detected", "a year", "exploratory", "higher", 1),
        Outcome(
            "counted_share",
            "Recorded crimes with an outcome that counts (1 to 8 and 22)",
            "%",
            "exploratory",
            "higher",
            1,
        ),
        Outcome(
            "diverted_resolution",
            "Diverted who would have had a community resolution",
            "a year",
            "exploratory",
            "neither",
        ),
        Outcome("diverted_interview", "Diverted who would have been interviewed", "a year", "exploratory", "neither"),
        Outcome("diverted_arrest", "Diverted who would have been arrested", "a year", "exploratory", "neither"),
        Outcome("diverted_caution", "Diverted who would have been cautioned", "a year", "exploratory", "neither"),
        Outcome("diverted_charge", "Diverted who would have been charged", "a year", "exploratory", "neither"),
        Outcome("diverted_with_victim", "Diverted where a victim wants action", "a year", "exploratory", "neither"),
        Outcome(
            "records_avoided",
            "Cautions and charges avoided, which would be disclosed later",
            "a year",
            "exploratory",
            "higher",
        ),
        Outcome("outcome_8", "Community resolutions (outcome 8)", "a year", "exploratory", "neither"),
        Outcome("outcome_22", "Recorded as diversionary activity (outcome 22)", "a year", "exploratory", "neither"),
        Outcome("recorded_crimes", "Recorded crimes", "a year", "exploratory", "neither"),
        Outcome("contacts", "Contacts over an offence", "a year", "exploratory", "lower"),
        Outcome("charges", "Charges", "a year", "exploratory", "neither"),
        Outcome("convictions", "Proven offences", "a year", "exploratory", "lower"),
        Outcome("breaches", "Community orders broken", "a year", "exploratory", "lower"),
        Outcome("referrals", "Referrals", "a year", "exploratory", "neither"),
        Outcome("consents", "Consents", "a year", "exploratory", "neither"),
        Outcome("engagements", "People who engage", "a year", "exploratory", "higher"),
        Outcome("admissions", "People who get a place", "a year", "exploratory", "higher"),
        Outcome(
            "supported_at_12_months",
            "Still supported at 12 months, of those who got a place",
            "%",
            "exploratory",
            "higher",
            1,
        ),
        Outcome("places_filled", "Places filled", "%", "exploratory", "higher", 1),
        Outcome("wait_days", "Wait for a place", "days", "exploratory", "lower", 1),
        Outcome("dropped_worker", "Dropped out because their worker left", "a year", "exploratory", "lower", 1),
        Outcome("dropped_relapse", "Put out by a rule of abstinence", "a year", "exploratory", "lower", 1),
        Outcome("dropped_funding", "Put out because funding ended", "a year", "exploratory", "lower", 1),
        Outcome("uncovered_days", "Days without a worker", "a year", "exploratory", "lower"),
        Outcome("custody_episodes", "Custody episodes", "a year", "exploratory", "lower"),
        Outcome("custody_hours", "Hours in police custody", "a year", "exploratory", "lower"),
        Outcome("prison_days", "Days in prison or on remand", "a year", "exploratory", "neither"),
        Outcome(
            "latent_harm", "Harm, known or not (Cambridge Crime Harm Index)", "days a year", "exploratory", "lower"
        ),
        Outcome(
            "recorded_harm",
            "Harm of recorded crimes (Cambridge Crime Harm Index)",
            "days a year",
            "exploratory",
            "lower",
        ),
        Outcome("victim_offences", "Offences with a victim, known or not", "a year", "exploratory", "lower"),
        Outcome("victimisation", "Times people in the model are victims", "a year", "exploratory", "lower"),
        Outcome(
            "victimisation_supported", "Times people in support are victims", "a year", "exploratory", "neither", 1
        ),
        Outcome(
            "needs_relieved",
            "Need relieved (one need of one person for a year)",
            "person-years",
            "exploratory",
            "higher",
            1,
        ),
        Outcome("three_or_more", "People with three or more contacts in a year", "a year", "exploratory", "lower"),
        Outcome("deaths_expected", "Deaths expected", "a year", "exploratory", "lower", 1),
        Outcome("deaths", "Deaths", "a year", "exploratory", "lower", 1),
        Outcome("person_years", "Person-years alive", "a year", "exploratory", "higher"),
    ]


OUTCOMES: Final[Mapping[str, Outcome]] = {row.name: row for row in _rows()}
