"""Row V4: processors and memory go to whoever has had least, at every step, and nothing that waits is forgotten."""

import re
import threading
import time
from collections.abc import Callable

import pytest

from diversion.scenarios.parameters import InputError
from diversion.viz.view.visitor.chosen import Chosen
from diversion.viz.view.visitor.shares import BYTES_AT_MOST, LARGE, MOST_FOR_LARGE, SLICE, Shares, Turn, Work

PATIENCE = 30.0
SMALL = Work(1000.0)
COUNTRY = Work(LARGE * 10.0)
PLENTY = 1e15


class Worker:
    """Somebody's run, which works in steps until it is ended or told to stop."""

    def __init__(self, shares: Shares, who: str, work: Work, step: float = SLICE) -> None:
        self.steps = 0
        self.inside = False
        self.stop = threading.Event()
        self._step = step
        self._turn = Turn(shares, work, lambda: (who,), self.stop)
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def _live(self) -> None:
        with self._turn as flag:
            while not flag.is_set():
                self.inside = True
                time.sleep(self._step)
                self.steps += 1

    def end(self) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_modest_visitor_goes_on_beside_many_pieces_of_work_of_a_greedy_one() -> None:
    shares = Shares(1, PLENTY)
    greedy = [Worker(shares, "greedy", SMALL) for _ in range(10)]
    until(lambda: sum(each.steps for each in greedy) >= 10)
    before = sum(each.steps for each in greedy)
    modest = Worker(shares, "modest", SMALL)
    until(lambda: modest.steps >= 10)
    had = sum(each.steps for each in greedy) - before
    for each in (*greedy, modest):
        each.end()
    assert had <= 2 * modest.steps + 5  # about one to one, where one thread in eleven would be ten to one


def test_no_place_for_small_work_is_taken_by_large() -> None:
    shares = Shares(2, PLENTY)
    greedy = [Worker(shares, f"greedy {number}", COUNTRY, step=PATIENCE) for number in range(2)]
    until(lambda: all(each.inside for each in greedy))
    modest = Worker(shares, "modest", SMALL)
    until(lambda: modest.steps > 0)  # although no step of theirs comes to an end
    modest.end()
    for each in greedy:
        each.stop.set()


def test_a_first_answer_goes_before_better_ones() -> None:
    shares = Shares(1, PLENTY)
    better = Worker(shares, "one", SMALL)
    until(lambda: better.steps >= 2)
    first = Worker(shares, "other", Work(1000.0, first=True))
    until(lambda: first.steps > 0)
    seen = better.steps
    until(lambda: first.steps >= 10)
    assert better.steps - seen <= 2
    for each in (first, better):
        each.end()


def test_memory_that_is_lent_is_not_lent_again() -> None:
    shares = Shares(4, 2.5 * COUNTRY.bytes)
    first = Worker(shares, "one", COUNTRY)
    until(lambda: first.inside)
    more, other = Worker(shares, "one", COUNTRY), Worker(shares, "other", COUNTRY)
    until(lambda: other.inside)
    third, small = Worker(shares, "third", COUNTRY), Worker(shares, "third", SMALL)
    until(lambda: small.inside)  # what is left is enough for a small place
    time.sleep(0.3)
    assert not more.inside and not third.inside
    first.end()
    until(lambda: third.inside or more.inside)
    for each in (more, other, third, small):
        each.end()


def test_what_is_too_large_for_what_others_have_left_waits() -> None:
    left = [PLENTY]
    shares = Shares(4, PLENTY, lambda: left[0])
    first = Worker(shares, "one", COUNTRY)
    until(lambda: first.inside)
    left[0] = COUNTRY.bytes / 2
    second = Worker(shares, "other", COUNTRY)
    time.sleep(0.3)
    assert not second.inside
    left[0] = PLENTY
    until(lambda: second.inside)
    for each in (first, second):
        each.end()


def test_whoever_waits_and_is_given_up_leaves_the_queue() -> None:
    shares = Shares(1, PLENTY)
    first = Worker(shares, "one", Work(1000.0), step=0.01)
    until(lambda: first.inside)
    waiting = [Worker(shares, "one", Work(1000.0)) for _ in range(20)]
    for each in waiting:
        each.end()
    first.end()
    assert not shares._waiting and not shares._running and not shares._holding


def test_what_two_want_is_charged_to_whoever_has_had_less() -> None:
    shares = Shares(1, PLENTY)
    stop = threading.Event()
    with Turn(shares, SMALL, lambda: ("busy",), stop):
        time.sleep(0.1)
    with Turn(shares, SMALL, lambda: ("busy", "idle"), stop):
        time.sleep(0.05)
    assert shares._used["busy"] < 0.1 + 0.05 and shares._used["idle"] >= 0.05


def test_a_place_that_never_fits_is_refused_in_a_sentence() -> None:
    country = Chosen("england-and-wales", years=1).plan()
    needed = country.everybody * BYTES_AT_MOST
    Shares(2, 1.3 * needed).must_fit(country)
    lent = MOST_FOR_LARGE * needed  # of which something is left for others
    said = f"takes about {needed / 1e9:.1f} GB of memory, and {lent / 1e9:.1f} GB can be lent here; choose a smaller"
    with pytest.raises(InputError, match=re.escape(said)):
        Shares(2, needed).must_fit(country)


def test_the_longer_a_run_the_more_people_come_and_the_more_memory_it_takes() -> None:
    """People of short careers take each other's place: each has a row from the start."""
    short, long = (Chosen("blackpool", years=years).plan() for years in (1, 10))
    assert long.people == short.people
    assert Work.of(long).bytes > 1.5 * Work.of(short).bytes
    with pytest.raises(InputError, match="of memory"):
        Shares(2, Work.of(short).bytes).must_fit(long)


def test_the_pieces_of_work_of_one_visitor_take_turns() -> None:
    shares = Shares(1, PLENTY)
    both = [Worker(shares, "one", SMALL) for _ in range(2)]
    until(lambda: min(each.steps for each in both) >= 5)
    for each in both:
        each.end()
