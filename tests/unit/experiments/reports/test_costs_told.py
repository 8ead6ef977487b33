"""The page of programmes says what each costs, at which prices and from where, and tells of bodies that treat nobody."""

from __future__ import annotations

from diversion.experiments.reports.documents import documents
from diversion.scenarios import loader


def test_the_page_of_programmes_tells_of_bodies_and_of_each_cost() -> None:
    page = documents()["programmes.md"]
    assert "### Violence Reduction Network, Lancashire" in page
    assert page.count("at prices of 2024/25") >= len(loader.names("programme"))
    for name in loader.names("programme"):
        costing = loader.service(loader.programme(name).service).costing
        assert costing is not None and costing.words() in page, name
