"""What a person meets in a browser: run in the Chromium that is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sayso.show.page import page
from tests.show.stories import LETTER, STORY_OF_A_LETTER

TOLD = '.text [data-of="0-2"]'
LONG = replace(STORY_OF_A_LETTER, text=LETTER + "\n\nThe gulls stayed.".join([""] * 60))


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def opened(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a long story, on a wide and on a narrow screen."""
    path = tmp_path / "page.html"
    path.write_text(page([LONG]), encoding="utf-8")
    tab = chromium.new_page(viewport={"width": request.param, "height": 800})
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def cards(tab: Page) -> list[str]:
    """The names of the cards that can be seen."""
    return [card.get_attribute("id") or "" for card in tab.locator(".card").all() if card.is_visible()]


def boxes(tab: Page) -> object:
    """Where every element of the text stands, in pixels from the top of the page."""
    return tab.evaluate(
        "[...document.querySelectorAll('main *')].map(e => { const b = e.getBoundingClientRect(); "
        "return [b.x, b.y + scrollY, b.width, b.height] })"
    )


def test_pointing_at_a_nested_statement_shows_its_card_with_the_whole_chain(opened: Page) -> None:
    assert cards(opened) == []
    opened.locator(TOLD).first.hover()
    assert cards(opened) == ["card-0-2"]
    steps = opened.locator("#card-0-2 .chain li").all_inner_texts()
    assert [step.split("\n")[0].split(" (")[0] for step in steps] == [
        "The Tidings outlet",
        "NWA agency",
        "Jon Vey pilot",
        "Two clerks in the tower",
        "Ada Brill",
    ]


def test_pointing_lights_the_statement_and_leaves_those_around_it_as_they_are(opened: Page) -> None:
    colour = "e => getComputedStyle(e).backgroundColor"
    inner, outer = opened.locator(f'{TOLD}[data-deep="3"]').first, opened.locator('.text [data-of="0-0"][data-deep="1"]').first
    before = inner.evaluate(colour), outer.evaluate(colour)
    opened.locator(TOLD).first.hover()
    assert inner.evaluate(colour) != before[0]
    assert outer.evaluate(colour) == before[1]


def test_tabbing_reaches_every_statement_in_the_order_of_the_text(opened: Page) -> None:
    met = []
    for _ in range(5):
        opened.keyboard.press("Tab")
        met += cards(opened)
    assert met == ["card-0-1", "card-0-2", "card-0-0", "card-0-3", "card-0-4"]


def test_nothing_of_the_text_moves_when_cards_change(opened: Page) -> None:
    before = boxes(opened)
    for index in (0, 1, 2, 3, 4):
        opened.locator(f'.text [data-of="0-{index}"]').first.hover()
        assert boxes(opened) == before
    opened.keyboard.press("Tab")
    assert boxes(opened) == before


def test_a_click_on_a_cue_keeps_its_card_and_does_not_scroll(opened: Page) -> None:
    opened.mouse.wheel(0, 40)
    opened.wait_for_function("scrollY == 40")
    opened.locator('.text a[href="#card-0-2"]').click()
    opened.mouse.move(2, 2)
    assert cards(opened) == ["card-0-2"]
    assert opened.evaluate("scrollY") == 40


def test_the_card_never_hides_the_statement_that_it_is_of(opened: Page) -> None:
    for index in range(5):
        opened.locator(f'.text a[href="#card-0-{index}"]').focus()
        text, card = opened.locator(f'.text a[href="#card-0-{index}"]').bounding_box(), opened.locator(".pane").bounding_box()
        assert text
        assert card
        assert text["x"] + text["width"] <= card["x"] or text["y"] + text["height"] <= card["y"]


def test_the_last_line_can_be_scrolled_clear_of_the_pane(opened: Page) -> None:
    opened.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last, pane = opened.locator(".list li").last.bounding_box(), opened.locator(".pane").bounding_box()
    assert last
    assert pane
    assert last["x"] + last["width"] <= pane["x"] or last["y"] + last["height"] <= pane["y"] + 1


def test_nothing_is_wider_than_the_screen(opened: Page) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_holds_the_text_and_the_list_and_no_pane(opened: Page) -> None:
    opened.emulate_media(media="print")
    assert not opened.locator(".pane").is_visible()
    assert opened.locator(".list").is_visible()
