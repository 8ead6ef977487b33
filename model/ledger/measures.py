"""What a run counts, month by month: the one list of its measures.

Core objects: Measure, which behaviours count by (`count(w, M.CONTACTS, …)`); MEASURES, their words in the same order.
"""

from __future__ import annotations

from typing import Final

from ...scenarios.words import Vocabulary


class Measure(Vocabulary):
    """The measures; append only, since stored results hold them by number."""

    LATENT = 0
    HARM = 1
    VICTIM_OFFENCES = 2
    UNDETECTED = 3
    DEATHS_EXPECTED = 4
    PERSON_YEARS = 5
    VICTIMISATION = 6
    RELIEF = 7
    SUSPECTS = 8
    UNATTENDED = 9
    CONTACTS = 10
    WELFARE_CONTACTS = 11
    DIVERTED_WITH_VICTIM = 12
    NO_ACTIONS = 13
    RESOLUTIONS = 14
    INTERVIEWS = 15
    ARRESTS = 16
    WARRANT_ARRESTS = 17
    CUSTODY_HOURS = 18
    CAUTIONS = 19
    RELEASES = 20
    BAILS = 21
    CHARGES = 22
    CHARGES_AFTER_ARREST = 23
    HEARINGS = 24
    MISSED_HEARINGS = 25
    CONVICTIONS = 26
    PRISON_DAYS = 27
    ELIGIBLE = 28
    REFERRALS = 29
    CONSENTS = 30
    DIVERTED = 31
    DRAWN_IN = 32
    ENGAGED = 33
    ADMITTED = 34
    WAIT_DAYS = 35
    TURNED_AWAY = 36
    LAPSED = 37
    COMPLETED = 38
    DROPPED = 39
    DROPPED_WORKER = 40
    DROPPED_RELAPSE = 41
    DROPPED_FUNDING = 42
    NOT_ENGAGED = 43
    RESUMED = 44
    GONE = 45
    SUPPORT_DAYS = 46
    UNCOVERED_DAYS = 47
    FREED = 48
    VICTIMISATION_SUPPORTED = 49
    THREE_OR_MORE = 50
    DEATHS = 51
    ENTERED = 52
    LEFT = 53
    REACHED_YEAR = 54
    COULD_REACH_YEAR = 55
    RECORDS_AVOIDED = 56
    OUTCOME_1 = 57
    OUTCOME_3 = 58
    OUTCOME_8 = 59
    OUTCOME_14_16 = 60
    OUTCOME_18 = 61
    OUTCOME_21 = 62
    OUTCOME_22 = 63
    BREACHES = 64
    BREACH_ARRESTS = 65
    WAITED = 66
    WAIT_HOURS = 67
    RECORDED_HARM = 68
    DRAWN_IN_END = 69
    DROPPED_PRISON = 70
    PROVEN_OFFENCES = 71
    WARRANTS = 72
    WARRANTS_CLEARED = 73
    UNDER_INVESTIGATION = 74
    CRIME_COST = 75
    ORDERS = 76
    PRISON_TERMS = 77


MEASURES: Final = Measure.words()
STEPS: Final = MEASURES[Measure.ELIGIBLE : Measure.SUPPORT_DAYS + 1]  # the measures that are counted by route as well
