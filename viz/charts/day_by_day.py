"""Turns a picture of two regimes on a day into charts: their neighbourhoods, how they part, officers, custody, caseloads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...experiments.lives.day_by_day import TASK_GROUPS, Caseload, Ground, Seen, date_of, differing, parted_places
from ...experiments.plans import Plan
from ...experiments.wording import day_of, number, phrase, signed, upper_first
from .chart import Axis, Bars, Chart, Lines, Place, Places, Table
from .comparison import trust
from .scales import round_step
from .style import BLUE, ORANGE

SHADES: Final = {"contacts": "Contacts with police so far", "workload": "Officers' workload: hours asked for"}

ONE_HISTORY: Final = "one history of luck"  # said below every chart of single lives or days


@dataclass(frozen=True, slots=True)
class Scene:
    """Both regimes on one day, and what has been.

    `past` has, for some of the days up to now, the day, and contacts so far and people in support under each of the two.
    """

    seen: tuple[Seen, Seen] | None = None
    ground: Ground = Ground((), ())
    past: tuple[tuple[int, int, int, int, int], ...] = ()
    days: int = 0

    @property
    def day(self) -> int:
        """Days since the regimes parted."""
        return self.seen[0].day if self.seen else 0

    @property
    def ended(self) -> bool:
        """Whether the last day has been."""
        return self.seen is not None and self.day >= self.days


def day_words(plan: Plan, scene: Scene) -> str:
    """Which day it is."""
    return f"day {scene.day:,} of {scene.days:,}, {day_of(date_of(plan, scene.day))}"


def count_of(many: int, one: str, more: str = "") -> str:
    """A number with its noun."""
    return f"{many:,} {one if many == 1 else more or f'{one}s'}"


def summary(one: Seen, other: Seen) -> str:
    """Whether the two have parted by now, and where."""
    if one.day == 0:
        return "The regimes part today. Up to now both lived through the same year."
    if all(a == b for _, a, b in differing(one, other)) and not parted_places(one, other):
        return "Nothing that is counted here differs yet: the same people, the same luck, the same decisions."
    if not parted_places(one, other):
        return "The two have parted, though contacts with police do not differ yet."
    where = count_of(len(parted_places(one, other)), "neighbourhood")
    return f"The two have parted: contacts differ in {where} of {len(one.by_place)}."


def compared_table(one: Seen, other: Seen) -> Table:
    """Everything counted, side by side."""
    names = ("", *(upper_first(phrase(each.regime)) for each in (one, other)), "Difference")
    return Table(names, [(name, number(a), number(b), signed(b - a)) for name, a, b in differing(one, other)])


def place_chart(plan: Plan, scene: Scene, which: int, shade: str) -> Chart:
    """The neighbourhoods of one of the two, shaded by contacts so far or by officers' workload."""
    assert scene.seen is not None
    seen = scene.seen[which]
    values = _shaded(seen, shade)
    most = max(max(_shaded(each, shade), default=0.0) for each in scene.seen)
    name = upper_first(phrase(seen.regime))
    unit = "contacts" if shade == "contacts" else "% of officers' hours asked for"
    words = [f"Neighbourhood {k + 1}: {value:,.0f} {unit}" for k, value in enumerate(values)]
    title = _place_title(name, seen, shade)
    return Chart(
        title=title,
        subtitle=f"{SHADES[shade].partition(':')[0]} in each neighbourhood, {unit}. "
        f"{plan.locality.title}, {day_words(plan, scene)}; {ONE_HISTORY}",
        mark=plan_of(scene.ground, values, most, words),
        table=_place_table(scene, seen),
        alt=f"{title}. {'; '.join(words)}.",
        file=f"diversion-{plan.locality.name}-day-{scene.day}-{seen.regime}",
        source=trust(plan),
    )


def plan_of(ground: Ground, values: Sequence[float], most: float, words: Sequence[str]) -> Places:
    """The neighbourhoods on their plan; `most` is what counts as darkest, so that two side by side can be read alike."""
    told = zip(ground.places, values, words, strict=True)
    places = [Place(each.column, each.row, each.people, value, said) for each, value, said in told]
    return Places(places, ground.borders, most)


def _shaded(seen: Seen, shade: str) -> Sequence[float]:
    return [float(each) for each in seen.by_place] if shade == "contacts" else seen.workload


def _place_title(name: str, seen: Seen, shade: str) -> str:
    if shade == "contacts":
        return f"{name}: {count_of(seen.contacts, 'contact')} so far, {count_of(seen.arrests, 'arrest')}"
    busiest = max(range(len(seen.workload)), key=seen.workload.__getitem__)
    return f"{name}: neighbourhood {busiest + 1} is busiest, {seen.workload[busiest]:.1f}% of hours asked for"


def _place_table(scene: Scene, seen: Seen) -> Table:
    rows = [
        (f"{k + 1}", number(contacts), number(load, 1), number(place.deprivation, 2))
        for k, (contacts, load, place) in enumerate(zip(seen.by_place, seen.workload, scene.ground.places, strict=True))
    ]
    columns = ("Neighbourhood", "Contacts so far", "Officers' hours asked for, %", "Deprivation, 0 to 1")
    return Table(columns, rows)


