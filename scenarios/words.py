"""The fixed vocabulary: every list whose order the engine, the files and the tables share, each written once.

Core objects: Vocabulary, a list of words with their numbers; Need, ContactKind, Disposal, Stage, Sex, Ethnicity, Career,
Task, NonEngagement, AdmissionOrder. Compiled behaviours take a member as a whole number; files and tables say its word.
Append only: a number once given is part of every stored result, and of what each kernel was compiled to do.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Vocabulary(IntEnum):
    """A list of words and the number of each, counted from 0; the word is the member's name in small letters."""

    @property
    def word(self) -> str:
        """How files, tables and people say it."""
        return self.name.lower()

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """All the words, each at the place of its number."""
        return tuple(each.word for each in cls)


class Need(Vocabulary):
    """What somebody needs help with."""

    DRUGS = 0
    ALCOHOL = 1
    MENTAL_HEALTH = 2
    HOUSING = 3
    MONEY_AND_WORK = 4
    TRAUMA = 5


class ContactKind(Vocabulary):
    """What a contact with police is over: nine offence categories, then three kinds of contact that are not an offence."""

    SHOPLIFTING = 0
    DRUG_POSSESSION = 1
    PUBLIC_ORDER = 2
    ASSAULT_WITHOUT_INJURY = 3
    VIOLENCE_WITH_INJURY = 4
    CRIMINAL_DAMAGE = 5
    OTHER_THEFT = 6
    BURGLARY = 7
    WEAPONS = 8
    WELFARE = 9
    BREACH = 10
    WARRANT = 11


class Disposal(Vocabulary):
    """What an officer, a custody sergeant or a court decides; the first five are decided at the scene."""

    NO_FURTHER_ACTION = 0
    COMMUNITY_RESOLUTION = 1
    VOLUNTARY_INTERVIEW = 2
    ARREST = 3
    PRE_ARREST_DIVERSION = 4
    RELEASE = 5
    CAUTION = 6
    CUSTODY_STAGE_DIVERSION = 7
    CHARGE = 8


class Stage(Vocabulary):
    """Where a route begins. The last three have no officer: in a hospital after an injury, by outreach, and in an order."""

    STREET = 0
    SOCIAL_CONTACT = 1
    CUSTODY = 2
    HOSPITAL = 3
    COMMUNITY = 4
    COURT = 5


class Sex(Vocabulary):
    """Sex."""

    FEMALE = 0
    MALE = 1


class Ethnicity(Vocabulary):
    """Ethnicity, as police record it."""

    WHITE = 0
    ASIAN = 1
    BLACK = 2
    MIXED_OR_OTHER = 3


class Career(Vocabulary):
    """The kinds of criminal career: statistical kinds, never a label on anybody."""

    OCCASIONAL = 0
    YOUNG = 1
    PERSISTENT = 2


class Task(Vocabulary):
    """What officers spend their hours on."""

    ATTEND = 0
    ARREST_AND_TRANSPORT = 1
    BOOKING = 2
    INTERVIEW = 3
    CASE_FILE = 4
    COURT = 5
    REFERRAL = 6
    HAND_OVER = 7
    TRAINING = 8
    COORDINATION = 9


class NonEngagement(Vocabulary):
    """What follows when somebody who was referred does not engage, or drops out."""

    NOTHING = 0
    ORIGINAL_DISPOSAL = 1
    BREACH = 2


class AdmissionOrder(Vocabulary):
    """Who is admitted first from a waiting list."""

    FIRST_COME = 0
    BY_NEED = 1
    BY_RISK = 2


NEEDS: Final = Need.words()
LOSABLE: Final = (Need.HOUSING, Need.MONEY_AND_WORK)  # what custody and prison can cost somebody
CONTACT_KINDS: Final = ContactKind.words()
CATEGORIES: Final = CONTACT_KINDS[: ContactKind.WELFARE]
SHADOWS: Final = Disposal.words()[
    : Disposal.PRE_ARREST_DIVERSION
]  # what an officer can do at the scene without diversion
STAGES: Final = Stage.words()
SEXES: Final = Sex.words()
ETHNICITIES: Final = Ethnicity.words()
CAREERS: Final = Career.words()
TASKS: Final = Task.words()
NON_ENGAGEMENT: Final = NonEngagement.words()
ADMISSION_ORDERS: Final = AdmissionOrder.words()

AGE_GROUPS: Final = ("18-25", "26-39", "40+")
AGE_BOUNDS: Final = (26.0, 40.0)

RATINGS: Final = ("strong", "moderate", "weak", "judgement")
# What kind of number a published effect is.
MEASURES: Final = ("odds ratio", "risk ratio", "rate ratio", "hazard ratio", "points", "d")
ROLES: Final = ("lever", "uncertainty", "constant")

REVIEW_DAYS: Final = 28
YEAR_DAYS: Final = 365
MONTHS_A_YEAR: Final = 12
MONTH_DAYS: Final = 30.4375  # a twelfth of 365.25
# Who bears what a run costs: the public purse in its parts, and, apart from it, victims and society.
PUBLIC: Final = (
    "police", "courts", "prosecution", "legal_aid", "probation", "prison", "programmes", "ordinary_services", "health",
    "housing",
)  # fmt: skip
VICTIMS: Final = "victims"
