"""Vocabularies are append only: what was ever stored by number keeps its number, and what is shown keeps its word."""

from __future__ import annotations

import pytest

from diversion.agents.chance import Decision
from diversion.agents.states import CaseState, Event, Happening, State, Status, Turn, Verdict, Whereabouts
from diversion.model.ledger.measures import STEPS, Measure
from diversion.scenarios.words import (
    CATEGORIES,
    SHADOWS,
    AdmissionOrder,
    Career,
    ContactKind,
    Disposal,
    Ethnicity,
    Need,
    NonEngagement,
    Sex,
    Stage,
    Task,
    Vocabulary,
)

# What is out in the world: a new member goes to the end of its list, here and there, and nothing else ever changes.
PUBLISHED: dict[type[Vocabulary], str] = {
    Need: """
        drugs alcohol mental_health housing money_and_work trauma
    """,
    ContactKind: """
        shoplifting drug_possession public_order assault_without_injury violence_with_injury criminal_damage
        other_theft burglary weapons welfare breach warrant
    """,
    Disposal: """
        no_further_action community_resolution voluntary_interview arrest pre_arrest_diversion release caution
        custody_stage_diversion charge
    """,
    Stage: """
        street social_contact custody hospital community court
    """,
    Sex: """
        female male
    """,
    Career: """
        occasional young persistent
    """,
    Ethnicity: """
        white asian black mixed_or_other
    """,
    Task: """
        attend arrest_and_transport booking interview case_file court referral hand_over training coordination
    """,
    NonEngagement: """
        nothing original_disposal breach
    """,
    AdmissionOrder: """
        first_come by_need by_risk
    """,
    State: """
        absent present left dead
    """,
    Whereabouts: """
        liberty detained imprisoned on_remand
    """,
    CaseState: """
        free prosecution referred waiting in_support unattended
    """,
    Event: """
        candidate custody_decision later_decision hearing warrant_arrest release hand_over exit worker_leaves
        worker_returns resume late_contact breach enforced
    """,
    Status: """
        ok needs_room bound_exceeded out_of_room
    """,
    Turn: """
        of_itself with_support lost found found_with_support
    """,
    Verdict: """
        acquitted fine community_order prison
    """,
    Decision: """
        build need history tie candidate review category place attend officer evidence victim domestic shadow
        admission offer consent detention sergeant screening bail later_decision remand court_date appear
        verdict sentence prison_term warrant_found hand_over engage stay worker_leaves worker_returns
        worker_break entry priority parameter breach wait enforcement need_wait relapse bond hospital
        custody_widening career
    """,
    Happening: """
        contact arrest caution conviction prison_release referral admitted exit breach charge inside
        ordinary_referral spell_began spell_ended cleared
    """,
    Measure: """
        latent harm victim_offences undetected deaths_expected person_years victimisation relief suspects
        unattended contacts welfare_contacts diverted_with_victim no_actions resolutions interviews arrests
        warrant_arrests custody_hours cautions releases bails charges charges_after_arrest hearings
        missed_hearings convictions prison_days eligible referrals consents diverted drawn_in engaged admitted
        wait_days turned_away lapsed completed dropped dropped_worker dropped_relapse dropped_funding
        not_engaged resumed gone support_days uncovered_days freed victimisation_supported three_or_more
        deaths entered left reached_year could_reach_year records_avoided outcome_1 outcome_3 outcome_8
        outcome_14_16 outcome_18 outcome_21 outcome_22 breaches breach_arrests waited wait_hours recorded_harm
        drawn_in_end dropped_prison proven_offences warrants warrants_cleared under_investigation
    """,
}


@pytest.mark.parametrize("vocabulary", PUBLISHED, ids=lambda each: each.__name__)
def test_published_words_keep_their_numbers(vocabulary: type[Vocabulary]) -> None:
    published = PUBLISHED[vocabulary].split()
    assert {word: vocabulary[word.upper()].value for word in published} == {word: n for n, word in enumerate(published)}


@pytest.mark.parametrize("vocabulary", PUBLISHED, ids=lambda each: each.__name__)
def test_a_word_stands_at_the_place_of_its_number(vocabulary: type[Vocabulary]) -> None:
    assert [each.value for each in vocabulary] == list(range(len(vocabulary)))
    assert vocabulary.words() == tuple(each.word for each in vocabulary)


def test_no_vocabulary_is_left_out() -> None:
    assert set(Vocabulary.__subclasses__()) == set(PUBLISHED)


def test_a_list_that_is_part_of_another_is_cut_where_it_was() -> None:
    assert (CATEGORIES[0], CATEGORIES[-1], len(CATEGORIES)) == ("shoplifting", "weapons", 9)
    assert SHADOWS == ("no_further_action", "community_resolution", "voluntary_interview", "arrest")
    assert (STEPS[0], STEPS[-1], len(STEPS)) == ("eligible", "support_days", 19)
