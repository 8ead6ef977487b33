"""Who the people in the model are: how many, their needs, histories, spells, deaths and comings and goings."""

from __future__ import annotations

from ..parameters import Parameter
from ..words import NEEDS, SEXES
from .forms import CALIBRATED, JUDGEMENT, by, constant, unknown

CUSTODY_STUDIES = (
    "Drug tests on arrest (Drug Interventions Programme; NEW-ADAM), alcohol screening and custody studies, mostly recalled; "
    "lowered from detainees to everybody in the model"
)
AGE_BANDS = ("18-25", "26-39", "40-59", "60+")
KNOTS = ("18", "25", "35", "45", "60", "80")

PARAMETERS: tuple[Parameter, ...] = (
    constant("people_share", 0.03, "of residents", "People known to police or at risk of it, as a share of all residents.",
             JUDGEMENT, "judgement", 0.0001, 0.5),
    *by("risk_by_age", AGE_BANDS, (1.7, 1.9, 0.75, 0.10), "times an average adult",
        "How likely an adult of this age is to be in the model, against the average adult",
        CALIBRATED + ", from arrests by age (Home Office, year ending March 2022, recalled)", "judgement"),
    *by("risk_by_sex", SEXES, (1.0, 3.6), "times a woman", "How likely to be in the model, against a woman",
        "Arrests of 22 men and 4 women per 1,000 (Home Office, 2017/18, as reported by the press); less, as rates differ too",
        "moderate"),
    *by("need_share", NEEDS, (0.24, 0.26, 0.33, 0.07, 0.42, 0.40), "share",
        "Share of the people in the model, at England's level, with this need", CUSTODY_STUDIES, "weak", 0.001, 0.99),
    unknown("need_correlation", 0.15, 0.40, 0.65, "correlation", "How far needs come together (tetrachoric).",
            "83% of people in Changing Futures had four needs or more (gov.uk, evaluation pages), but they were chosen for it; a "
            "wide range by judgement", "weak", "linear", 0.0, 0.95),
    constant("care_share", 0.20, "share", "Share of the people in the model with care experience.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("care_trauma", 0.7, "standard deviations", "How much care experience adds to the propensity to trauma.",
             JUDGEMENT, "judgement"),
    constant("care_ratio", 1.2, "rate ratio", "Offending of people with care experience against others.",
             "79% of prolific adults were first sanctioned young (Ministry of Justice 2019); the ratio is judgement",
             "judgement"),
    constant("propensity_shape", 0.75, "shape", "Shape of the gamma spread of propensity; smaller is more concentrated.",
             CALIBRATED + ", from the share of convictions held by a tenth", "judgement", 0.05, 50.0),
    constant("spell_share", 0.12, "share of time", "Share of time that people spend in a bad spell.", CALIBRATED,
             "judgement", 0.0, 0.9),
    constant("spell_months", 3.5, "months", "Mean length of a bad spell.", JUDGEMENT, "judgement", 1.0, 60.0),
    constant("spell_ratio", 10.0, "rate ratio", "Offending in a bad spell against a good one.", CALIBRATED, "judgement",
             1.0, 20.0),
    constant("exit_rate", 0.17, "a year", "Share of people a year who give up offending for good, beside ageing.",
             "Risk as in the general population just over 3 years after a charge: Home Office, Research Report 58, 2011; "
             "judgement", "judgement", 0.0, 2.0),
    constant("move_rate", 0.04, "a year", "Share of people a year who move away.", JUDGEMENT, "judgement", 0.0, 2.0),
    constant("entry_for_deaths", 0.013, "a year", "People who enter in place of those who die, as a share of the pool.",
             "About the deaths expected in the model for Blackpool", "judgement", 0.0, 0.2),
    constant("history_from_age", 15.0, "years", "Age at which a history of offending starts to count.", JUDGEMENT,
             "judgement", 10.0, 18.0),
    constant("history_years", 14.0, "years", "Longest span of the past that counts towards a history.", JUDGEMENT,
             "judgement", 0.0, 40.0),
    constant("history_proven", 0.125, "share", "Share of past contacts that ended in a proven offence.", CALIBRATED,
             "judgement", 0.0, 1.0),
    constant("trust_start", 0.40, "0 to 1", "Mean trust in police and services at the start.", JUDGEMENT, "judgement",
             0.0, 1.0),
    constant("trust_spread", 0.15, "0 to 1", "Spread of trust between people (standard deviation).", JUDGEMENT,
             "judgement", 0.0, 0.5),
    *by("death_base", KNOTS, (0.0006, 0.0010, 0.0018, 0.0040, 0.0100, 0.0600), "a year",
        "Deaths a year of somebody in the model without needs, at this age",
        "About twice the general population's; judgement", "judgement", 0.0, 1.0),
    *by("death_need", NEEDS, (4.0, 2.5, 1.6, 2.0, 1.1, 1.2), "rate ratio",
        "Deaths of somebody with this need in full against nobody's need",
        "Fulfilling Lives: just over 1 in 20 died over the programme (Moreton, Welford and Howe 2021); the split by need is "
        "judgement", "judgement", 1.0, 50.0),
    constant("death_release_ratio", 6.0, "rate ratio", "Deaths in the four weeks after prison against other times.",
             JUDGEMENT + "; excess after release is well established", "judgement", 1.0, 50.0),
    unknown("death_support_ratio", 0.70, 1.0, 1.30, "rate ratio", "What being in support does to the hazard of dying.",
            "No English estimate for diversion; 1.0 by design, wide", "judgement", "linear", 0.05, 5.0),
    constant("victim_base", 0.15, "a year", "Times a year somebody without needs is a victim of crime.", JUDGEMENT,
             "judgement", 0.0, 10.0),
    constant("victim_need", 0.8, "per need", "How much each full need adds to being a victim, as a share of the base.",
             "Half of the criminal-justice group in Changing Futures had offended and lately been a victim (gov.uk, "
             "evaluation pages); judgement",
             "judgement", 0.0, 10.0),
    constant("victim_days", 90.0, "days", "How long being a victim weighs.", JUDGEMENT, "judgement", 0.0, 365.0),
)  # fmt: skip
