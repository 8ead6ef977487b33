"""What a sensitivity analysis is unless asked for otherwise: how often a method repeats itself, and what is looked at."""

from __future__ import annotations

from typing import Final

# Trajectories, base rows, replicates, rows.
SIZES: Final = {"morris": 20, "sobol": 256, "one-at-a-time": 20, "pawn": 1000}
# What the sentences of a comparison speak of, arrests and cost.
USUAL: Final = ("latent_offences", "repeat_referred", "arrests", "freed_at_contact", "net_cost")
