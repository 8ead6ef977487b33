"""Police: who comes, what an officer would do, whether they offer diversion, and what each task costs in hours."""

from __future__ import annotations

from ..parameters import Parameter
from ..words import CATEGORIES, SHADOWS
from .forms import CALIBRATED, JUDGEMENT, by, constant, lever, unknown

LIB_DEM = "answers of selected forces to the Liberal Democrats under freedom of information"
NO_STUDY = "Judgement: a wide range, because no study that measures it was found"

PARAMETERS: tuple[Parameter, ...] = (
    constant("attend_share", 0.86, "share", "Share of incidents that somebody attends at once at the usual pressure.",
             JUDGEMENT, "judgement", 0.05, 1.0),
    constant("wait_share", 0.5, "share", "Share of incidents not attended at once that wait for an officer; nobody ever comes "
             "to the others.", JUDGEMENT, "judgement", 0.0, 1.0),
    constant("wait_hours", 24.0, "hours", "Mean wait, at the usual pressure, of an incident that has to wait.",
             "About 3 hours (priority, 2022) to 9 hours (burglary) over all attended: " + LIB_DEM + "; judgement", "weak",
             0.1, 1000.0),
    unknown("wait_sensitivity", 0.0, 1.0, 4.0, "share per unit", "How much the wait grows as pressure rises.",
            "Priority waits rose from 1h48 in 2020 to 3h12 in 2022: " + LIB_DEM + "; judgement", "judgement"),
    unknown("evidence_fade", 0.05, 0.20, 0.50, "share", "Evidence lost when an incident had to wait.", JUDGEMENT,
            "judgement", "linear", 0.0, 1.0),
    constant("usual_pressure", 1.0, "ratio", "Hours asked for against hours there are, under current practice.", JUDGEMENT,
             "judgement", 0.1, 5.0),
    unknown("attend_sensitivity", 0.0, 0.3, 1.0, "share per unit", "How much attendance falls as pressure rises.",
            JUDGEMENT, "judgement"),
    constant("hours_a_year", 1500.0, "hours", "Hours an officer works a year.", "National Police Chiefs' Council, "
             "charging guidance, recalled", "weak", 100.0, 3000.0),
    constant("next_door_share", 0.15, "share", "Share of contacts in a neighbourhood next to the person's own.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("victim_wants_action", 0.6, "share", "Share of victims who want formal action.", JUDGEMENT, "judgement",
             0.0, 1.0),
    *by("arrest_base", CATEGORIES, (-1.1, -1.4, -1.5, -1.3, 0.1, -1.7, -1.0, 0.7, 0.4), "log-odds",
        "Pull of arrest against no action", CALIBRATED + ", from arrests per suspect", "judgement", -10.0, 10.0),
    *by("interview_base", CATEGORIES, (-2.3, -2.3, -2.7, -2.1, -1.5, -2.5, -2.4, -1.5, -1.9), "log-odds",
        "Pull of a voluntary interview against no action", CALIBRATED, "judgement", -10.0, 10.0),
    *by("resolution_base", CATEGORIES, (-1.8, -0.8, -2.0, -2.8, -4.0, -2.2, -2.6, -4.5, -3.0), "log-odds",
        "Pull of a community resolution against no action",
        "About 3% of outcomes, 2014 to 2018: BBC Data Unit, community resolutions. " + CALIBRATED,
        "judgement", -10.0, 10.0),
    constant("arrest_evidence", 2.0, "log-odds", "Pull of full against no evidence.", JUDGEMENT, "judgement"),
    constant("arrest_victim", 0.5, "log-odds", "Pull of a victim who wants action.", JUDGEMENT, "judgement"),
    constant("arrest_history", 0.02, "log-odds per root", "Pull of a record, by the square root of earlier contacts.",
             CALIBRATED, "judgement"),
    constant("resolution_history", 0.15, "log-odds per root", "How a record speaks against a community resolution.",
             JUDGEMENT, "judgement"),
    unknown("arrest_pressure", 0.0, 1.0, 3.0, "log-odds per unit", "How pressure of work holds officers back from arrest.",
            "Arrests fall by 28% in the last hours of a shift in Dallas (Chalfin and Goncalves, NBER working paper 31985); "
            "transport is judgement", "weak"),
    constant("arrest_ratio_black", 1.25, "odds ratio", "Arrest of Black people against others at the same contact.",
             "Arrests per head 1.7 to 2.2 times those of white people (Home Office, years ending March 2023 and 2024, by "
             "way of factually.co); the split between contact and arrest is judgement", "judgement", 0.2, 10.0),
    constant("officer_severity_spread", 0.4, "log-odds", "Spread of officers' own leaning to arrest.",
             "Use of disposals out of court differs several-fold between forces (Centre for Justice Innovation 2017, "
             "Cautionary tales, recalled); judgement", "judgement", 0.0, 3.0),
    constant("officer_keenness_spread", 1.28, "log-odds", "Spread of officers' leaning to divert: at 1.28 a tenth of them "
             "make about half of the referrals.", "30 to 80%, recalled; no published distribution was found",
             "weak", 0.0, 4.0),
    unknown("offer_street", 0.02, 0.10, 0.35, "probability", "That an average officer offers street diversion to an "
            "average eligible person.", "Few in Albany's first year (Worden and McLean 2018); 32 referrals for 79 places in "
            "six months in Warwickshire (Warwickshire PCC)", "weak", "logit", 0.0, 1.0),
    unknown("offer_social", 0.02, 0.055, 0.30, "probability", "That an officer refers somebody met over welfare.",
            "Social contact a substantial minority of LEAD's referrals early on, later a majority: Collins and others, reports "
            "on Seattle, recalled; the middle calibrated to referrals per 1,000 residents of eight schemes",
            "judgement", "logit", 0.0, 1.0),
    unknown("offer_custody", 0.05, 0.25, 0.70, "probability", "That an eligible person in custody is offered voluntary "
            "coaching.", "DIVERT London takes about 800 a year in six suites (Millwall Community Trust); a wide range by "
            "judgement, because how many were eligible is not published", "weak", "logit", 0.0, 1.0),
    unknown("offer_contract", 0.05, 0.25, 0.70, "probability", "That an eligible person facing charge or caution is "
            "offered a contract.", "Checkpoint in Durham takes some 550 a year, derived from Brighton and Hove Business Crime "
            "Reduction Partnership, 16 February 2020; a wide range by judgement, because how many were eligible is not "
            "published", "weak", "logit", 0.0, 1.0),
    unknown("offer_shadow.no_further_action", -2.9, -1.15, 0.36, "log-odds", "How an incident that would have ended in no "
            "action moves a street offer, against one that would have ended in arrest.",
            "Judgement: set so that 10, 40 and 75% of street diversions would have had no action; a wide range, because 5.7% "
            "of crimes end in a charge (Home Office, Crime Outcomes, 2022/23) and 67 to 84% of those diverted in Thames Valley "
            "would have had no treatment (Policing Insight; Reading Chronicle)", "judgement", "linear", -10.0, 10.0),
    *by("offer_shadow", SHADOWS[1:], (0.4, 0.2, 0.0), "log-odds",
        "How the disposal there would have been moves a street offer", JUDGEMENT, "judgement", -10.0, 10.0),
    constant("cream_centre", 2.0, "bands of three", "Earlier contacts of an average eligible person, in bands of three: "
             "cream-skimming is counted from here.", JUDGEMENT, "judgement", 0.0, 4.0),
    unknown("training_effect", 0.0, 0.3, 0.8, "log-odds", "What fresh training adds to offering.", NO_STUDY, "judgement"),
    unknown("training_half_life", 3.0, 6.0, 18.0, "months", "How long training lasts: half-life.", NO_STUDY, "judgement",
            "log", 0.5, 120.0),
    lever("training_peer_led", 0.0, 0.0, 1.0, "share", "How far people with experience of their own lead the training of "
          "officers.", "A choice; not usual today", "judgement", 0.0, 1.0),
    unknown("peer_training_ratio", 0.8, 1.2, 2.0, "ratio", "Effect of training that peers lead against usual training.",
            NO_STUDY + "; may be none", "judgement", "log", 0.0, 10.0),
    unknown("leadership_offer", 0.0, 0.3, 0.8, "log-odds", "What full community leadership adds to officers' offers.",
            NO_STUDY, "judgement", "linear", 0.0, 5.0),
    unknown("cream_skimming", -0.6, -0.2, 0.0, "log-odds per band", "How each three earlier contacts speak against an "
            "offer, up to twelve.", "Those diverted in Albany had little record (Worden and McLean 2018); the size is judgement",
            "weak", "linear", -5.0, 5.0),
    unknown("offer_ratio_black", 0.60, 0.85, 1.0, "ratio", "Offers to eligible Black people against others.",
            "HMICFRS 2023, race disparity in police decisions: a disparity, without a figure; the size is judgement",
            "weak", "linear", 0.0, 1.0),
    constant("admission", 0.60, "probability", "That somebody admits the offence where a route demands it.",
             "60 to 69% of charges are met with a plea of guilty: Lammy Review 2017, by way of the press; judgement",
             "judgement", 0.0, 1.0),
    unknown("admission_ratio_minority", 0.75, 0.87, 1.0, "ratio", "Admissions of minority suspects against white ones.",
            "Pleas of guilty to 60% of charges against 69%: Lammy Review 2017, by way of the press",
            "weak", "linear", 0.0, 1.0),
    constant("belief_start", 0.4, "0 to 1", "Officers' belief that diversion works, at the start.",
             "Sceptical in Albany (Worden and McLean 2018) and Washington State (Taniguchi, Johnson and Hardenbergh 2025); "
             "judgement", "judgement", 0.0, 1.0),
    unknown("belief_weight", 0.0, 1.0, 2.5, "log-odds per unit", "How much belief moves an offer.", JUDGEMENT, "judgement"),
    constant("belief_good", 0.04, "step", "How far somebody engaging moves the referring officer's belief.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("belief_bad", 0.02, "step", "How far a repeat contact moves the referring officer's belief.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("hours_attend", 1.6, "officer hours", "Attending an offence.", JUDGEMENT, "judgement"),
    constant("hours_welfare", 2.5, "officer hours", "Attending a welfare concern.",
             "About 14 hours for a section 136 detention (Metropolitan Police, recalled), most are far less; judgement",
             "judgement"),
    constant("hours_resolution", 0.8, "officer hours", "A community resolution.", JUDGEMENT, "judgement"),
    unknown("hours_arrest", 1.3, 2.4, 4.3, "officer hours", "Arrest and transport.",
            "An arrest takes 5 hours on average, 2003/04 (Hansard), or up to 4 with the drive, 2017 (Police Federation, by way "
            "of the Telegraph): 2.5, 4.5 and 8 in all; the split is judgement", "moderate"),
    unknown("hours_booking", 0.5, 0.9, 1.6, "officer hours", "Booking in.", "As for arrest and transport", "moderate"),
    unknown("hours_interview", 0.7, 1.2, 2.1, "officer hours", "Interview.", "As for arrest and transport", "moderate"),
    unknown("hours_case_file", 2.0, 6.0, 16.0, "officer hours", "The file up to charge.",
            "A full file under the Director's Guidance (DG6) takes 'an entire shift' more than a summary: a post on a police "
            "forum, 2025; a wide range by judgement, because nothing better was found", "weak", "log"),
    constant("hours_breach", 0.5, "officer hours", "Officers' part in bringing a broken order back to court, beside an "
             "arrest.", "The probation service prosecutes; judgement", "judgement"),
    constant("hours_court", 1.5, "officer hours", "Officers' part in a case in court, on average.", JUDGEMENT, "judgement"),
    unknown("hours_diversion", 0.3, 1.0, 2.5, "officer hours", "Offering and referring at the scene, all in.",
            "5 minutes by app in the West Midlands (Drink and Drugs News, September 2023), plus waiting",
            "moderate", "log"),
    unknown("hours_custody_diversion", 0.1, 0.5, 1.0, "officer hours", "Offering and referring in custody.",
            "A wide range by judgement: no figure was found", "judgement"),
    constant("hours_hand_over", 0.25, "officer hours", "The officer's part in a hand-over.", JUDGEMENT, "judgement"),
    lever("hours_training", 0.0, 4.0, 16.0, "officer hours", "Training of each officer when street diversion starts.",
          JUDGEMENT, "judgement"),
    unknown("freed_to_serious", 0.0, 0.25, 0.70, "share", "Share of freed hours that reaches serious crime.", NO_STUDY,
            "judgement", "linear", 0.0, 1.0),
    unknown("serious_detections_per_hour", 0.0, 0.004, 0.02, "detections an hour", "Serious crimes detected with an officer "
            "hour that reaches them.", NO_STUDY + "; may be none", "judgement", "linear", 0.0, 1.0),
)  # fmt: skip
