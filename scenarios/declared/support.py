"""Support: consent, engagement, drop-out, effect, workers and waiting."""

from __future__ import annotations

from ..parameters import Parameter
from ..words import NEEDS
from .forms import JUDGEMENT, by, constant, lever, unknown

ITT = "; the effect among the engaged is that one divided by the share that engages"
BFL = "Blackpool Fulfilling Lives, evaluation summary"
CHECKPOINT = "Brighton and Hove Business Crime Reduction Partnership, 16 February 2020"
WIDE = "; a wide range by judgement, because schemes count engagement differently"

PARAMETERS: tuple[Parameter, ...] = (
    constant("consent_street", 0.80, "probability", "That somebody offered diversion at the scene says yes.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("consent_social", 0.65, "probability", "That somebody met over welfare says yes.", JUDGEMENT, "judgement",
             0.0, 1.0),
    constant("consent_custody", 0.60, "probability", "That somebody offered voluntary coaching in custody says yes.",
             JUDGEMENT, "judgement", 0.0, 1.0),
    constant("consent_contract", 0.88, "probability", "That somebody facing a charge signs a contract.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    unknown("engagement_street_warm", 0.35, 0.60, 0.85, "probability", "Engaging after a warm hand-over at the scene, of "
            "those who consented.", "70% in Santa Fe (drugpolicy.org 2018), 78 to 80% in the West Midlands and West Mercia "
            "(Drink and Drugs News, September 2023)" + WIDE, "weak", "logit", 0.001, 0.999),
    unknown("engagement_street_delayed", 0.10, 0.35, 0.60, "probability", "Engaging after a delayed first contact.",
            "45% in Thames Valley, 2018 to 2020 (Policing Insight; Reading Chronicle)" + WIDE,
            "weak", "logit", 0.001, 0.999),
    unknown("engagement_custody", 0.08, 0.25, 0.60, "probability", "Engaging after custody, voluntary.",
            "13.5% in Leicester (press, 31 May 2023) to over 85% in Cleveland (Cleveland PCC)" + WIDE,
            "weak", "logit", 0.001, 0.999),
    unknown("engagement_contract", 0.65, 0.85, 0.95, "probability", "Engaging under a contract with threat.",
            "About 94% get through Checkpoint's four months without reoffending (" + CHECKPOINT + "); a wide range by judgement, "
            "because completion was not read", "weak", "logit", 0.001, 0.999),
    unknown("rate_ratio_lead", 0.50, 0.80, 1.05, "rate ratio", "Latent offending of adults with needs who engage with "
            "LEAD-type support, at full effect.", "Odds ratios of about 0.50 over several places, derived from Washington State "
            "Institute for Public Policy 2025, programme 1062, and of 0.40 for any arrest in Seattle (Collins, Lonczak and "
            "Clifasefi 2017), with no effect on arrests without a warrant (CrimeSolutions, profile 477); a wide range by "
            "judgement, because arrests are not offences and no study was randomised", "weak", "log", 0.1, 1.6),
    unknown("rate_ratio_lead_young", 0.60, 0.88, 1.10, "rate ratio", "The same, at 18 to 25.",
            "No study of LEAD at that age; Gateway, at 18 to 24, showed no benefit (Mitchell and others 2024); a wide range by "
            "judgement", "weak", "log", 0.1, 1.6),
    unknown("rate_ratio_coaching", 0.55, 0.90, 1.30, "rate ratio", "Latent offending of those who engage with voluntary "
            "coaching after custody.", "NatCen 2021, DIVERT London: more re-arrests up to 6 months, no "
            "difference at 12, sizes not read; taken by judgement as 0.97 (0.80 to 1.15) of all referred" + ITT + ", with part "
            "of a worse start taken as selection", "weak", "log", 0.1, 1.6),
    unknown("rate_ratio_contract", 0.10, 0.27, 0.82, "rate ratio", "Latent offending of those who engage under a contract, at "
            "full effect, of somebody with the needs of `client_need`.",
            "Checkpoint: risk of reoffending -30% of all randomised (Weir and others 2021, Police Journal), one of several "
            "figures for the same trial; believed to be 0.75 (0.60 to 0.95) of all who are offered a contract, and set so that "
            "the model, replaying the trial, gives that: some do not engage, many have fewer needs, and the effect fades",
            "weak", "log", 0.1, 1.6),
    unknown("rate_ratio_voluntary", 0.75, 0.97, 1.25, "rate ratio", "Latent offending of those who engage with a voluntary "
            "programme that has no evaluation of its own.", "Judgement, wide around none: as for coaching after custody "
            "(NatCen 2021, no difference at 12 months); mentoring of children -14% (Youth Endowment Fund)", "judgement", "log",
            0.1, 1.6),
    unknown("rate_ratio_workshops", 0.60, 0.78, 1.00, "rate ratio", "Latent offending of those who attend workshops about "
            "abuse in relationships under a conditional caution.", "CARA in Hampshire: harm of new offences -27% (Strang and "
            "others 2017, 154 against 139); elsewhere less reoffending but no less severe (Karavias and others 2023). Harm "
            "taken for a rate is judgement", "weak", "log", 0.1, 1.6),
    unknown("rate_ratio_gateway", 0.75, 1.00, 1.30, "rate ratio", "Latent offending of people aged 18 to 24 who engage "
            "under a conditional caution with a navigator.", "Gateway: no evidence of benefit, stopped early "
            "(Mitchell and others 2024, 191 people); the width is judgement", "weak", "log", 0.1, 1.6),
    unknown("rate_ratio_treatment", 0.55, 0.85, 1.05, "rate ratio", "Latent offending of those held in drug or alcohol "
            "treatment by choice or by order, at full effect.", "Judgement: those who stay six months offend about a quarter "
            "less, which flatters treatment by who stays; areas that were given more of it saw no less crime (Home Office "
            "2025, Project ADDER)",
            "judgement", "log", 0.1, 1.6),
    constant("consent_outreach", 0.60, "probability", "That somebody whom outreach has found says yes.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    unknown("engagement_outreach", 0.20, 0.45, 0.70, "probability", "Engaging after outreach or of one's own accord.",
            "Blackpool Fulfilling Lives: 529 helped, hundreds referred who never engaged (evaluation summary; Blackpool "
            "Gazette); the share is judgement", "judgement", "logit", 0.001, 0.999),
    constant("consent_hospital", 0.50, "probability", "That somebody offered a youth worker in hospital says yes.",
             JUDGEMENT, "judgement", 0.0, 1.0),
    unknown("engagement_hospital", 0.15, 0.40, 0.70, "probability", "Engaging after a meeting in hospital.", "312 engaged in "
            "hospital in Leicester in a year, of how many is not said (Leicestershire Police); the share is judgement",
            "judgement", "logit", 0.001, 0.999),
    unknown("engagement_sessions", 0.30, 0.45, 0.60, "probability", "Turning up at drug education after a diversion at the "
            "scene.", "Thames Valley 2018 to 2020: 55% of those who accepted did not engage (Policing Insight; Reading "
            "Chronicle)",
            "weak", "logit", 0.001, 0.999),
    unknown("outreach_rate", 0.02, 0.10, 0.30, "a year", "How often outreach, or the person's own step, brings somebody who "
            "is eligible to an offer in the community.", JUDGEMENT, "judgement", "logit", 0.0, 1.0),
    unknown("offer_hospital", 0.10, 0.30, 0.60, "probability", "That hospital staff offer a youth worker to somebody "
            "eligible who was hurt.", JUDGEMENT, "judgement", "logit", 0.0, 1.0),
    unknown("offer_order", 0.05, 0.12, 0.30, "probability", "That a community order on somebody in need asks for treatment.",
            "Judgement; about one order in ten has a drug or alcohol requirement, recalled", "judgement", "logit", 0.0, 1.0),
    constant("size_of_place", 1.0, "Blackpools", "How many times Blackpool's recorded crimes a place has: the number by which "
             "the library scales posts.", "Recorded crimes a year, of Blackpool's 21,900 (year ending September 2024)",
             "judgement", 0.0, 1000.0),
    lever("enforcement_adder", 1.0, 1.1, 1.4, "ratio", "Contacts per drug, theft, burglary or weapons offence where police "
          "go looking for it, against usual.", "Judgement: Blackpool counted over 200 arrests in the first year "
          "(Blackpool Gazette), some 6 to 12% of the town's", "judgement", 0.1, 5.0),
    *by("client_need", NEEDS, (0.45, 0.35, 0.45, 0.25, 0.45, 0.40), "severity",
        "Mean need of the people whom the published effects are about",
        "Judgement, from custody studies and drug tests on arrest (recalled) and from the housing and work of LEAD's clients "
        "(Clifasefi, Lonczak and Collins 2017)", "judgement", 0.0, 1.0),
    unknown("months_to_full_effect", 4.0, 10.0, 18.0, "months", "Time to (95% of) full effect of open-ended support.",
            BFL + ": best at 14 months", "weak", "log", 0.5, 60.0),
    constant("months_to_full_effect_short", 4.0, "months", "Time to (95% of) full effect of a short programme.", JUDGEMENT,
             "judgement", 0.5, 60.0),
    unknown("half_life_months", 6.0, 18.0, 60.0, "months", "How long the effect lasts after support ends: half-life.",
            "Judgement: a wide range, because no study was found; the crux of having no end date",
            "judgement", "log", 0.5, 600.0),
    unknown("dropout_early", 0.15, 0.25, 0.40, "a month", "Drop-out in each of the first two months.",
            BFL + ": who engages for two months stays a year, and hundreds referred never engaged; the rate is judgement",
            "weak", "logit", 0.001, 0.99),
    unknown("dropout_late", 0.01, 0.04, 0.08, "a month", "Drop-out in each later month.",
            "As for early drop-out: most who reach two months stay a year", "weak", "logit", 0.001, 0.99),
    unknown("dropout_contract", 0.01, 0.03, 0.06, "a month", "Drop-out under a contract with threat.",
            "About 94% get through Checkpoint's four months without reoffending (" + CHECKPOINT + ")",
            "weak", "logit", 0.001, 0.99),
    constant("hand_over_days_street", 1.0, "days", "Mean time from the scene to the first meeting.",
             "LEAD Support Bureau, toolkit: ideally within 30 minutes; many sites cannot, and take days",
             "moderate", 0.001, 365.0),
    constant("hand_over_days_custody", 7.0, "days", "Mean time from custody to the first meeting.", JUDGEMENT, "judgement",
             0.001, 365.0),
    constant("delay_loss", 0.01, "a day", "Share of engagement lost with each day that a hand-over is late.",
             "Judgement, from engagement of 60% after a warm hand-over and 35% after a delayed one, as above",
             "judgement", 0.0, 1.0),
    constant("wait_loss", 0.10, "a month", "Share of people on a waiting list who give up each month.", JUDGEMENT,
             "judgement", 0.0, 5.0),
    constant("trust_weight", 1.0, "log-odds per unit", "How trust moves consent and engagement.", JUDGEMENT, "judgement"),
    constant("trust_arrest", -0.03, "step", "What an arrest does to trust.", JUDGEMENT, "judgement", -1.0, 1.0),
    constant("trust_diverted", 0.04, "step", "What being diverted at the scene does to trust.", JUDGEMENT, "judgement", -1.0,
             1.0),
    constant("trust_support", 0.06, "step", "What getting support does to trust.", JUDGEMENT, "judgement", -1.0, 1.0),
    lever("caseload_pre_arrest", 10.0, 18.0, 25.0, "clients", "Caseload of a street case manager.",
          "LEAD Support Bureau, toolkit: up to 20 on average, between 12 and 25", "moderate", 1.0, 200.0),
    lever("caseload_custody", 10.0, 20.0, 40.0, "clients", "Caseload of a custody coach.", JUDGEMENT, "judgement", 1.0,
          200.0),
    lever("caseload_contract", 10.0, 15.0, 30.0, "clients", "Caseload of a navigator with contracts.",
          "Derived: Checkpoint's £480,000 a year (" + CHECKPOINT + ") is about 12 navigators at £39,000 (Surrey PCC decision "
          "20-2025-26), for some 550 people of four months each: about 15 at a time", "weak", 1.0, 200.0),
    lever("workers_pre_arrest", 2.0, 6.0, 12.0, "workers", "Street case managers; the default is for Blackpool.", "Judgement: as "
          "many as fill about 60% of their places over the first three years at middling demand; with no end date they go on "
          "filling", "judgement", 0.0, 5000.0),
    lever("workers_custody", 1.0, 2.0, 6.0, "workers", "Custody coaches; the default is for Blackpool.",
          "Two coaches at Blackpool (Blackpool FC Community Trust; Blackpool Gazette)", "moderate", 0.0, 5000.0),
    lever("workers_contract", 1.0, 2.0, 4.0, "workers", "Navigators with contracts; the default is for Blackpool.",
          "Judgement: as many as fill 60 to 80% of their places at middling demand, as commissioned services do; Durham's 12, "
          "by residents, would be 2.7", "judgement", 0.0, 5000.0),
    lever("posts_ratio", 0.5, 1.0, 1.5, "ratio", "Posts of every service, against those that its file pays for.", JUDGEMENT,
          "judgement", 0.0, 10.0),
    constant("turnover_a_year", 0.25, "a year", "Share of workers who leave a year.", JUDGEMENT, "judgement", 0.0, 10.0),
    constant("vacancy_days", 75.0, "days", "Mean time until a post is filled again.", JUDGEMENT, "judgement", 0.1, 2000.0),
    constant("worker_break_share", 0.25, "share", "Share of clients who drop out when their worker leaves.", JUDGEMENT,
             "judgement", 0.0, 1.0),
    constant("offer_liaison", 0.30, "probability", "That liaison and diversion offers help to somebody in custody whose need "
             "it has found.", "8,729 people at 27 sites in nine months (Disley and others 2021, RAND) is about 430 a site and "
             "year; Blackpool is about half of its suite", "weak", 0.0, 1.0),
    constant("consent_liaison", 0.70, "probability", "That somebody whom liaison and diversion offers help says yes.",
             JUDGEMENT, "judgement", 0.0, 1.0),
    unknown("engagement_ordinary", 0.10, 0.26, 0.45, "probability", "Turning up at ordinary treatment after a referral.",
            "Treatment is reached by 26% of those whose order demands it (Ministry of Justice and Office for Health Improvement "
            "and Disparities, linked data, 2023) and 35% of prison leavers in need (the same office, 2019/20)",
            "weak", "logit", 0.001, 0.999),
    unknown("rate_ratio_ordinary", 0.90, 0.98, 1.05, "rate ratio", "Latent offending of those in ordinary treatment after "
            "custody.", "Liaison and diversion: no effect on reoffending of all who were seen (Disley and others 2021, RAND); "
            "Project ADDER: none on crime (Home Office 2025); so little is left for the few who arrive",
            "moderate", "log", 0.1, 1.6),
    constant("hand_over_days_ordinary", 45.0, "days", "Mean time from custody to a first appointment in ordinary treatment.",
             "Drugs about 2 days (Nuffield Trust, 2020/21), mental health about 12 weeks and housing months (recalled); the "
             "mix is judgement",
             "judgement", 0.001, 365.0),
    constant("workers_ordinary", 2.0, "workers", "Workers of ordinary services who take people from custody in Blackpool.",
             JUDGEMENT, "judgement", 0.0, 500.0),
    constant("caseload_ordinary", 20.0, "clients", "Clients from custody in the caseload of such a worker, who has others.",
             "50 to 80 clients in all in adult drug services (Black review, part 2, 2021, recalled); the share is judgement",
             "judgement", 1.0, 200.0),
    constant("need_wait_days.drugs", 2.0, "days", "Mean wait from admission until help with drugs comes.",
             "1.8 days: Nuffield Trust, from the National Drug Treatment Monitoring System, 2020/21",
             "moderate", 0.0, 5000.0),
    constant("need_wait_days.alcohol", 2.0, "days", "Mean wait from admission until help with alcohol comes.",
             "As for drugs: the same services", "moderate", 0.0, 5000.0),
    unknown("need_wait_days.mental_health", 28.0, 84.0, 280.0, "days", "Mean wait from admission until mental-health care "
            "comes.", "4, 12 and 40 weeks, recalled without a publication; no reliable figure was found",
            "weak", "log", 0.0, 5000.0),
    unknown("need_wait_days.housing", 30.0, 120.0, 720.0, "days", "Mean wait from admission until somebody is housed.",
            "Relief duty of 56 days (Homelessness Reduction Act 2017), social tenancies months to years; recalled",
            "weak", "log", 0.0, 5000.0),
    constant("need_wait_days.money_and_work", 14.0, "days", "Mean wait from admission until help with money and work comes.",
             JUDGEMENT, "judgement", 0.0, 5000.0),
    constant("need_wait_days.trauma", 14.0, "days", "Mean wait from admission until help with trauma comes.",
             "Judgement: case managers begin it themselves", "judgement", 0.0, 5000.0),
    lever("unblocked_waits", 0.0, 0.0, 0.5, "share", "Part of the waits for housing and mental-health care that leaders take "
          "away everywhere.", "No study that measures it was found; none unless somebody does it", "judgement", 0.0, 1.0),
    unknown("trauma_dropout_ratio", 1.0, 1.5, 3.0, "rate ratio", "Drop-out of somebody with trauma in full against somebody "
            "without; published drop-out is that of an average client.", "Judgement: a wide range, because no study that "
            "measures it was found", "judgement", "linear", 1.0, 20.0),
    unknown("relapse_ejection", 0.10, 0.30, 0.60, "probability", "That a rule of abstinence puts somebody in a bad spell, with "
            "a need of drugs or alcohol, out at a four-weekly review.", JUDGEMENT, "judgement", "logit", 0.0, 1.0),
    unknown("bond_months", 2.0, 6.0, 14.0, "months", "Time until a relationship with one worker has grown (to 95%).",
            BFL + ": who stays two months stays a year, best at 14; judgement", "weak", "log",
            0.1, 120.0),
    constant("peer_trust", 0.5, "share", "How much more trust support builds where people with experience of their own lead it.",
             JUDGEMENT, "judgement", 0.0, 10.0),
    unknown("teachable_moment", 0.0, 0.0, 0.8, "log-odds", "What the shock of detention adds to consent and engagement where a "
            "programme makes use of it.", "None by default: NatCen 2021 found more re-arrests up to 6 months and none fewer at "
            "12; practitioners report it", "weak", "linear", 0.0, 5.0),
    constant("teachable_days", 7.0, "days", "How fast that fades until the first meeting.", JUDGEMENT, "judgement", 0.1, 365.0),
    constant("leadership_trust", 0.05, "step", "What full community leadership does to trust when somebody is referred.",
             "Judgement: no study that measures it was found", "judgement", -1.0, 1.0),
    constant("hospital_share", 0.10, "share", "Share of the times that somebody is a victim which are violent and bring them to "
             "hospital.", JUDGEMENT, "judgement", 0.0, 1.0),
    constant("waiting_limit", 0.4, "share of places", "Longest waiting list; beyond it the service is closed to referrals.",
             "Changing Futures took no referrals for five weeks from 5 December 2023 (Blackburn with Darwen Council); the "
             "length is judgement", "judgement", 0.0, 50.0),
)  # fmt: skip
