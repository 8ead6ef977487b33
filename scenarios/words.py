"""The fixed vocabulary: every list whose order the engine, the files and the tables share."""

from __future__ import annotations

from typing import Final

NEEDS: Final = ("drugs", "alcohol", "mental_health", "housing", "money_and_work", "trauma")
DRUGS, ALCOHOL, MENTAL_HEALTH, HOUSING, MONEY_AND_WORK, TRAUMA = range(6)

# Nine offence categories, then the three kinds of contact that are not an offence.
CATEGORIES: Final = (
    "shoplifting",
    "drug_possession",
    "public_order",
    "assault_without_injury",
    "violence_with_injury",
    "criminal_damage",
    "other_theft",
    "burglary",
    "weapons",
)
(
    SHOPLIFTING,
    DRUG_POSSESSION,
    PUBLIC_ORDER,
    ASSAULT_WITHOUT_INJURY,
    VIOLENCE_WITH_INJURY,
    CRIMINAL_DAMAGE,
    OTHER_THEFT,
    BURGLARY,
    WEAPONS,
) = range(9)
WELFARE, BREACH, WARRANT = 9, 10, 11
CONTACT_KINDS: Final = (*CATEGORIES, "welfare", "breach", "warrant")

# What an officer, a custody sergeant or a court decides. The first five are decided at the scene.
DISPOSALS: Final = (
    "no_further_action",
    "community_resolution",
    "voluntary_interview",
    "arrest",
    "pre_arrest_diversion",
    "release",
    "caution",
    "custody_stage_diversion",
    "charge",
)
NO_ACTION, RESOLUTION, INTERVIEW, ARREST, PRE_ARREST, RELEASE, CAUTION, CUSTODY_DIVERSION, CHARGE = range(9)
SHADOWS: Final = DISPOSALS[:4]

# The last three have no officer: in a hospital after an injury, by outreach in the community, and as part of an order.
STAGES: Final = ("street", "social_contact", "custody", "hospital", "community", "court")
STREET, SOCIAL_CONTACT, CUSTODY, HOSPITAL, COMMUNITY, AT_COURT = range(6)

SEXES: Final = ("female", "male")
FEMALE, MALE = range(2)
ETHNICITIES: Final = ("white", "asian", "black", "mixed_or_other")
WHITE, ASIAN, BLACK, MIXED_OR_OTHER = range(4)
AGE_GROUPS: Final = ("18-25", "26-39", "40+")
AGE_BOUNDS: Final = (26.0, 40.0)

TASKS: Final = (
    "attend",
    "arrest_and_transport",
    "booking",
    "interview",
    "case_file",
    "court",
    "referral",
    "hand_over",
    "training",
    "coordination",
)
ATTEND, ARREST_AND_TRANSPORT, BOOKING, TASK_INTERVIEW, CASE_FILE, COURT, REFERRAL, HAND_OVER, TRAINING = range(9)
COORDINATION = 9

# What follows when somebody who was referred does not engage, or drops out.
NON_ENGAGEMENT: Final = ("nothing", "original_disposal", "breach")
NOTHING, ORIGINAL_DISPOSAL, BREACH_OF_ORDER = range(3)

ADMISSION_ORDERS: Final = ("first_come", "by_need", "by_risk")
FIRST_COME, BY_NEED, BY_RISK = range(3)

RATINGS: Final = ("strong", "moderate", "weak", "judgement")
# What kind of number a published effect is.
MEASURES: Final = ("odds ratio", "risk ratio", "rate ratio", "hazard ratio", "points", "d")
ROLES: Final = ("lever", "uncertainty", "constant")

REVIEW_DAYS: Final = 28
YEAR_DAYS: Final = 365
MONTHS_A_YEAR: Final = 12
