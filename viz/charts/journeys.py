"""Turns a person's journey into a chart, and says who they are, in words that respect them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...experiments.lives.happenings import Happening, Sign
from ...experiments.lives.happenings import Lane as Part
from ...experiments.lives.journeys import Found, Journey, Journeys, Person
from ...experiments.wording import listed, number, phrase, rounded, upper_first
from .chart import Chart, Dot, Lane, Spell, Table, TimeLine
from .comparison import place_and_years, trust
from .day_by_day import ONE_HISTORY, count_of
from .style import BLUE, INK, ORANGE, PLUM, TEAL, Shape

SEVERE: Final = ((0.66, "severe"), (0.33, "moderate"), (0.0, "mild"))
# Rows have their names beside them, so colour need not tell them apart.
COLOUR: Final = {
    Part.POLICE: BLUE, Part.COURT: PLUM, Part.INSIDE: INK, Part.WAITING: ORANGE, Part.SUPPORT: TEAL, Part.NEEDS: TEAL,
    Part.HARD: ORANGE,
}  # fmt: skip
SHAPE: Final = {Part.COURT: Shape.DIAMOND, Part.POLICE: Shape.DISC, Part.WAITING: Shape.TRIANGLE}
# Moments of one row differ in shape; what comes within a day of a contact stands above it, or would hide it.
SIGNS: Final = {
    Sign.NOTHING_MORE: (Shape.DISC, False, -1), Sign.CONTACT: (Shape.DISC, True, -1), Sign.ARREST: (Shape.TRIANGLE, True, 1),
    Sign.CAUTION: (Shape.DIAMOND, False, 0), Sign.CHARGE: (Shape.DIAMOND, True, 0), Sign.CONVICTION: (Shape.SQUARE, True, 0),
}  # fmt: skip
KEY: Final = (
    "Police: ○ a contact that no arrest, caution or charge followed, ● a contact that one of them followed, ▲ an arrest. "
    "Charge and court: ◇ a caution, ◆ a charge, ■ a conviction."
)
LEAST: Final = 0.004  # of a year: a spell shorter than this is a moment, or nobody would see it
WOMAN_OR_MAN: Final = {"female": "A woman", "male": "A man"}


def called(person: Person) -> str:
    """What a page calls somebody: nobody here has a name."""
    return f"Person {person.number:,}, {person.age:.0f} years old"


def who(person: Person) -> str:
    """Who somebody is when the regimes part, beside what they are called."""
    ethnicity = person.ethnicity.replace("_", " ")
    record = count_of(person.contacts, "contact") + " with police before, " + count_of(person.proven, "proven offence")
    return f"{WOMAN_OR_MAN[person.sex]}, recorded as {ethnicity}; {record}. {needs_of(person)}"


def needs_of(person: Person) -> str:
    """Their needs, the most severe first."""
    if not person.needs:
        return "No needs that the model knows of."
    ordered = sorted(person.needs.items(), key=lambda item: -item[1])
    said = [
        f"{need.replace('_', ' ')} ({next(word for least, word in SEVERE if level >= least)})"
        for need, level in ordered
    ]
    return f"Needs: {listed(said)}."


def title_of(journey: Journey) -> str:
    """What the years came to, in a headline."""
    police = sum(each.text.startswith("contact") for each in journey.happenings)
    parts = [count_of(police, "contact")]
    if journey.inside >= 1:
        parts.append(f"{count_of(round(journey.inside), 'day')} inside")
    elif journey.inside > 0:
        parts.append("less than a day inside")
    months = journey.days(Part.SUPPORT) / 30.4
    if months >= 1:
        parts.append(f"{count_of(round(months), 'month')} in support")
    elif journey.count(Part.SUPPORT):
        parts.append("under a month in support")
    return f"{upper_first(phrase(journey.regime))}: {listed(parts)}"


def journey_chart(journeys: Journeys, number_: int, regime: str) -> Chart:
    """One person's years under one regime on a time line."""
    plan, journey = journeys.plan, journeys.journey(number_, regime)
    told = [f"{_when(each)}: {each.text}" for each in journey.happenings] or ["nothing that police or services know of"]
    end = {"dead": "The person died in these years.", "left": "The person left the place or this life in these years."}
    return Chart(
        title=title_of(journey),
        subtitle=(
            f"Person {number_:,}, {place_and_years(plan)}; "
            f"about {rounded(journey.offences) if journey.offences >= 0.05 else '0'} offences, known or not; {ONE_HISTORY}"
        ),
        mark=time_line(journey.happenings, journeys.days, plan.years),
        table=_table(journey),
        alt=f"{title_of(journey)}. {'; '.join(told)}.",
        file=f"diversion-{plan.locality.name}-person-{number_}-{regime}",
        source=trust(plan),
        notes=[*_eased(journey), *([end[journey.end]] if journey.end in end else [])],
    )


def time_line(happenings: Sequence[Happening], days: int, years: int) -> TimeLine:
    """One row for each part of life over `days` days, in years since the regimes parted."""
    return TimeLine(
        [_lane(part, [each for each in happenings if each.lane is part], days / years) for part in Part], years
    )


def _lane(part: Part, mine: Sequence[Happening], year: float) -> Lane:
    long = [each for each in mine if each.ended - each.began > LEAST * year]
    spells = [Spell(each.began / year, each.ended / year, each.text, each.size) for each in long]
    return Lane(part.value, COLOUR[part], [_dot(each, year) for each in mine if each not in long], spells)


def _dot(each: Happening, year: float) -> Dot:
    usual = (SHAPE.get(each.lane, Shape.SQUARE), True, 0)
    shape, filled, lift = SIGNS.get(each.sign, usual)
    return Dot(each.began / year, shape, COLOUR[each.lane], filled, each.text, lift)


def _eased(journey: Journey) -> list[str]:
    """How far needs were eased, and by when help with each had come."""
    if not journey.helped:
        return []
    most = f"up to {100 * journey.eased:.0f}%" if journey.eased >= 0.01 else "by less than 1%"
    came = [f"{need.replace('_', ' ')} by day {number(day + 1)}" for need, day in journey.helped.items()]
    return [f"Needs eased {most}; help came with {listed(came)}."]


def _when(each: Happening) -> str:
    return f"day {number(each.began + 1)}" + (
        f" to day {number(each.ended + 1)}" if each.ended - each.began >= 1 else ""
    )


def _table(journey: Journey) -> Table:
    rows = [
        (number(each.began + 1), number(each.ended + 1), each.lane.value, upper_first(each.text))
        for each in journey.happenings
    ]
    return Table(("From day", "To day", "Part of life", "What happened"), rows)


def counts_line(journeys: Journeys, regime: str) -> str:
    """How many had less and how many had more, so that no single life is taken for the whole, nor luck for the regime."""
    found = journeys.found(regime)
    return (
        f"Of {len(journeys.people):,} people to whom anything happened, {len(found[Found.DIFFERS]):,} had another path under "
        f"{phrase(regime)} than under {phrase(journeys.regimes[0])}: {len(found[Found.HELPED]):,} had fewer "
        f"offences or days inside, {len(found[Found.HARMED]):,} had more. Fewer means by half an offence or a week, and neither "
        "of them more by as much; more is the other way round. The buttons call them helped and harmed: this is one draw of "
        f"what nobody knows and one history of luck (seed {journeys.plan.seed}), and part of every difference is luck."
    )
