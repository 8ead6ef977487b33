"""Bodies that pay for programmes and treat nobody."""

from __future__ import annotations

from diversion.scenarios import loader
from diversion.scenarios.bodies import bodies


def test_bodies_that_treat_nobody_are_told_with_what_they_pay_for() -> None:
    """MODEL2: the Violence Reduction Network had no row anywhere."""
    found = {each.name: each for each in bodies()}
    network = found["lancashire-violence-reduction-network"]
    assert "divert-lancashire" in network.pays_for
    assert "leicestershire-violence-reduction-network" in found
    programmes = set(loader.names("programme"))
    for each in bodies():
        assert set(each.pays_for) <= programmes and each.source and each.rating
        assert each.name not in programmes