def parting_chart(plan: Plan, scene: Scene) -> Chart:
    """How far contacts under the one have moved away from those under the other."""
    assert scene.seen is not None
    one, other = scene.seen
    gap = other.contacts - one.contacts
    title = (
        f"{upper_first(phrase(other.regime))}: {count_of(abs(gap), 'contact')} {'fewer' if gap < 0 else 'more'} so far"
        if gap else "No difference in contacts on this day"
    )  # fmt: skip
    points = [day_of(date_of(plan, day), "%b") for day, *_ in scene.past]
    gaps = [float(b - a) for _, a, b, _, _ in scene.past]
    rows = [(at, number(a), number(b), signed(b - a)) for at, (_, a, b, _, _) in zip(points, scene.past, strict=True)]
    return Chart(
        title=title,
        subtitle=(
            f"Contacts under {phrase(other.regime)} less those under {phrase(one.regime)}, since the regimes parted. "
            f"{plan.locality.title}, up to {day_words(plan, scene)}; {ONE_HISTORY}"
        ),
        mark=Lines({"Difference": gaps}, points, "contacts", whole=True),
        table=Table(("Day", *(upper_first(phrase(each.regime)) for each in scene.seen), "Difference"), rows),
        alt=f"{title}. The line begins at no difference and ends at {signed(gap)}.",
        file=f"diversion-{plan.locality.name}-parting",
        source=trust(plan),
    )


def hours_chart(plan: Plan, scene: Scene) -> Chart:
    """Officer hours so far by kind of task, under both."""
    assert scene.seen is not None
    one, other = scene.seen
    gap = round(sum(other.hours)) - round(sum(one.hours))
    name = upper_first(phrase(other.regime))
    title = f"{name}: {abs(gap):,} officer hours {'fewer' if gap < 0 else 'more'}" if gap else "The same officer hours"
    groups = list(TASK_GROUPS)
    rows = [
        (group, number(a), number(b), signed(b - a)) for group, a, b in zip(groups, one.hours, other.hours, strict=True)
    ]
    names = [upper_first(phrase(each.regime)) for each in scene.seen]
    return Chart(
        title=title,
        subtitle=(
            f"Officer hours on the people in the model so far, by task. {plan.locality.title}, {day_words(plan, scene)}; "
            f"{ONE_HISTORY}"
        ),
        mark=Bars(groups, dict(zip(names, (one.hours, other.hours), strict=True)), Axis("hours"), colours=PAIR),
        table=Table(("Task", *names, "Difference"), rows),
        alt=f"{title}. " + "; ".join(f"{group}: {a} hours and {b} hours" for group, a, b, _ in rows) + ".",
        file=f"diversion-{plan.locality.name}-day-{scene.day}-hours",
        source=trust(plan),
    )


MOST_TAKEN: Final = 125.0  # percent: officers are often asked for a little more than they have
OFFICERS: Final = "Officers' hours"
PAIR: Final = (BLUE, ORANGE)  # what two series are told apart by


def services_shown(scene: Scene, which: int) -> list[Caseload]:
    """The services that either of the two sends people to, as they stand under one of them."""
    assert scene.seen is not None
    used = {each.title for seen in scene.seen for each in seen.services if each.used}
    return [each for each in scene.seen[which].services if each.title in used]


def filling_chart(plan: Plan, scene: Scene, which: int) -> Chart:
    """How full custody and the services are under one of the two."""
    assert scene.seen is not None
    seen = scene.seen[which]
    name = upper_first(phrase(seen.regime))
    rows = _rooms(scene, which)
    title = f"{name}: {count_of(seen.supported, 'person', 'people')} in support, {seen.held:,} in custody"
    busy = _busy(seen)
    shares = [busy, *(_share(taken, room) for _, taken, room, _ in rows)]
    both = [_share(taken, room) for side in (0, 1) for _, taken, room, _ in _rooms(scene, side)]
    axis = _percent(max(*both, *(_busy(each) for each in scene.seen)))
    table = [(OFFICERS, f"{number(busy)}%", "100%", "–")]
    table += [(what, number(taken), number(room), number(waiting)) for what, taken, room, waiting in rows]
    return Chart(
        title=title,
        subtitle=f"Officers' hours, cells and caseloads that are taken, % of what there is. "
        f"{plan.locality.title}, {day_words(plan, scene)}; {ONE_HISTORY}",
        mark=Bars([OFFICERS, *(row[0] for row in rows)], {name: shares}, axis, colours=(PAIR[which],)),
        table=Table(("", "Taken", "Of", "Waiting"), table),
        alt=f"{title}. " + "; ".join(f"{what}: {taken} of {room}, {wait} waiting" for what, taken, room, wait in table),
        file=f"diversion-{plan.locality.name}-day-{scene.day}-places-{seen.regime}",
        source=trust(plan),
    )


def _rooms(scene: Scene, which: int) -> list[tuple[str, float, float, int]]:
    """What can fill under one of the two: its name, how much is taken, how much there is, and who waits."""
    assert scene.seen is not None
    seen = scene.seen[which]
    services = [(each.title, float(each.active), each.places, each.waiting) for each in services_shown(scene, which)]
    return [("Custody cells", float(seen.held), seen.cells, 0), *services]


def _busy(seen: Seen) -> float:
    """What is asked of officers, in % of the hours they have, on average over the neighbourhoods."""
    return math.fsum(seen.workload) / len(seen.workload)


def _share(taken: float, room: float) -> float:
    return 100.0 * taken / room if room else 0.0


def _percent(most: float) -> Axis:
    """An axis with round steps that is alike on both sides, with room for what is more than full."""
    end = max(MOST_TAKEN, most)
    step = round_step(end / 5)
    last = math.ceil(end / step)
    return Axis("% taken", (0.0, last * step), ticks=[n * step for n in range(last + 1)])
