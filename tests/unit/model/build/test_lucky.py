"""The numbers by which chance knows routes and services are of their names alone (E8)."""

from __future__ import annotations

import pytest

from diversion.model.build.lucky import OF_ROUTES, OF_SERVICES, lucky, number_of_name
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError


def test_a_name_has_the_same_number_at_all_times() -> None:
    assert number_of_name("lead-street", OF_ROUTES) == 6705200
    assert number_of_name("lead-street", OF_SERVICES) >> 8 == number_of_name("lead-street", OF_ROUTES)
    assert number_of_name("lead-street", OF_ROUTES) != number_of_name("lead-custody", OF_ROUTES)


def test_the_numbers_fit_into_the_words_that_a_draw_has_for_them() -> None:
    for kind, bits, most in (("route", OF_ROUTES, 2**24), ("service", OF_SERVICES, 2**32)):
        numbers = [number_of_name(name, bits) for name in loader.names(kind)]
        assert all(0 <= number < most for number in numbers)
        assert len(set(numbers)) == len(numbers), "no two items of the library share their luck"


def test_two_routes_of_the_same_number_are_refused_in_words() -> None:
    routes = [loader.route("lead-street"), loader.route("checkpoint-custody")]
    assert lucky("routes", routes, OF_ROUTES) == [number_of_name(route.name, OF_ROUTES) for route in routes]
    with pytest.raises(InputError, match="routes lead-street and checkpoint-custody draw the same luck"):
        lucky("routes", routes, 0)
