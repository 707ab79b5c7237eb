"""Names to whose ends a page glued other words, or before which places, bodies and titles stand."""

import pytest

from sayso.reading.names.proper_names import names
from sayso.reading.names.story_entities import entities_of
from sayso.story import Story
from tests.seconds import seconds


def people(text: str) -> list[str | None]:
    return [entity.full for entity in entities_of(Story("s", text)).all if entity.kind == "person"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rep. Adam Vane Adam Bennett VaneLawmakers weigh their answer to the vote MORE (D) said no.", "Adam Vane"),
        ("Sen. Dick Bray Richard (Dick) Ellis BrayThe notes: why the harbour closes MORE said no.", "Dick Bray"),
        ("Later Ada Ocasio-Lund Ada Ocasio-LundHouse asks for papers MORE said no.", "Ada Ocasio-Lund"),
        ("Governor Ada McLund Ada Ruth McLundOPEC talks go on MORE said no.", "Ada McLund"),
    ],
)
def test_a_name_that_a_page_repeats_with_the_title_of_a_link_glued_on_stands_there_once(text: str, name: str) -> None:
    assert people(text)[0] == name


def test_a_capital_inside_a_name_glues_nothing() -> None:
    found = [name.text for name in names("Then Owen McVane met Ada DeLund, and McVane McDonald sold MacBooks to eBay.")]
    assert found[:2] == ["Owen McVane", "Ada DeLund"]
    assert "McVane McDonald" in found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They heard from Ambassador to the United Nations Ruth Bray.", "Ruth Bray"),
        ("Ambassador to Norway Ruth Bray told them.", "Ruth Bray"),
        ("It was the director of the Institute of Fish Owen Vane who left.", "Owen Vane"),
        ("Mayor of Orlay Ruth Bray left.", "Ruth Bray"),
        ("Virginia Senate Majority Leader Owen Vane left.", "Owen Vane"),
        ("Republican Florida Gov. Owen Vane left.", "Owen Vane"),
    ],
)
def test_what_somebody_holds_office_of_is_neither_part_of_their_name_nor_a_person(text: str, name: str) -> None:
    assert people(text) == [name]


def test_an_organisation_may_be_called_after_somebody() -> None:
    text = "They met at the Foundation of Ruth Bray House, the Owen Vane College and the Bank of Ruth Bray."
    assert {name.text for name in names(text)} >= {"Owen Vane College"}


def test_the_headline_of_another_story_between_paragraphs_names_nobody() -> None:
    text = "Ruth Bray left the pier.\n\nBray Says They Will Never Again Sail From Orlay\n\nIt rained, Bray said."
    assert people(text) == ["Ruth Bray"]


def test_a_line_of_names_names_them() -> None:
    assert people("The winners:\n\nRuth Bray, Owen Vane, Ada Lund, Samuel Moe\n\nIt rained.") == [
        "Ruth Bray",
        "Owen Vane",
        "Ada Lund",
        "Samuel Moe",
    ]


def test_glued_names_are_found_in_linear_time() -> None:
    text = "Ada Lund Ada LundBray of OrlayTown " * 300
    few, many = seconds(lambda: names(text)), seconds(lambda: names(text * 4))
    assert many < 12 * max(few, 0.005)
