"""Custody, charge and court: how long, how likely, and with what end."""

from __future__ import annotations

from ..parameters import Parameter
from ..words import CATEGORIES
from .forms import CALIBRATED, JUDGEMENT, by, constant, unknown

PARAMETERS: tuple[Parameter, ...] = (
    unknown("detention_hours", 9.0, 14.5, 20.0, "hours", "Mean time in police custody.",
            "14.5 in Lancashire, 2018/19 (Chorley Guardian); 15.0 in the Metropolitan Police, March 2016 (gizmonaut.net)",
            "moderate", "linear", 0.5, 96.0),
    constant("bail_share", 0.40, "share", "Share released on bail or under investigation, to be decided later.",
             JUDGEMENT, "judgement", 0.0, 1.0),
    constant("bail_days", 70.0, "days", "Mean time from release to the later decision.", JUDGEMENT, "judgement", 1.0,
             1000.0),
    constant("later_days", 44.0, "days", "Mean time from a voluntary interview to the decision.",
             "44 days from offence to charge in 2023: Policing Productivity Review, by way of Police Oracle",
             "moderate", 1.0, 1000.0),
    constant("charge_base", -0.82, "log-odds", "Charge at the end of detention, with middling evidence.",
             "30 to 45% of arrests, recalled from Home Office and Ministry of Justice figures. " + CALIBRATED,
             "judgement", -10.0, 10.0),
    constant("charge_base_later", -2.45, "log-odds", "Charge after bail or a voluntary interview.", CALIBRATED,
             "judgement", -10.0, 10.0),
    constant("charge_evidence", 2.5, "log-odds", "Pull of full against no evidence on charging.", JUDGEMENT, "judgement"),
    *by("charge_category", CATEGORIES, (0.5, 0.1, 0.1, -0.5, -0.1, 0.0, 0.1, 0.4, 0.5), "log-odds",
        "How the category moves charging", CALIBRATED, "judgement", -10.0, 10.0),
    constant("charge_record", 0.5, "log-odds", "Pull of a record of eleven proven offences on charging.", JUDGEMENT,
             "judgement"),
    constant("charge_ratio_minority", 1.08, "ratio", "Charges of minority suspects against white ones.",
             "1.05 to 1.17, derived from Crown Prosecution Service and University of Leeds 2023, demographic disparities "
             "in charging (73 to 81% charged against 70%)", "moderate", 0.2, 5.0),
    constant("caution_share", 0.22, "share", "Cautions of those not charged who have no record.",
             "40% of Durham's custody ends in a caution or otherwise out of court (papers at democracy.durham.gov.uk); "
             "lower elsewhere. " + CALIBRATED, "judgement", 0.0, 1.0),
    constant("resolution_share_later", 0.10, "share", "Community resolutions at the later decision.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("screening_finds", 0.70, "share", "Share of needs that screening in custody finds.",
             "McKinnon and Grubin 2010 to 2014, screening in London custody: a quarter of severe mental illness to two "
             "thirds of crack use missed", "moderate", 0.0, 1.0),
    constant("remand_share", 0.08, "share", "Share of those charged from custody who are remanded.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("court_delay_days", 90.0, "days", "Mean time from charge to hearing.", JUDGEMENT, "judgement", 1.0, 2000.0),
    unknown("fail_to_appear", 0.03, 0.09, 0.20, "probability", "That somebody of middling need misses court.", JUDGEMENT,
            "judgement", "linear", 0.0, 0.6),
    constant("warrant_days", 30.0, "days", "Mean time until somebody wanted is found.", JUDGEMENT, "judgement", 0.5,
             2000.0),
    constant("proven_share", 0.84, "share", "Share of hearings that end in a conviction.", JUDGEMENT, "judgement", 0.0,
             1.0),
    constant("prison_first", 0.01, "share", "Convictions that end in prison, for a first offence.",
             "3% of magistrates' appearances in Durham (papers at democracy.durham.gov.uk)", "moderate", 0.0, 1.0),
    constant("prison_eleven", 0.14, "share", "Convictions that end in prison, with eleven earlier ones or more.",
             JUDGEMENT, "judgement", 0.0, 1.0),
    constant("community_share", 0.25, "share", "Convictions that end in a community order.", JUDGEMENT, "judgement", 0.0,
             0.85),
    constant("order_days", 365.0, "days", "Length of a community order.", "Mostly 12 months; judgement", "judgement", 1.0,
             1100.0),
    unknown("breach_share", 0.08, 0.20, 0.30, "share", "That somebody of middling need breaks a community order, or one that "
            "goes on after a breach, other than by an offence.",
            "27% of those sentenced in 2000 and 2001 breached, further offences included, Hansard 26 Feb 2003; 10,285 orders "
            "ended early for it in 2018, Parliamentary question 148214, about an eighth of those that end",
            "moderate", "linear", 0.0, 0.6),
    constant("breach_days", 90.0, "days", "Mean time from an order's beginning to a breach that goes back to court.",
             JUDGEMENT, "judgement", 1.0, 1000.0),
    constant("breach_arrest_share", 0.15, "share", "Share of breaches at which the person is arrested; the others are "
             "summoned.", "6% of Scottish breach applications end in a warrant still out, 2011-12; judgement", "judgement",
             0.0, 1.0),
    constant("breach_court_days", 45.0, "days", "Mean time from a summons over a breach to the hearing.", JUDGEMENT,
             "judgement", 1.0, 1000.0),
    constant("breach_prison_share", 0.17, "share", "Breaches at which the order ends in prison.",
             "Scottish breach applications with a known outcome, 2011-12, Criminal Justice Social Work Statistics table 14",
             "weak", 0.0, 0.5),
    constant("breach_fine_share", 0.20, "share", "Breaches at which the order ends in a fine or another penalty.",
             "As for prison", "weak", 0.0, 0.5),
    constant("prison_days", 75.0, "days", "Mean time served of a short sentence.", JUDGEMENT, "judgement", 1.0, 3650.0),
    constant("prison_need_gain", 0.5, "severity", "What prison adds to housing need and to money and work need.",
             "Reoffending after prison by housing (Nacro; BBC) and by work (Ministry of Justice; BBC); judgement",
             "judgement", 0.0, 1.0),
    constant("prison_half_life", 9.0, "months", "How long prison's harm to housing and work lasts: half-life.", JUDGEMENT,
             "judgement", 0.5, 120.0),
)  # fmt: skip
