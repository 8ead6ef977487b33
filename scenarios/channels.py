"""The declared ways in which a diversion can touch the rest of the world; each has a strength that zero closes.

Whoever adds a new way declares its `channel_…` in `library/parameters/channels.yaml`, or the null tests fail: they close all
channels found in this list and demand that nothing but the disposals differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .parameters import register

PREFIX: Final = "channel_"
SAID_FIRST: Final = "Strength of the channel: "

# What each channel is, in words, by its name.
CHANNELS: Final[Mapping[str, str]] = {
    name.removeprefix(PREFIX): parameter.text.removeprefix(SAID_FIRST).removesuffix(".")
    for name, parameter in register().items()
    if name.startswith(PREFIX)
}
