import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.story_entities import entities_of
from sayso.reading.tagging.quotes import paragraphs
from sayso.reading.voices.conversation import conversation
from sayso.story import Span, Story


def turns(text: str, guest: str | None = None) -> list[str | None]:
    """Whose each turn of a conversation is."""
    persons = entities_of(Story("a", text)).persons()
    heard = next((entity for name, entity in persons.items() if text[slice(*name)] == guest), None)
    lines = [Span(*line) for line in paragraphs(text)]
    found = conversation(text, lines, persons, heard, announced=guest is not None)
    return [text[slice(*turn.name)] if turn.name else None for turn in found]


def test_who_is_given_the_floor_speaks_next_and_takes_turns_with_the_bench() -> None:
    text = (
        "Mr. Brode, please proceed.\n\nMay it please the Court, I speak for the ferry.\n\nWho owns the ferry?\n\n"
        "The town does, Your Honor.\n\nAnd did the town ever say that it would sell it?\n\nIt did not.\n\nThen why are you here?"
    )
    assert turns(text) == ["Your Honor", "Brode", "Your Honor", "Brode", "Your Honor", "Brode", "Your Honor"]


def test_the_court_that_one_may_please_gives_the_floor_and_asks() -> None:
    text = (
        "Counsel, are you both ready?\n\nMr. Vane, you have ten minutes. Mr. Brode, please proceed.\n\n"
        "May it please the Court. I speak for the ferry.\n\nWho owns the ferry?\n\nThe town does.\n\n"
        "And did the town ever say that it would sell it?\n\nIt did not.\n\nThen why are you here?\n\nI think that it will."
    )
    assert turns(text)[1:] == ["the Court", "Brode"] * 4


def test_who_is_addressed_at_the_head_of_an_answer_has_asked() -> None:
    text = "Do you like it here?\n\nYes, Maud, I do.\n\nWhy do you?\n\nMy boat lies here.\n\nIs it yours?\n\nIt was my aunt's boat."
    assert turns(text)[:3] == ["Maud", None, "Maud"]


def test_counsel_is_the_one_who_says_who_he_is() -> None:
    text = (
        "Good morning, Your Honors. My name is Owen Vane, for the ferry.\n\nCounsel, who owns the ferry?\n\nThe town does.\n\n"
        "And who sails it?\n\nNobody does.\n\nThen why are you here?\n\nWe want it to sail."
    )
    assert turns(text)[::2] == ["Owen Vane"] * 4
    assert "Owen Vane" not in turns(text)[1::2]


def test_a_long_answer_in_several_paragraphs_stays_the_guests() -> None:
    text = (
        "Why do you sail?\n\nI grew up on it.\n\nMy aunt had a boat.\n\nMaud Ferris was she.\n\nWhat do you fear?\n\nFog, I think."
    )
    assert turns(text, "Maud Ferris") == [None, "Maud Ferris", "Maud Ferris", "Maud Ferris", None, "Maud Ferris"]


def test_nobody_is_named_where_nothing_tells_who_speaks() -> None:
    text = "Are you well?\n\nI am.\n\nHave you seen my oars?\n\nNo, I have not.\n\nCan you look again?\n\nI looked twice for you."
    assert turns(text) == []


def test_a_speech_that_asks_its_hearers_nothing_is_no_conversation() -> None:
    text = "\n\n".join(["Madam Speaker, I rise for the harbour.", *("I thank you, Owen Vane, for the pier." for _ in range(8))])
    assert turns(text) == []


@given(st.text(alphabet=st.sampled_from("IMryou?., \n“”AnnBob"), max_size=200))
def test_any_text_gives_turns_in_their_order(text: str) -> None:
    lines = [Span(*line) for line in paragraphs(text)]
    found = conversation(text, lines, entities_of(Story("a", text)).persons())
    assert [turn.span for turn in found] == sorted(turn.span for turn in found)
    assert all(turn.span in lines for turn in found)


@pytest.mark.parametrize("line", ["Why, Mr. Bray?\n", "I am Ann Bray. Are you?\n", "Yes, Your Honor. You?\n"])
def test_time_is_linear_in_the_number_of_turns(line: str) -> None:
    began = time.process_time()
    assert turns(line * 4_000)
    assert time.process_time() - began < 10
