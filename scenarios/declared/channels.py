"""The strength of each declared channel: 1 is open, 0 is closed."""

from __future__ import annotations

from ..channels import CHANNELS
from ..parameters import Parameter
from .forms import constant

PARAMETERS: tuple[Parameter, ...] = tuple(
    constant(f"channel_{name}", 1.0, "strength", f"Strength of the channel: {text}.", "A switch of the model",
             "judgement", 0.0, 1.0)
    for name, text in CHANNELS.items()
)  # fmt: skip
