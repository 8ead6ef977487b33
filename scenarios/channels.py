"""The declared ways in which a diversion can touch the rest of the world; each has a strength that zero closes.

Whoever adds a new way adds it here, or the null tests fail: they close all channels found in this list and demand that
nothing but the disposals differs.
"""

from __future__ import annotations

from typing import Final

CHANNELS: Final = {
    "support": "support relieves needs, and with them offending, welfare contacts and victimisation",
    "label": "a proven offence closes doors and raises offending",
    "deterrence": "a disposal without threat may weaken deterrence",
    "custody_time": "nobody offends in the community while in custody or prison, and prison harms housing and work",
    "trust": "what police and services do changes a person's trust, and so consent and engagement",
    "belief": "what officers see of earlier referrals changes whom they offer diversion",
    "record": "contacts and proven offences since the fork weigh in later decisions",
    "time_cost": "officer hours spent or freed change the pressure on a team, and so attendance and arrest",
    "capacity": "places and cells are limited, so one person's place is another's wait",
    "ties": "the people one knows carry a little influence both ways",
    "mortality": "support and release from prison change the hazard of dying",
    "warrant": "failing to appear in court makes a warrant and an arrest",
    "enforcement": "a regime may have police look for some offences more or less than usual, and so meet more or fewer people",
    "breach": "a community order may be broken, and that leads back to court, at times by an arrest",
}
