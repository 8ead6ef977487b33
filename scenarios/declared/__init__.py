"""Every number of the model, declared once, one file per subject, in the order in which the subjects act."""

from __future__ import annotations

from ..parameters import Parameter
from . import channels, costs, justice, offending, people, police, support

ALL: tuple[Parameter, ...] = (
    *people.PARAMETERS,
    *offending.PARAMETERS,
    *police.PARAMETERS,
    *justice.PARAMETERS,
    *support.PARAMETERS,
    *costs.PARAMETERS,
    *channels.PARAMETERS,
)
