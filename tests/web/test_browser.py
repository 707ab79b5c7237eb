"""What a person meets: every page in a real browser, by pointing and by the keyboard alone, and what axe has to say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import EXAMPLES, TOKEN, Served
from tests.web.tabs import PAGES, opened

WIDTHS = {"wide": 1280, "narrow": 390}


@pytest.fixture
def tab(chromium: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    found = opened(chromium, served, getattr(request, "param", "/"))
    yield found
    found.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page(chromium: Browser, served: Served, name: str, width: str, scheme: str) -> None:
    tab = opened(chromium, served, PAGES[name], width=WIDTHS[width], scheme=scheme)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    tab.context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(chromium: Browser, served: Served, name: str, width: int) -> None:
    tab = opened(chromium, served, PAGES[name], width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_while_a_page_comes(chromium: Browser, served: Served, name: str) -> None:
    tab = opened(chromium, served, PAGES[name])
    shifted = tab.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300); })"
    )
    assert shifted == 0
    tab.context.close()


@pytest.mark.parametrize("name", [name for name in PAGES if name != "nothing"])
def test_every_page_can_be_read_and_left_without_scripts(chromium: Browser, served: Served, name: str) -> None:
    tab = opened(chromium, served, PAGES[name], scripts=False)
    expect(tab.locator("h1").first).to_be_visible()
    tab.get_by_role("link", name="All news", exact=True).click()
    expect(tab.get_by_role("heading", name="All news")).to_be_visible()
    tab.context.close()


def test_from_the_news_to_a_story_to_a_speaker_to_the_statements_behind_a_number(tab: Page) -> None:
    tab.get_by_role("link", name="Auditor: night line could pay its way").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Auditor: night line could pay its way")
    tab.get_by_role("link", name="across all news").first.click()
    expect(tab.get_by_role("heading", name="What was said")).to_be_visible()
    number = tab.locator(".stats a").first
    count = number.inner_text()
    number.click()
    expect(tab.locator(".count-line")).to_contain_text(f"{count} statement")


@pytest.mark.parametrize("tab", ["/stories/4"], indirect=True)
def test_pointing_at_a_statement_shows_its_chain_beside_it(tab: Page) -> None:
    cue = tab.locator(".text a[data-of]").first
    card = tab.locator((cue.get_attribute("href") or "").replace("#", "#"))
    expect(card).not_to_be_visible()
    cue.hover()
    expect(card).to_be_visible()
    expect(card.locator(".chain li").first).to_be_visible()
    tab.mouse.move(1, 1)
    expect(card).not_to_be_visible()


@pytest.mark.parametrize("tab", ["/stories/4"], indirect=True)
def test_a_story_is_walked_with_the_keyboard_alone(tab: Page) -> None:
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    tab.keyboard.press("Enter")
    seen: list[str] = []
    for _ in range(40):
        tab.keyboard.press("Tab")
        place = tab.evaluate("document.activeElement.getAttribute('href') || ''")
        if place.startswith("#card-") and place not in seen:
            seen.append(place)
            expect(tab.locator(place)).to_be_visible()
    assert len(seen) == tab.locator(".text a[data-of]").count()


@pytest.mark.parametrize("tab", ["/search"], indirect=True)
def test_a_search_answers_while_one_types_and_its_address_can_be_kept(tab: Page) -> None:
    tab.get_by_label("Words of contents").press_sequentially("ferry")
    expect(tab.locator("#results .hit").first).to_be_visible()
    assert "words=ferry" in tab.url
    count = tab.locator("#results .hit").count()
    tab.reload()
    assert tab.locator("#results .hit").count() == count
    tab.get_by_label("Rests on").select_option("unnamed")
    expect(tab.locator("#results .hit .who .speaker")).to_have_count(0)
    expect(tab.locator("#results .hit").first).to_be_visible()


@pytest.mark.parametrize("path", ["/audit?since=2024-99", "/stories/999", "/nowhere"])
def test_an_error_is_headed_in_plain_words(chromium: Browser, served: Served, path: str) -> None:
    tab = opened(chromium, served, path)
    assert tab.locator("h1").inner_text() in ("This makes no sense", "Not found")
    tab.context.close()


@pytest.mark.parametrize("tab", ["/api"], indirect=True)
def test_the_api_is_told_without_marks_of_its_source(tab: Page) -> None:
    assert "`" not in tab.locator("main").inner_text()


@pytest.mark.parametrize("tab", ["/search?since=2024-99"], indirect=True)
def test_a_filter_that_makes_no_sense_says_so(tab: Page) -> None:
    expect(tab.locator("main")).to_contain_text("since")


@pytest.mark.parametrize("tab", ["/search?words=ferry"], indirect=True)
def test_a_date_that_is_none_is_told_beside_the_form_until_it_is_put_right(tab: Page) -> None:
    tab.get_by_text("When, how, and by what people").click()
    since = tab.get_by_label("Published since")
    since.fill("2024-99")
    since.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("'2024-99' is no date")
    since.fill("2024")
    since.press("Enter")
    expect(tab.locator("#results .hit").first).to_be_visible()
    tab.goto("/search?words=ferry&said_until=soon")
    expect(tab.get_by_label("Words of contents")).to_have_value("ferry")
    expect(tab.get_by_label("Said until")).to_have_value("soon")


@pytest.mark.parametrize("tab", ["/search"], indirect=True)
def test_who_hears_the_page_is_told_how_much_was_found(tab: Page) -> None:
    kept = tab.get_by_role("status").element_handle()
    tab.get_by_label("Words of contents").press_sequentially("ferry")
    expect(tab.get_by_role("status")).to_contain_text("statement")
    # A region that is put in anew is not listened to.
    assert kept is not None
    assert kept.evaluate("e => e.isConnected")


@pytest.mark.parametrize("tab", ["/read"], indirect=True)
def test_a_pasted_story_is_read_at_once(tab: Page) -> None:
    tab.get_by_label("Text of a story").fill((EXAMPLES / "harbour.txt").read_text(encoding="utf-8"))
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading h1")).to_contain_text("Port Ellery to lose its night ferry")
    expect(tab.locator("#reading h1")).to_be_focused()
    tab.locator("#reading .text a[data-of]").first.hover()
    expect(tab.locator("#reading .card:visible")).to_have_count(1)


@pytest.mark.parametrize("tab", ["/read"], indirect=True)
def test_a_file_is_chosen_and_read(tab: Page) -> None:
    tab.get_by_label("or a file").set_input_files(EXAMPLES / "harbour.html")
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading h1")).to_contain_text("Port Ellery to lose its night ferry")


@pytest.mark.parametrize("tab", ["/read"], indirect=True)
def test_a_file_that_is_dropped_on_the_page_is_read(tab: Page) -> None:
    text = (EXAMPLES / "harbour.txt").read_text(encoding="utf-8")
    make = "text => { const data = new DataTransfer(); data.items.add(new File([text], 'harbour.txt')); return data; }"
    dropped = {"dataTransfer": tab.evaluate_handle(make, text)}
    tab.dispatch_event("body", "dragover", dropped)
    expect(tab.locator("form.read")).to_have_class("read waiting")
    tab.dispatch_event("body", "drop", dropped)
    expect(tab.locator("#reading h1")).to_contain_text("Port Ellery to lose its night ferry")


@pytest.mark.parametrize("tab", ["/read"], indirect=True)
def test_of_several_files_that_are_dropped_none_is_read_and_the_form_goes_on(tab: Page) -> None:
    make = (
        "() => { const data = new DataTransfer(); for (const name of 'ab') data.items.add(new File([name], name)); return data; }"
    )
    tab.get_by_label("Text of a story").fill("The pier is shut, Ada Brill said.")
    tab.dispatch_event("body", "drop", {"dataTransfer": tab.evaluate_handle(make)})
    assert tab.get_by_label("or a file").evaluate("e => e.validationMessage") == "Drop one file at a time."
    tab.get_by_label("Text of a story").press_sequentially(" ")
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading .text")).to_contain_text("The pier is shut")


@pytest.mark.parametrize("tab", ["/read"], indirect=True)
def test_a_form_that_holds_nothing_says_what_to_do(tab: Page) -> None:
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading")).to_contain_text("Paste a text, give an address, or choose a file.")


@pytest.mark.parametrize("tab", ["/read"], indirect=True)
def test_the_address_box_cannot_reach_this_machine(tab: Page, served: Served) -> None:
    tab.get_by_label("or its address").fill(f"{served.url}/stories/1")
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading")).to_contain_text("private network")


def test_reading_works_without_scripts_too(chromium: Browser, served: Served) -> None:
    tab = opened(chromium, served, "/read", scripts=False)
    tab.get_by_label("Text of a story").fill("The pier is shut, Ada Brill said.")
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading .text")).to_contain_text("The pier is shut")
    tab.locator("#reading .text a").first.click()
    expect(tab.locator(".card:visible")).to_have_count(1)
    tab.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_kept_and_shown(chromium: Browser, own: Served, scripts: bool) -> None:
    tab = opened(chromium, own, f"/?token={TOKEN}", scripts=scripts)
    tab.goto("/read")
    tab.get_by_label("or a file").set_input_files(EXAMPLES / "harbour.html")
    if scripts:
        tab.get_by_role("button", name="Read", exact=True).click()
        tab.get_by_role("button", name="Keep it in the archive").click()
    else:
        tab.get_by_role("button", name="Read and keep").click()
    expect(tab.locator("h1")).to_contain_text("Port Ellery to lose its night ferry")
    assert tab.url.startswith(f"{own.url}/stories/")
    tab.context.close()


def test_reading_works_without_an_archive(chromium: Browser, bare: Served) -> None:
    tab = opened(chromium, bare, "/")
    expect(tab.locator("h1")).to_have_text("No archive is open")
    tab.get_by_role("link", name="Read a story").click()
    tab.get_by_label("Text of a story").fill("The pier is shut, Ada Brill said.")
    tab.get_by_role("button", name="Read").click()
    expect(tab.locator("#reading .text")).to_contain_text("The pier is shut")
    tab.context.close()


@pytest.mark.parametrize("tab", ["/speakers/1"], indirect=True)
def test_the_timeline_is_tabbed_through_and_each_column_opens_what_was_said_then(tab: Page) -> None:
    columns = tab.locator(".chart a")
    assert columns.count() >= 1
    columns.first.focus()
    told = columns.first.get_attribute("aria-label") or ""
    tab.keyboard.press("Enter")
    count = told.split(": ")[1].split(" ")[0]
    expect(tab.locator(".count-line")).to_contain_text(f"{count} statement")


@pytest.mark.parametrize("tab", ["/speakers/1", "/audit"], indirect=True)
def test_what_the_timeline_cannot_place_is_told_beneath_it(tab: Page) -> None:
    columns = [link.get_attribute("aria-label") or "" for link in tab.locator(".chart a").all()]
    placed = sum(int(told.split(": ")[1].split(" ")[0]) for told in columns)
    rest = tab.locator(".chart + .note a")
    told = rest.inner_text()
    assert placed + int(told.split(" ")[0]) == int(tab.locator(".stats dd").first.inner_text())
    rest.click()
    expect(tab.locator(".count-line")).to_contain_text(told)


@pytest.mark.parametrize("tab", ["/audit"], indirect=True)
def test_each_number_of_the_audit_opens_the_statements_behind_it(tab: Page) -> None:
    numbers = [
        (link.inner_text().replace(",", ""), link.get_attribute("href") or "") for link in tab.locator("main .figure a").all()
    ]
    assert len(numbers) > 20
    for count, place in numbers:
        tab.goto(place)
        expect(tab.locator(".count-line")).to_contain_text(f"{count} statement")


def test_every_page_is_pictured(chromium: Browser, served: Served) -> None:
    folder = Path(__file__).parents[2] / "build" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in PAGES.items():
        tab = opened(chromium, served, path)
        tab.screenshot(path=folder / f"{name}.png", full_page=True)
        assert (folder / f"{name}.png").stat().st_size > 5000
        tab.context.close()
