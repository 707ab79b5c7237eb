"""What a reader of a page sees of a story is in the story: lists, quotation marks, names under quotations, the byline."""

import json

import pytest

from sayso.errors import InputError
from sayso.ingest.page import from_html
from sayso.story import Story

FIRST = (
    "The harbour master, Ivo Lund, said on Monday that the quay was unsafe and would be closed to all boats until the end of May."
)
LAST = "The union said it had not been asked, and that forty men would lose their work if the quay stayed shut."


def read(middle: str, *, head: str = "", before: str = "", around: str = "article") -> Story:
    html = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>Harbour to shut for repairs</title>{head}</head><body>'
        f'<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport pages</a></li></ul></nav>'
        f"<{around}><h1>Harbour to shut for repairs</h1>{before}<p>{FIRST}</p>{middle}<p>{LAST}</p></{around}>"
        "<footer><ul><li>About us and our readers, who write to us.</li></ul></footer></body></html>"
    )
    return from_html(html.encode(), "a")


def paragraphs(story: Story) -> list[str]:
    """Return the paragraphs between the first and the last one."""
    found = story.text.split("\n\n")
    return found[found.index(FIRST) + 1 : found.index(LAST)]


@pytest.mark.parametrize("kind", ["ul", "ol"])
@pytest.mark.parametrize("around", ["article", "div", "main", "section"])
def test_the_items_of_a_list_are_part_of_the_story(kind: str, around: str) -> None:
    items = ["“Who paid for the keys?” he wrote.", "“Who read <a href=x>the letters</a> of the judges?” he wrote.", "A new quay."]
    story = read(f"<p>He asked the port:</p><{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>", around=around)
    told = [item.replace("<a href=x>", "").replace("</a>", "") for item in items]
    assert paragraphs(story) == ["He asked the port:", *told]


def test_lists_in_lists_and_items_of_paragraphs_are_part_of_it_too() -> None:
    story = read(
        "<ul><li><p>The quay is to be mended, she said.</p></li><li>Boats are to go:<ol><li>from May, he said;</li></ol></li></ul>"
    )
    assert paragraphs(story) == ["The quay is to be mended, she said.", "Boats are to go:", "from May, he said;"]


def test_the_menus_of_a_page_are_no_part_of_the_story() -> None:
    menu = "".join(f'<li><a href="/{n}">Boat number {n} is late again, say passengers</a></li>' for n in range(8))
    story = read(f"<ul>{menu}</ul>")
    assert "Boat number" not in story.text
    assert "Sport" not in story.text
    assert "About us" not in story.text


def test_a_q_is_in_quotation_marks_and_no_paragraph() -> None:
    story = read(
        "<p>Lund said <q>we close it <q>today</q> or never</q> and <b>left</b>. Reyes replied: <q>Not without a vote</q>.</p>"
    )
    assert paragraphs(story) == ["Lund said “we close it ‘today’ or never” and left. Reyes replied: “Not without a vote”."]


def test_a_q_that_has_its_marks_gets_no_others() -> None:
    assert paragraphs(read("<p>Lund said <q>“we close it”</q> and left the quay.</p>")) == [
        "Lund said “we close it” and left the quay."
    ]


def test_one_end_of_a_line_is_a_blank_and_two_are_a_paragraph() -> None:
    story = read(
        '<p>Lund<br>said "we close<br/>it today,"<br><br>and left.<br> <br>\n<br>"Not without a vote," said Alma Reyes.</p>'
    )
    assert paragraphs(story) == ['Lund said "we close it today,"', "and left.", '"Not without a vote," said Alma Reyes.']


@pytest.mark.parametrize(
    "name",
    [
        "<footer>— <cite>Ivo Lund, harbour master</cite></footer>",
        "<cite>Ivo Lund, harbour master</cite>",
        "<p><cite>Ivo Lund, harbour master</cite></p>",
        "<footer>Ivo Lund, harbour master</footer>",
    ],
)
@pytest.mark.parametrize(
    "words", ["<p>We close it today, before somebody drowns.</p>", "We close it today, before somebody drowns."]
)
def test_the_name_under_a_block_quotation_stands_behind_its_words(words: str, name: str) -> None:
    story = read(f"<blockquote>{words}{name}</blockquote>")
    assert paragraphs(story) == ["“We close it today, before somebody drowns.” — Ivo Lund, harbour master"]


def test_the_caption_of_a_figure_names_who_is_quoted_in_it() -> None:
    words = "<blockquote><p>We close it today, before somebody drowns.</p></blockquote>"
    figure = f"<figure>{words}<figcaption>Ivo Lund</figcaption></figure>"
    assert paragraphs(read(figure)) == ["“We close it today, before somebody drowns.” — Ivo Lund"]


def test_a_block_quotation_of_several_paragraphs_is_marked_as_in_print() -> None:
    story = read("<blockquote><p>We close it today.</p><p>Nobody is to drown.</p><footer>Ivo Lund</footer></blockquote>")
    assert paragraphs(story) == ["“We close it today.", "“Nobody is to drown.” — Ivo Lund"]


def test_a_work_that_is_named_in_a_block_quotation_stays_where_it_is() -> None:
    story = read("<blockquote><p>I have read <cite>The Tides</cite> twice, and would not go to sea for it.</p></blockquote>")
    assert paragraphs(story) == ["I have read The Tides twice, and would not go to sea for it."]


@pytest.mark.parametrize("kind", ["twitter-tweet", "bluesky-embed", "twitter-tweet tw-align-center"])
def test_a_post_is_a_quotation_of_the_account_that_signs_it(kind: str) -> None:
    words = "<p lang='en'>Nobody told us. Forty men out of work by text message.</p>"
    post = f"{words}&mdash; Alma Reyes (@almareyes) <a href='/1'>3 May 2025</a>"
    story = read(f'<blockquote class="{kind}">{post}</blockquote>')
    assert paragraphs(story) == ["“Nobody told us. Forty men out of work by text message.” — Alma Reyes (@almareyes) 3 May 2025"]


