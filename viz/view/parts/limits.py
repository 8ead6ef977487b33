"""What the model cannot tell anybody, in one place: one click away from every page."""

from __future__ import annotations

from typing import Final

LIMITS: Final = (
    "How satisfied victims are, and how fair and legitimate people feel a scheme to be.",
    "What happens to children: everybody in the model is 18 or over.",
    "Crime by people outside the model, fraud and sexual offences.",
    "What a programme other than the ones described would do.",
    "Whether diversion of the LEAD kind works in England: no English trial has tested it before arrest. Its effect here is "
    "drawn from American studies of arrests, with a wide range.",
    "What will happen. Each answer says what would follow if the assumptions held, with a range for what nobody knows.",
)
