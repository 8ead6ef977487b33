"""Police: who comes, what an officer would do, whether they offer diversion, and what each task costs in hours."""

from __future__ import annotations

from ..parameter import Parameter
from ..words import CATEGORIES, SHADOWS
from .forms import CALIBRATED, JUDGEMENT, by, constant, lever, unknown

WEAK = "Evidence, where evidence is weak"
HOURS = "Evidence 4"

PARAMETERS: tuple[Parameter, ...] = (
    constant("attend_share", 0.86, "share", "Share of incidents that somebody attends at once at the usual pressure.",
             JUDGEMENT, "judgement", 0.05, 1.0),
    constant("wait_share", 0.5, "share", "Share of incidents not attended at once that wait for an officer; nobody ever comes "
             "to the others.", JUDGEMENT, "judgement", 0.0, 1.0),
    constant("wait_hours", 24.0, "hours", "Mean wait, at the usual pressure, of an incident that has to wait.",
             "Medians of about 3 hours (priority) to 9 hours (burglary) over all attended, evidence 4; judgement", "weak",
             0.1, 1000.0),
    unknown("wait_sensitivity", 0.0, 1.0, 4.0, "share per unit", "How much the wait grows as pressure rises.",
            "Priority waits rose from 1h48 to 3h12 in two years, evidence 4; judgement", "judgement"),
    unknown("evidence_fade", 0.05, 0.20, 0.50, "share", "Evidence lost when an incident had to wait.", JUDGEMENT,
            "judgement", "linear", 0.0, 1.0),
    constant("usual_pressure", 1.0, "ratio", "Hours asked for against hours there are, under current practice.", JUDGEMENT,
             "judgement", 0.1, 5.0),
    unknown("attend_sensitivity", 0.0, 0.3, 1.0, "share per unit", "How much attendance falls as pressure rises.",
            JUDGEMENT, "judgement"),
    constant("hours_a_year", 1500.0, "hours", "Hours an officer works a year.", HOURS + ", NPCC charging guidance",
             "moderate", 100.0, 3000.0),
    constant("next_door_share", 0.15, "share", "Share of contacts in a neighbourhood next to the person's own.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("victim_wants_action", 0.6, "share", "Share of victims who want formal action.", JUDGEMENT, "judgement",
             0.0, 1.0),
    *by("arrest_base", CATEGORIES, (-1.7, -1.4, -1.5, -1.3, 0.1, -1.7, -1.6, 0.7, 0.4), "log-odds",
        "Pull of arrest against no action", CALIBRATED + ", from arrests per suspect", "judgement", -10.0, 10.0),
    *by("interview_base", CATEGORIES, (-2.3, -2.3, -2.7, -2.1, -1.5, -2.5, -2.4, -1.5, -1.9), "log-odds",
        "Pull of a voluntary interview against no action", CALIBRATED, "judgement", -10.0, 10.0),
    *by("resolution_base", CATEGORIES, (-1.8, -0.8, -2.0, -2.8, -4.0, -2.2, -2.6, -4.5, -3.0), "log-odds",
        "Pull of a community resolution against no action",
        "About 3% of outcomes, evidence 2b; " + CALIBRATED, "judgement", -10.0, 10.0),
    constant("arrest_evidence", 2.0, "log-odds", "Pull of full against no evidence.", JUDGEMENT, "judgement"),
    constant("arrest_victim", 0.5, "log-odds", "Pull of a victim who wants action.", JUDGEMENT, "judgement"),
    constant("arrest_history", 0.02, "log-odds per root", "Pull of a record, by the square root of earlier contacts.",
             CALIBRATED, "judgement"),
    constant("resolution_history", 0.15, "log-odds per root", "How a record speaks against a community resolution.",
             JUDGEMENT, "judgement"),
    unknown("arrest_pressure", 0.0, 1.0, 3.0, "log-odds per unit", "How pressure of work holds officers back from arrest.",
            "Arrests fall by 28% in the last hours of a shift, Chalfin and Goncalves, evidence 7; transport is judgement",
            "weak"),
    constant("arrest_ratio_black", 1.25, "odds ratio", "Arrest of Black people against others at the same contact.",
             "Arrest ratios of 1.7 to 2.2 in all, evidence 2c; split between contact and arrest is judgement", "judgement",
             0.2, 10.0),
    constant("officer_severity_spread", 0.4, "log-odds", "Spread of officers' own leaning to arrest.",
             "Force variation in out-of-court disposals, evidence 7; judgement", "judgement", 0.0, 3.0),
    constant("officer_keenness_spread", 1.28, "log-odds", "Spread of officers' leaning to divert: at 1.28 a tenth of them "
             "make about half of the referrals.", "Recalled, 30 to 80%, evidence 7", "weak", 0.0, 4.0),
    unknown("offer_street", 0.02, 0.10, 0.35, "probability", "That an average officer offers street diversion to an "
            "average eligible person.", "Albany and Warwickshire, evidence 7", "weak", "logit", 0.0, 1.0),
    unknown("offer_social", 0.02, 0.08, 0.30, "probability", "That an officer refers somebody met over welfare.",
            "Social contact a substantial minority of LEAD referrals, recalled, evidence 1a", "judgement", "logit", 0.0,
            1.0),
    unknown("offer_custody", 0.05, 0.25, 0.70, "probability", "That an eligible person in custody is offered voluntary "
            "coaching.", "DIVERT scale; " + WEAK.lower(), "weak", "logit", 0.0, 1.0),
    unknown("offer_contract", 0.05, 0.25, 0.70, "probability", "That an eligible person facing charge or caution is "
            "offered a contract.", "Checkpoint scale; " + WEAK.lower(), "weak", "logit", 0.0, 1.0),
    unknown("offer_shadow.no_further_action", -2.9, -1.15, 0.36, "log-odds", "How an incident that would have ended in no "
            "action moves a street offer, against one that would have ended in arrest.",
            "Set so that 10, 40 and 75% of street diversions would have had no action; evidence, where evidence is weak",
            "judgement", "linear", -10.0, 10.0),
    *by("offer_shadow", SHADOWS[1:], (0.4, 0.2, 0.0), "log-odds",
        "How the disposal there would have been moves a street offer", JUDGEMENT, "judgement", -10.0, 10.0),
    constant("cream_centre", 2.0, "bands of three", "Earlier contacts of an average eligible person, in bands of three: "
             "cream-skimming is counted from here.", JUDGEMENT, "judgement", 0.0, 4.0),
    unknown("training_effect", 0.0, 0.3, 0.8, "log-odds", "What fresh training adds to offering.", WEAK, "judgement"),
    unknown("training_half_life", 3.0, 6.0, 18.0, "months", "How long training lasts: half-life.", WEAK, "judgement", "log",
            0.5, 120.0),
    lever("training_peer_led", 0.0, 0.0, 1.0, "share", "How far people with experience of their own lead the training of "
          "officers.", "A choice; not usual today", "judgement", 0.0, 1.0),
    unknown("peer_training_ratio", 0.8, 1.2, 2.0, "ratio", "Effect of training that peers lead against usual training.",
            "No effect size, evidence 9b; wide, and may be none", "judgement", "log", 0.0, 10.0),
    unknown("leadership_offer", 0.0, 0.3, 0.8, "log-odds", "What full community leadership adds to officers' offers.",
            "No effect size, evidence 9b", "judgement", "linear", 0.0, 5.0),
    unknown("cream_skimming", -0.6, -0.2, 0.0, "log-odds per band", "How each three earlier contacts speak against an "
            "offer, up to twelve.", "Albany direction, evidence 7", "weak", "linear", -5.0, 5.0),
    unknown("offer_ratio_black", 0.60, 0.85, 1.0, "ratio", "Offers to eligible Black people against others.",
            "HMICFRS direction, evidence 2c", "weak", "linear", 0.0, 1.0),
    constant("admission", 0.60, "probability", "That somebody admits the offence where a route demands it.",
             "Pleas of guilty, evidence 2c; judgement", "judgement", 0.0, 1.0),
    unknown("admission_ratio_minority", 0.75, 0.87, 1.0, "ratio", "Admissions of minority suspects against white ones.",
            "Pleas of 60% against 69%, evidence 2c", "weak", "linear", 0.0, 1.0),
    constant("belief_start", 0.4, "0 to 1", "Officers' belief that diversion works, at the start.",
             "Sceptical in Albany and Washington, evidence 7; judgement", "judgement", 0.0, 1.0),
    unknown("belief_weight", 0.0, 1.0, 2.5, "log-odds per unit", "How much belief moves an offer.", JUDGEMENT, "judgement"),
    constant("belief_good", 0.04, "step", "How far somebody engaging moves the referring officer's belief.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("belief_bad", 0.02, "step", "How far a repeat contact moves the referring officer's belief.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("hours_attend", 1.6, "officer hours", "Attending an offence.", JUDGEMENT, "judgement"),
    constant("hours_welfare", 2.5, "officer hours", "Attending a welfare concern.",
             "About 14 hours for a section 136 detention, most are far less, evidence 4; judgement", "judgement"),
    constant("hours_resolution", 0.8, "officer hours", "A community resolution.", JUDGEMENT, "judgement"),
    unknown("hours_arrest", 1.3, 2.4, 4.3, "officer hours", "Arrest and transport.",
            "Arrest to booked 2.5 / 4.5 / 8 in all, " + HOURS.lower() + "; split is judgement", "moderate"),
    unknown("hours_booking", 0.5, 0.9, 1.6, "officer hours", "Booking in.", "As for arrest and transport", "moderate"),
    unknown("hours_interview", 0.7, 1.2, 2.1, "officer hours", "Interview.", "As for arrest and transport", "moderate"),
    unknown("hours_case_file", 2.0, 6.0, 16.0, "officer hours", "The file up to charge.", HOURS + ", DG6", "weak", "log"),
    constant("hours_breach", 0.5, "officer hours", "Officers' part in bringing a broken order back to court, beside an "
             "arrest.", "The probation service prosecutes; judgement", "judgement"),
    constant("hours_court", 1.5, "officer hours", "Officers' part in a case in court, on average.", JUDGEMENT, "judgement"),
    unknown("hours_diversion", 0.3, 1.0, 2.5, "officer hours", "Offering and referring at the scene, all in.",
            "5 minutes by app, plus waiting, evidence 4", "moderate", "log"),
    unknown("hours_custody_diversion", 0.1, 0.5, 1.0, "officer hours", "Offering and referring in custody.", WEAK, "weak"),
    constant("hours_hand_over", 0.25, "officer hours", "The officer's part in a hand-over.", JUDGEMENT, "judgement"),
    lever("hours_training", 0.0, 4.0, 16.0, "officer hours", "Training of each officer when street diversion starts.",
          JUDGEMENT, "judgement"),
    unknown("freed_to_serious", 0.0, 0.25, 0.70, "share", "Share of freed hours that reaches serious crime.", WEAK,
            "judgement", "linear", 0.0, 1.0),
    unknown("serious_detections_per_hour", 0.0, 0.004, 0.02, "detections an hour", "Serious crimes detected with an officer "
            "hour that reaches them.", "Elasticity unknown, evidence 9b; wide, and may be none", "judgement", "linear", 0.0, 1.0),
)  # fmt: skip