@pytest.mark.parametrize("close", ["</p>", ""])
def test_a_page_that_is_laid_out_in_tables_and_fonts_is_read(close: str) -> None:
    parts = [FIRST.replace("quay", "<i>Nya Varv</i> quay"), "“We will keep <i>all</i> the <b>cranes</b>,” he said.", LAST]
    cell = f"<h1>Fund buys port</h1>{''.join(f'<p><font size=2>{part}</font>{close}' for part in parts)}"
    menu = '<td class="sidebar"><a href="/">Home</a> <a href="/archive">Archive</a></td>'
    for table in (
        f"<table><tr>{menu}<td>{cell}</td></tr></table>",
        f"<center><table><tr><td><table><tr><td>{cell}</table></table></center>",
    ):
        story = from_html(f"<html><head><title>Fund buys port</title></head><body>{table}</body></html>", "a")
        for part in parts:
            assert part.replace("<i>", "").replace("</i>", "").replace("<b>", "").replace("</b>", "") in story.text
        assert "Archive" not in story.text


def test_a_table_of_figures_is_no_part_of_the_story() -> None:
    story = read("<table><tr><th>Boat</th><th>Seats</th></tr><tr><td>Ellery</td><td>340</td></tr></table>")
    assert paragraphs(story) == []


BYLINE = "Nora Pell, Island Correspondent, and agencies"


@pytest.mark.parametrize(
    "shown",
    [
        f"<p>By {BYLINE}</p>",
        f'<p class="byline">By {BYLINE}</p>',
        f'<div class="author">By <a href="/np">Nora Pell</a>{BYLINE[9:]}</div>',
        f"<address>By {BYLINE}</address>",
        f"<span>by {BYLINE}</span>",
    ],
)
@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="author" content="admin"><meta name="dc.creator" content="Web Team">',
        '<meta name="author" content="Ada Brill">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Desk"}}</script>',
    ],
)
def test_the_byline_that_a_page_shows_goes_before_what_it_declares(shown: str, head: str) -> None:
    story = read("", head=head, before=shown)
    assert story.byline == BYLINE
    assert story.body is not None
    assert story.text[story.body.start :].startswith(FIRST)


def test_who_publishes_a_page_is_not_its_author() -> None:
    facts = {
        "@type": "NewsArticle",
        "author": [{"@type": "Person", "name": "Lena Frost"}, {"@type": "Organization", "name": "Northern Broadcasting"}],
        "publisher": {"@type": "Organization", "name": "Northern Broadcasting"},
    }
    meta = '<meta name="author" content="Northern Broadcasting">'
    linked = f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    assert read("", head=meta + linked).byline == "Lena Frost"
    facts["author"] = {"@type": "Organization", "name": "Northern Broadcasting"}
    linked = f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    assert read("", head=meta + linked).byline is None
    assert read("", head='<meta name="author" content="Web Team">').byline is None
    assert read("", head='<meta name="author" content="Lena Frost">').byline == "Lena Frost"


def test_the_byline_of_another_story_is_none_of_this_one() -> None:
    cards = "<aside><p>By Ada Brill</p></aside>"
    assert read(cards).byline is None
    assert read(cards, head='<meta name="author" content="Lena Frost">').byline == "Lena Frost"


@pytest.mark.parametrize(
    "data", ["{", "[" * 100_000, '{"@graph": [1, null, "x", {"@type": 7}]}', '{"@type": "NewsArticle", "author": [[], 7, {}]}']
)
def test_linked_data_that_is_broken_changes_nothing(data: str) -> None:
    assert read("", head=f'<script type="application/ld+json">{data}</script>').text == read("").text


NOTICES = [
    "This article is published here under a Creative Commons licence. You may republish it for free, online or in print, as long "
    "as you name its author and link to the page on which it first stood. All rights reserved for the pictures.",
    "We and our partners use cookies to show you pages that you like. Give your consent or read our privacy policy. You can change "
    "your mind at any time in the settings at the foot of each page, and see which partners there are.",
    "You have read all your free stories of this month. Subscribe now to go on, or log in if you are already a subscriber. "
    "It takes a minute, and you can leave whenever you like to.",
    "Please turn on JavaScript and disable your ad blocker to go on to this page. We have to make sure that you are not a robot.",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_page_that_shows_a_notice_in_place_of_its_story_says_so(notice: str) -> None:
    article = f"<article><h1>Fund buys port</h1><p>{notice}</p></article>"
    html = f"<html><head><title>Fund buys port</title></head><body>{article}</body></html>"
    with pytest.raises(InputError, match="no story but a notice of") as caught:
        from_html(html, "a")
    assert caught.value.input == "a"


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_beside_a_story_is_no_reason_not_to_read_it(notice: str) -> None:
    story = read(f"<p>“Nobody asked us,” Alma Reyes said.</p></div><div class='notice'><p>{notice}</p>", around="div")
    assert "“Nobody asked us,” Alma Reyes said." in story.text


def test_a_text_that_is_shorter_than_a_story_is_read_and_told_to_be(caplog: pytest.LogCaptureFixture) -> None:
    html = f"<html><body><article><h1>Quay shut</h1><p>{FIRST}</p></article></body></html>"
    assert FIRST in from_html(html, "brief.html").text
    (record,) = caplog.records
    assert record.getMessage().startswith(f"brief.html: has only {len(f'Quay shut {FIRST}'.split())} words")
    caplog.clear()
    read("<p>“Nobody asked us,” Alma Reyes said.</p>" * 3)
    assert not caplog.records
