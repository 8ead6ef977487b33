"""What the model cannot tell anybody, in one place: one click away from every page of the view, and at the end of every memo."""

from __future__ import annotations

from typing import Final

# What an earlier version got wrong; numbers as that version printed them.
BEFORE: Final = (
    "An earlier version said that in Blackpool custody-stage diversion spares 1,281 offences a year and pre-arrest diversion "
    "185. That should not have been said: the difference came from one number, how well a contract in Durham is believed to "
    "work, which had been set to agree with its own trial, while what is believed of LEAD had been lowered by hand. With the "
    "same programme behind both doors the order turned round. So regimes are now shown like with like as well."
)
LIMITS: Final = (
    "How satisfied victims are, and how fair and legitimate people feel a scheme to be.",
    "What happens to children: everybody in the model is 18 or over.",
    "Crime by people outside the model, fraud and sexual offences.",
    "What a programme other than the ones described would do.",
    "Whether diversion of the LEAD kind works in England: no English trial has tested it before arrest. Its effect here is "
    "drawn from American studies of arrests, with a wide range.",
    "What will happen. Each answer says what would follow if the assumptions held, with a range for what nobody knows.",
)
