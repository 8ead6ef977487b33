"""How often people offend, at what, and what becomes known: the chain from latent offence to suspect."""

from __future__ import annotations

from ..parameters import Parameter
from ..words import CATEGORIES, NEEDS
from .forms import CALIBRATED, JUDGEMENT, by, constant, grid, lever, unknown
from .people import KNOTS

CCHI = (
    "Cambridge Crime Harm Index (Sherman, Neyroud and Neyroud 2016, Policing 10), medians of its 2026 update; violence with "
    "injury a median of a skewed spread"
)

PARAMETERS: tuple[Parameter, ...] = (
    constant("latent_per_person", 5.7, "offences a year", "Offences, known to police or not, of a person in the model at "
             "England's level of crime.", CALIBRATED + ", from recorded crime and arrests", "judgement", 0.01, 200.0),
    *by("age_base", KNOTS, (1.25, 1.15, 1.0, 0.75, 0.40, 0.10), "rate ratio",
        "Offending at this age against age 35, in the same person",
        "Arrests by age (Home Office, year ending March 2022) and proven reoffending by age (Ministry of Justice), both "
        "recalled; judgement", "judgement", 0.0, 20.0),
    lever("youth_services", 0.86, 1.0, 1.14, "rate ratio", "Offending under 25 against today's, by what becomes of youth "
          "services.", "1.0: today's level of offending holds today's closures. 14% more after the nearest youth club closed, "
          "Villa 2024, Institute for Fiscal Studies, at 10 to 17; at 18 to 24 judgement", "weak", 0.2, 5.0),
    *by("need_weight", NEEDS, (0.95, 0.35, 0.20, 0.40, 0.30, 0.25), "log rate ratio",
        "How much this need in full raises offending",
        "Reoffending of prison leavers by housing (Nacro; BBC) and by work (Ministry of Justice; BBC), share of theft by people "
        "who use heroin or crack (Black review, recalled), shrunk towards causal effects (work about -6 to -9 points); "
        "judgement", "judgement", 0.0, 3.0),
    constant("area_effect", 0.5, "rate ratio less 1", "Offending in the most deprived neighbourhood above the least.",
             "The most income-deprived tenth of London has 2.1 times the violence (Trust for London); judgement",
             "judgement", 0.0, 5.0),
    *by("category_base", CATEGORIES, (0.21, 0.17, 0.13, 0.13, 0.05, 0.10, 0.14, 0.03, 0.04), "share",
        "Weight of this category in the offending of somebody without needs", CALIBRATED, "judgement"),
    *grid("category_tilt", {
        "shoplifting": (2.5, 0.3, 0.0, 0.5, 0.8, 0.0),
        "drug_possession": (3.0, 0.3, 0.2, 0.2, 0.0, 0.2),
        "public_order": (0.2, 1.5, 0.6, 0.4, 0.0, 0.3),
        "assault_without_injury": (0.0, 1.0, 0.4, 0.0, 0.0, 0.5),
        "violence_with_injury": (0.0, 1.2, 0.3, 0.0, 0.0, 0.6),
        "criminal_damage": (0.1, 1.0, 0.4, 0.2, 0.0, 0.3),
        "other_theft": (1.0, 0.1, 0.0, 0.4, 0.6, 0.0),
        "burglary": (1.6, 0.1, 0.0, 0.2, 0.4, 0.0),
        "weapons": (0.4, 0.2, 0.2, 0.1, 0.1, 0.5),
    }, NEEDS, "share", "How much a need in full adds to the weight of a category",
        "Offences of young adults (Revolving Doors) and of people who use heroin or crack (Black review, recalled); judgement",
        "judgement", 0.0),
    *by("recorded", CATEGORIES, (0.16, 0.10, 0.50, 0.45, 0.60, 0.45, 0.35, 0.70, 0.30), "share",
        "Share of latent offences that police record",
        "Survey and commercial estimates differ widely; order of magnitude, judgement", "judgement", 0.0, 1.0),
    *by("suspect", CATEGORIES, (0.50, 0.97, 0.62, 0.75, 0.72, 0.36, 0.25, 0.25, 0.95), "share",
        "Share of recorded crimes for which a suspect is identified",
        "No suspect in 39.3% of crimes: Home Office, Crime Outcomes, year ending March 2023; the split by category is judgement",
        "moderate", 0.0, 1.0),
    *by("has_victim", CATEGORIES, (0.0, 0.0, 0.45, 1.0, 1.0, 0.8, 1.0, 1.0, 0.0), "share",
        "Share of offences with a personal victim", JUDGEMENT, "judgement", 0.0, 1.0),
    *by("domestic", CATEGORIES, (0.0, 0.0, 0.12, 0.38, 0.35, 0.14, 0.02, 0.03, 0.02), "share",
        "Share of contacts that are domestic abuse", JUDGEMENT, "judgement", 0.0, 1.0),
    *by("harm_days", CATEGORIES, (1.0, 3.0, 7.5, 10.0, 365.0, 2.0, 2.0, 273.5, 273.75), "days",
        "Harm of one offence", CCHI, "moderate"),
    constant("contact_ratio_black", 1.7, "ratio", "Contacts per offence of Black people against everybody else.",
             "Arrests per head 1.7 to 2.2 times those of white people (Home Office, years ending March 2023 and 2024, by "
             "way of factually.co); with `arrest_ratio_black` it gives that range", "judgement", 0.2, 10.0),
    constant("welfare_contacts", 0.55, "a year", "Welfare contacts a year of somebody with severe mental-health need.",
             "Mental health is 5% of contacts and 8% of deployments of one large force (Kane and others 2021; Crest); "
             "judgement", "judgement", 0.0, 100.0),
    constant("victim_welfare_ratio", 1.3, "rate ratio", "Welfare contacts of a recent victim against others.", JUDGEMENT,
             "judgement", 1.0, 10.0),
    unknown("avoided_conviction_ratio", 0.55, 0.80, 0.97, "rate ratio", "Offending of somebody spared a first conviction "
            "against somebody convicted; nothing after eleven proven offences.",
            "Agan, Doleac and Harvey 2023, Quarterly Journal of Economics (Suffolk County); Mueller-Smith and Schnepel 2021, "
            "Review of Economic Studies (Harris County); American, transport unsure", "weak", "log", 0.2, 1.0),
    constant("label_half_life", 36.0, "months", "How long a conviction weighs: half-life.",
             "Risk as in the general population just over 3 years after a charge: Home Office, Research Report 58, 2011",
             "moderate", 1.0, 240.0),
    unknown("label_conditional", 0.05, 0.30, 0.60, "share", "What a caution or a conditional disposal labels, as a share "
            "of what a conviction does.", JUDGEMENT, "judgement", "linear", 0.0, 1.0),
    unknown("deterrence_lost_ratio", 1.0, 1.02, 1.15, "rate ratio", "Offending in the year after a disposal without "
            "threat, in place of arrest or interview.", "Judgement: a wide range from none upwards, because no "
            "estimate was found", "judgement", "linear", 1.0, 3.0),
    unknown("tie_strength", 0.0, 0.10, 0.25, "log rate ratio", "How much the people one knows can move offending.",
            JUDGEMENT, "judgement", "linear", 0.0, 1.0),
)  # fmt: skip
