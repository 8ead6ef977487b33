"""What things cost, in pounds of about 2024."""

from __future__ import annotations

from ..parameters import Parameter
from .forms import constant, unknown

PARAMETERS: tuple[Parameter, ...] = (
    unknown("cost_officer_hour", 45.0, 60.0, 90.0, "£", "A constable hour.",
            "£60 to £90 at full cost, 2023/24: National Police Chiefs' Council, charging guidance, recalled, table of rates not "
            "read; £49 is derived from a constable's pay of £46,000", "weak"),
    constant("cost_custody_hour", 31.0, "£", "An hour in police custody.",
             "£24.14 in Lancashire, 2018/19 (Chorley Guardian), uprated by about 30%", "moderate"),
    constant("cost_hearing", 1100.0, "£", "A case in the magistrates' court, police time apart.",
             "£500 to £2,000, recalled from the Ministry of Justice and the Unit Cost Database of the Greater Manchester "
             "Combined Authority", "weak"),
    constant("cost_prison_day", 145.0, "£", "A day in prison.", "£52,000 to £54,000 a year in 2022/23 and "
             "2023/24, recalled from HM Prison and Probation Service", "weak"),
    unknown("cost_client_year_pre_arrest", 2500.0, 6000.0, 12000.0, "£", "A client-year of LEAD-type support.",
            "LEAD cost $899 a client-month in Seattle, later $532 (Collins and others 2015, utilisation and cost report), and "
            "$3,124 a year over several places (Washington State Institute for Public Policy 2025); a wide range by judgement, "
            "because American prices and caseloads may not hold here", "weak", "log"),
    unknown("cost_client_year_custody", 1000.0, 1950.0, 3900.0, "£", "A client-year of custody coaching: a coach's year "
            "shared by the clients one holds at a time.",
            "About £39,000 a year for a navigator, derived from £19,406.50 for six months (Surrey PCC decision 20-2025-26), "
            "over 20 clients (40 to 10); a client of DIVERT London, who stays for months, cost £775 to £2,400, derived from "
            "Sian Berry AM, 20 August 2018, and Millwall Community Trust", "weak", "log"),
    constant("cost_client_year_ordinary", 2100.0, "£", "A client-year of ordinary treatment after custody.",
             "£400 to £1,000 a client of liaison and diversion, recalled without a publication, for about four months; "
             "judgement",
             "judgement"),
    constant("cost_client_year_contract", 2600.0, "£", "A client-year under contract: about £870 for four months.",
             "Derived from Checkpoint's £480,000 a year (Brighton and Hove Business Crime Reduction Partnership, "
             "16 February 2020) over some 550 people", "moderate"),
    unknown("cost_client_year_multiple", 7000.0, 13000.0, 18000.0, "£", "A client-year of a navigator for people with "
            "several needs at once.", "Blackpool Fulfilling Lives: £1.5m a year for 529 people over six years is at most "
            "£15,600 a person, who stays about 14 months (Blackpool Gazette); others among up to 1,800 got less", "weak", "log"),
)  # fmt: skip
