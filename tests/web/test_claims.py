"""Claims in the browser and in the API: how far each came, on how little, in which words, and where its mentions stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from sayso.archive import Archive
from sayso.story import Link, Span, Story
from tests.archive.stories import Told, put, story
from tests.web.conftest import Served, serving
from tests.web.tabs import opened

HEADLINE = "News of the day"
ROTTEN = "“The timbers of the old pier are rotten through, and nobody should walk there until the board has seen it”"
CUT = "“the timbers of the old pier are rotten through”"
DREDGING = "the dredging of the outer harbour may stop on Friday"
LEAK = "the ferry company of Skerrin has not paid its harbour dues since the storm of last autumn"


def from_outlet(outlet: str, *told: Told, published: str = "2024-05-03", before: tuple[Link, ...] = ()) -> Story:
    made = story(f"{outlet} {published}", *told, outlet=outlet, published=published, before=f"{HEADLINE}\n\n")
    links = (Link("outlet", outlet), *before)
    return replace(
        made,
        headline=Span(0, len(HEADLINE)),
        statements=tuple(replace(each, chain=(*links, *each.chain)) for each in made.statements),
    )


def told(place: str) -> None:
    """Put in five stories: a pier in four outlets, one of which had it from another; a dredging; and a leak by nobody named."""
    unnamed = Told(LEAK, None, no_name="anonymous")
    put(
        place,
        from_outlet("Tidings", Told(ROTTEN, when="2024-05-02"), Told(DREDGING, "Owen Bray"), unnamed),
        from_outlet("Courier", Told(CUT, "Lind"), unnamed, published="2024-05-04", before=(Link("agency", "Tidings"),)),
        from_outlet("Gazette", Told(f"that {CUT}"), published="2024-05-05"),
        from_outlet("Mirror", Told("the dredging of the outer harbour will stop on Friday", "Bray"), published="2024-05-06"),
        from_outlet("Leaflet", Told(CUT, "Lind"), Told("the levy of the fishermen is nine crowns"), published="2024-05-07"),
    )


@pytest.fixture(scope="module")
def travelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = str(Path(tmp_path_factory.mktemp("claims")) / "news.db")
    told(place)
    with Archive(place) as archive, serving(archive) as found:
        yield found


@pytest.fixture(scope="module")
def client(travelled: Served) -> Iterator[httpx.Client]:
    with travelled.client() as found:
        yield found


def main(client: httpx.Client, path: str) -> str:
    """What a page shows, its markup left out."""
    page = client.get(path, follow_redirects=True).raise_for_status().text
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main>")[0]).split())


def listed(client: httpx.Client, query: str = "") -> list[str]:
    return [each["words"] for each in client.get(f"/api/v1/claims?{query}").raise_for_status().json()["items"]]


def number(client: httpx.Client, words: str) -> int:
    return next(int(each["id"]) for each in client.get("/api/v1/claims").json()["items"] if each["words"] == words)


def test_the_claims_in_most_outlets_come_first_and_a_claim_of_one_story_is_not_listed(client: httpx.Client) -> None:
    assert listed(client)[0] == ROTTEN
    assert sorted(listed(client)[1:]) == sorted([DREDGING, LEAK])


def test_claims_are_asked_for_by_one_unnamed_root_and_by_losses(client: httpx.Client) -> None:
    assert listed(client, "by=unnamed") == [LEAK]
    assert listed(client, "by=losses") == [DREDGING]
    page = main(client, "/claims?by=unnamed")
    assert "2 outlets, one root, without a name" in page
    assert "timbers" not in page


def test_claims_are_asked_for_by_where_and_when_one_mentions_them_and_told_whole(client: httpx.Client) -> None:
    assert listed(client, "outlet=mirror") == [DREDGING]
    assert listed(client, "since=2024-05-06&until=2024-05-06") == [DREDGING]
    assert listed(client, "until=2023") == []
    (found,) = client.get("/api/v1/claims?outlet=mirror").json()["items"]
    assert (found["outlets"], found["mentions"]) == (2, 2)


def test_a_list_of_claims_comes_in_parts(client: httpx.Client) -> None:
    first = client.get("/api/v1/claims?limit=2").json()
    rest = client.get(first["next"]).json()
    assert [each["words"] for each in (*first["items"], *rest["items"])] == listed(client)
    assert rest["next"] is None
    assert 'rel="next" href="/claims?limit=2&amp;offset=2"' in client.get("/claims?limit=2").text


def test_one_sees_at_a_glance_how_many_outlets_rest_on_how_many_roots(client: httpx.Client) -> None:
    page = main(client, f"/claims/{number(client, ROTTEN)}")
    assert "4 outlets, one root" in page
    assert "First seen 2024-05-03 First said 2024-05-02" in page
    assert "4 outlets, one root" in main(client, "/claims")


def test_a_statement_that_nobody_else_has_is_a_claim_of_one(client: httpx.Client) -> None:
    alone = client.get("/api/v1/search?words=levy").json()["items"][0]["id"]
    assert client.get(f"/api/v1/claims/{alone}").json()["id"] == alone
    assert "1 outlet, one root" in main(client, f"/claims/{alone}")


def test_every_statement_of_a_claim_leads_to_its_one_page(client: httpx.Client) -> None:
    claim = number(client, ROTTEN)
    mentions = client.get(f"/api/v1/claims/{claim}").json()["mentions"]
    for each in mentions:
        assert client.get(f"/api/v1/claims/{each['statement']}").json()["id"] == claim
        if each["statement"] != claim:
            answer = client.get(f"/claims/{each['statement']}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"/claims/{claim}")


@pytest.mark.parametrize(("path", "status"), [("/claims/999", 404), ("/claims?by=luck", 422), ("/claims/0", 422)])
def test_what_is_no_claim_is_told_in_page_and_api(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status
    assert client.get(f"/api/v1{path}").status_code == status


def test_each_mention_on_the_timeline_leads_to_its_statement_in_its_story(client: httpx.Client) -> None:
    page = client.get(f"/claims/{number(client, ROTTEN)}").text
    drawing = page.split("<svg viewBox")[1].split("</svg>")[0]
    places = re.findall(r'<a href="(/stories/\d+)#(story-0-\d+)" aria-label="([^"]+)"', drawing)
    assert [label.split(", ")[:2] for _, _, label in places] == [
        ["2024-05-03", "Tidings"], ["2024-05-04", "Courier"], ["2024-05-05", "Gazette"], ["2024-05-07", "Leaflet"],
    ]  # fmt: skip
    for path, place, _ in places:
        assert f'id="{place}"' in client.get(path).text


def test_what_a_wording_left_out_and_added_is_marked_in_the_words(client: httpx.Client) -> None:
    page = client.get(f"/claims/{number(client, DREDGING)}").text
    assert '<del><span class="unseen">left out: </span>may</del> <ins><span class="unseen">added: </span>will</ins>' in page
    assert "lost: the doubt" in page


def test_the_tree_leads_from_the_root_to_outlets_and_to_who_had_it_there(client: httpx.Client) -> None:
    page = client.get(f"/claims/{number(client, ROTTEN)}").text
    tree = page.split('<ul class="tree">')[1].split("<h2")[0]
    depth, at = 0, {}
    for opened_, closed, name in re.findall(r'(<ul>)|(</ul>)|<span class="who">([^<]+)</span>', tree):
        depth += bool(opened_) - bool(closed)
        if name:
            at[name] = depth
    assert at == {"Mara Lind": 0, "Tidings": 1, "Courier": 2, "Gazette": 1, "Leaflet": 1}


def test_a_story_leads_to_the_claims_of_statements_that_others_have_and_to_no_others(client: httpx.Client) -> None:
    claim = number(client, ROTTEN)
    (leaflet,) = (each["id"] for each in client.get("/api/v1/stories").json()["items"] if each["outlet"] == "Leaflet")
    found = client.get(f"/api/v1/stories/{leaflet}").json()["shared"]
    assert [(each["number"], each["claim"], each["outlets"], each["first_outlet"]) for each in found] == [(0, claim, 4, "Tidings")]
    page = client.get(f"/stories/{leaflet}").text
    assert "4 outlets, one root; first in Tidings, 2024-05-03" in main(client, f"/stories/{leaflet}")
    assert set(re.findall(r'href="(/claims/\d+)"', page)) == {f"/claims/{claim}"}


def test_markup_in_a_claim_is_shown_as_it_is_written(tmp_path: Path) -> None:
    words = "the <script>alert(1)</script> timbers of the old pier are rotten through & nobody should walk there"
    put(str(tmp_path / "news.db"), from_outlet("<b>Tidings", Told(words)), from_outlet("Courier\"'>", Told(words)))
    with Archive(tmp_path / "news.db") as archive, serving(archive) as found, found.client() as client:
        for path in ("/claims", "/claims/1", "/stories/1"):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "<b>Tidings" not in page
            assert "Courier\"'>" not in page


def test_claims_are_shown_whatever_database_holds_the_archive(place: str) -> None:
    told(place)
    with Archive(place) as archive, serving(archive) as found, found.client() as client:
        assert listed(client, "by=unnamed") == [LEAK]
        assert listed(client, "by=losses&since=2024-05") == [DREDGING]
        assert "4 outlets, one root" in main(client, f"/claims/{number(client, ROTTEN)}")
        assert "What other outlets have too" in main(client, "/stories/1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", ["/claims", "/claims/1", "/stories/1"])
def test_axe_finds_nothing_on_a_page_of_claims_and_none_is_wider_than_its_window(
    chromium: Browser, travelled: Served, path: str, width: int, scheme: str
) -> None:
    tab = opened(chromium, travelled, path, width=width, scheme=scheme)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.context.close()


def test_a_claim_is_walked_with_the_keyboard_and_without_scripts(chromium: Browser, travelled: Served) -> None:
    tab = opened(chromium, travelled, "/claims", scripts=False)
    tab.get_by_role("link", name="“The timbers of the old pier").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".glance")).to_have_text("4 outlets, one root")
    tab.locator(".chart a").nth(1).focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("h1, .head, .text").first).to_be_visible()
    assert tab.url.endswith("/stories/2#story-0-0")
    tab.context.close()


def test_on_paper_a_claim_is_whole(chromium: Browser, travelled: Served) -> None:
    tab = opened(chromium, travelled, "/claims/1", width=718)
    tab.emulate_media(media="print")
    cut = (
        "[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)"
    )
    assert tab.evaluate(f"{cut}.length") == 0
    expect(tab.locator(".chart .dot")).to_have_count(4)
    tab.context.close()
