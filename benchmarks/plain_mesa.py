"""The same kind of model as most Mesa users would write it: one object a person, stepped daily, with reduced rules.

It has people with a constant rate of contacts, arrests, custody and a service with places, and nothing else. It is only
here to be timed against the engine in the same run of `speed.py`.
"""

from __future__ import annotations

import mesa


class PlainPerson(mesa.Agent):
    """Somebody who may be contacted each day, and then arrested or referred."""

    def __init__(self, model: PlainModel, rate: float) -> None:
        """Give the person a yearly rate of contacts."""
        super().__init__(model)
        self.rate = rate
        self.inside_until = -1
        self.supported_until = -1

    def step(self) -> None:
        """One day."""
        model = self.model
        if model.day < self.inside_until:
            return
        rate = self.rate * (0.8 if model.day < self.supported_until else 1.0)
        if model.random.random() >= rate / 365.0:
            return
        model.contacts += 1
        if model.random.random() < 0.3:
            model.arrests += 1
            self.inside_until = model.day + 1
        elif model.active < 100 and model.random.random() < 0.1:
            model.active += 1
            self.supported_until = model.day + 365


class PlainModel(mesa.Model):
    """The people, and a counter of days."""

    def __init__(self, people: int, rng: int = 1) -> None:
        """Make the people, with a gamma spread of rates around 1.5 contacts a year."""
        super().__init__(rng=rng)
        self.day = self.contacts = self.arrests = self.active = 0
        for _ in range(people):
            PlainPerson(self, 1.5 * self.random.gammavariate(0.5, 2.0))

    def step(self) -> None:
        """One day for everybody, in random order."""
        self.agents.shuffle_do("step")
        self.day += 1
