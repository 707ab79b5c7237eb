"""Where a page is read: on paper, enlarged, on small screens, and in the reader's own colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Served
from tests.web.tabs import PAGES, opened

PAPER = 718
"""Pixels of A4 between margins of 1 cm."""
ZOOMED = {200: (640, 400), 400: (320, 200)}
"""Per cent → the pixels that are left of a window of 1280 by 800."""


def test_on_paper_there_is_the_story_and_nothing_to_click(chromium: Browser, served: Served) -> None:
    tab = opened(chromium, served, PAGES["story"])
    tab.emulate_media(media="print")
    expect(tab.locator(".text")).to_be_visible()
    for gone in (".top", ".pane", ".foot"):
        expect(tab.locator(gone)).to_be_hidden()
    tab.context.close()


@pytest.mark.parametrize("name", ["news", "story", "speaker", "search", "audit", "nothing"])
def test_on_paper_nothing_is_cut_off_and_nothing_leads_on(chromium: Browser, served: Served, name: str) -> None:
    tab = opened(chromium, served, PAGES[name], width=PAPER)
    tab.emulate_media(media="print")
    cut = (
        "[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)"
    )
    assert tab.evaluate(f"{cut}.length") == 0
    for gone in (".top", ".foot", ".filters", ".turns", "button"):
        expect(tab.locator(gone).locator("visible=true")).to_have_count(0)
    tab.context.close()


def test_paper_stays_white_where_the_screen_is_dark(chromium: Browser, served: Served) -> None:
    tab = opened(chromium, served, PAGES["story"], scheme="dark")
    ink = "getComputedStyle(document.body).color"
    dark = tab.evaluate(ink)
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate(ink) != dark
    tab.context.close()


@pytest.mark.parametrize("zoom", ZOOMED)
@pytest.mark.parametrize("name", PAGES)
def test_an_enlarged_page_is_read_without_moving_sideways(chromium: Browser, served: Served, name: str, zoom: int) -> None:
    width, height = ZOOMED[zoom]
    tab = opened(chromium, served, PAGES[name], width=width, height=height)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.context.close()


@pytest.mark.parametrize("zoom", ZOOMED)
def test_an_enlarged_story_leaves_more_than_half_of_the_window_to_its_text(chromium: Browser, served: Served, zoom: int) -> None:
    width, height = ZOOMED[zoom]
    tab = opened(chromium, served, PAGES["story"], width=width, height=height)
    tab.evaluate("scrollTo(0, 300)")
    seen = tab.evaluate(
        "[...Array(400)].map((_, n) => document.elementFromPoint(innerWidth * (n % 20 + .5) / 20, innerHeight * n / 400))"
        ".filter(e => e && !e.closest('.top, .pane')).length"
    )
    assert seen > 200
    tab.context.close()


def test_in_colours_of_the_readers_own_contents_stand_out_and_buttons_can_be_read(chromium: Browser, served: Served) -> None:
    tab = opened(chromium, served, PAGES["story"], forced=True)
    ground = "e => getComputedStyle(e).backgroundColor"
    plain = tab.locator("body").evaluate(ground)
    assert plain not in [each.evaluate(ground) for each in tab.locator(".text [data-deep]").all()]
    tab.goto(PAGES["audit"])
    button = tab.locator(".filters button").first
    assert button.evaluate("e => getComputedStyle(e).color") != button.evaluate(ground)
    swatches = [each.evaluate(ground) for each in tab.locator(".key i").all()]
    assert len({*swatches, plain}) == len(swatches) + 1
    line = "e => getComputedStyle(e).borderBottomColor"
    assert tab.locator(".top nav [aria-current]").evaluate(line) != tab.locator(".top nav a").first.evaluate(line)
    tab.context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 500), (390, 844), (640, 400)])
def test_a_click_on_a_cue_keeps_its_card_and_moves_nothing(chromium: Browser, served: Served, width: int, height: int) -> None:
    tab = opened(chromium, served, "/stories/4", width=width, height=height)
    tab.evaluate("document.querySelectorAll('.text a.cue')[2].scrollIntoView(); scrollBy(0, -150)")
    before = tab.evaluate("scrollY")
    assert before > 0
    cue = tab.locator(".text a.cue").nth(2)
    cue.click()
    expect(tab.locator(cue.get_attribute("href") or "")).to_be_visible()
    assert tab.evaluate("scrollY") == before
    tab.context.close()
