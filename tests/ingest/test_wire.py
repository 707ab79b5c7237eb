import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import Document, documents, stories, story_of
from sayso.ingest.wire import from_ninjs
from sayso.story import Story, to_json

FIRST = "PORT ELLERY, May 7 (NWA) - The night boat will stop in April, the harbour master said."
SECOND = "Nobody had warned the islanders, their mayor wrote."
BODY = f"{FIRST}\n\n{SECOND}"
CAPTION = "<figure><figcaption>A boat</figcaption></figure>"
MARKED = f"<p>{FIRST}</p>{CAPTION}<p>Nobody had <b>warned</b>\n the islanders, their mayor wrote.</p>"

ITEM: dict[str, Any] = {
    "uri": "urn:newsml:nwa.example:20240507:boat",
    "type": "text",
    "headline": "Night boat to stop",
    "byline": "By Maud Ferris",
    "body_text": BODY,
    "versioncreated": "2024-05-07T09:15:00Z",
    "firstcreated": "2024-05-07T08:00:00Z",
    "source": "Northern Wire",
    "language": "en-GB",
}


def saved(folder: Path, data: object, name: str = "item.json") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data, indent=1).encode())
    return path


def only(*inputs: Path) -> Story:
    (story,) = stories(inputs)
    assert isinstance(story, Story), story
    return story


def failure(*inputs: Path) -> InputError:
    (error,) = stories(inputs)
    assert isinstance(error, InputError), error
    assert error.remedy
    return error


def test_an_item_in_ninjs_is_a_story_with_what_it_says_of_itself(tmp_path: Path) -> None:
    story = only(saved(tmp_path, ITEM))
    assert story.text == f"Night boat to stop\n\n{BODY}"
    assert (story.id, story.outlet, story.byline, story.published, story.lang) == (
        "urn:newsml:nwa.example:20240507:boat",
        "Northern Wire",
        "Maud Ferris",
        "2024-05-07T09:15:00Z",
        "en-GB",
    )
    assert story.headline == (0, 18)
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date) == ("PORT ELLERY", "2024-05-07")


@pytest.mark.parametrize("headline", ["Night boat to stop", "NIGHT BOAT\nTO STOP"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_headline_that_opens_the_body_too_stands_once_and_the_body_stays(tmp_path: Path, headline: str, gap: str) -> None:
    repeated = ITEM | {"headline": headline, "body_text": f"Night boat to stop{gap}{BODY}"}
    assert only(saved(tmp_path, repeated)).text == f"{headline}\n\n{BODY}"


def test_a_first_paragraph_that_begins_as_the_headline_does_stays(tmp_path: Path) -> None:
    lead = "Night boat to stop in April, the harbour master said."
    assert only(saved(tmp_path, ITEM | {"body_text": lead})).text == f"Night boat to stop\n\n{lead}"
    marked = without("body_text", body_xhtml=f"<p>{lead}</p><p>{SECOND}</p>")
    assert only(saved(tmp_path, marked)).text == f"Night boat to stop\n\n{lead}\n\n{SECOND}"


def without(*keys: str, **more: object) -> dict[str, Any]:
    return {key: value for key, value in ITEM.items() if key not in keys} | more


@pytest.mark.parametrize(
    "item",
    [
        without("body_text", body_xhtml=MARKED),
        without("body_text", body_html=f"<html><body><h2>Night boat to stop</h2>{MARKED}</body></html>"),
        without("headline", headline_main="Night boat to stop"),
        without("headline", "body_text", headlines=[{"value": "Boat"}, {"role": "main", "value": "Night boat to stop"}],
                bodies=[{"role": "main", "contenttype": "text/html", "value": MARKED}]),
        without("headline", "body_text", "versioncreated", headlines=[{"value": "Night boat to stop"}], versionCreated="2024-05-07",
                bodies=[{"contentType": "text/plain", "value": BODY}]),
        without("body_text", body_xhtml=" ", bodies=[{"value": ""}, {"value": BODY}]),
    ],
    ids=["1, xhtml", "1, page", "1.3", "2", "3", "first empty"],
)  # fmt: skip
def test_every_version_of_ninjs_gives_the_same_text(tmp_path: Path, item: object) -> None:
    assert only(saved(tmp_path, item)).text == f"Night boat to stop\n\n{BODY}"


def test_several_items_in_one_file_are_several_stories(tmp_path: Path) -> None:
    second = without(uri="https://nwa.example/second")
    for data in ([ITEM, second], f"{json.dumps(ITEM)}\n{json.dumps(second)}\n".encode()):
        path = saved(tmp_path, data)
        assert [found.name for found in documents([path]) if isinstance(found, Document)] == [f"{path}:1", f"{path}:2"]
        assert [(story.id, story.url) for story in stories([path]) if isinstance(story, Story)] == [
            (ITEM["uri"], None),
            ("https://nwa.example/second", "https://nwa.example/second"),
        ]


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (without("body_text", type="picture", description_text="A boat"), "no text"),
        (without(body_text=["The night boat will stop."]), "no text"),
        (without("body_text", bodies="The night boat will stop."), "no text"),
        (without("body_text", body_xhtml="<!-- nothing -->"), "no text"),
        (without(versioncreated="yesterday"), "no date"),
        (without(pubstatus="canceled"), "not for publication"),
        (without(pubstatus="withheld"), "not for publication"),
    ],
)
def test_an_item_that_gives_no_story_is_named(tmp_path: Path, item: object, problem: str) -> None:
    path = saved(tmp_path, item)
    error = failure(path)
    assert error.input == str(path)
    assert problem in error.problem


KEYS = st.sampled_from([*ITEM, "bodies", "headlines", "infosources", "pubstatus", "body_html"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=()))
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@given(st.dictionaries(KEYS, JSON))
def test_wrong_types_in_ninjs_never_crash(found: dict[str, Any]) -> None:
    try:
        story = from_ninjs(ITEM | found | {"uri": "urn:x"}, "x")
    except InputError:
        return
    assert to_json(story)


META = """<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:NWA"/>
<versionCreated>2024-05-07T09:15:00Z</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><located><name>Port Ellery</name></located><by>By Maud Ferris</by>
<infoSource><name>Northern Wire</name></infoSource><language tag="en"/><headline>Night boat\n to stop</headline></contentMeta>"""
XHTML = f"""<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body>{MARKED}</body></html></inlineXML>"""
NITF = f"""<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
<hedline><hl1>Night boat to stop</hl1></hedline><abstract><p>In short.</p></abstract></body.head><body.content><p>{FIRST}</p>
<media media-type="image"><media-caption>A boat</media-caption></media><p>{SECOND}</p></body.content>
<body.end>-30-</body.end></body></nitf>
</inlineXML>"""
PLAIN = f'<inlineData contenttype="text/plain">{BODY}</inlineData>'
BASE64 = base64.b64encode(BODY.encode()).decode()
PACKED = f'<inlineData encoding="http://cv.iptc.org/newscodes/encoding/base64">{BASE64}</inlineData>'
PICTURE = '<remoteContent href="https://nwa.example/boat.jpg" contenttype="image/jpeg"/>'


def item(content: str = XHTML, guid: str = "urn:nwa:boat", status: str = "usable") -> str:
    inner = f"{META.format(status=status)}<contentSet>{content}</contentSet>"
    return f'<newsItem guid="{guid}" version="2" xml:lang="en-GB">{inner}</newsItem>'


def newsml(inner: str) -> bytes:
    """A document in NewsML-G2, its root in the namespace of the standard."""
    name, _, rest = inner.partition(">")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made up -->\n{name} xmlns="http://iptc.org/std/nar/2006-10-01/">{rest}'.encode()


@pytest.mark.parametrize("content", [XHTML, NITF, PLAIN, PACKED, PICTURE + XHTML, f"<inlineXML><html/></inlineXML>{NITF}"])
def test_an_item_of_newsml_is_a_story_with_what_it_says_of_itself(tmp_path: Path, content: str) -> None:
    story = only(saved(tmp_path, newsml(item(content)), "item.xml"))
    assert story.text == f"Night boat to stop\n\n{BODY}"
    assert (story.id, story.outlet, story.byline, story.published, story.lang) == (
        "urn:nwa:boat",
        "Northern Wire",
        "Maud Ferris",
        "2024-05-07T09:15:00Z",
        "en",
    )


def test_a_dateline_that_stands_beside_the_body_opens_it(tmp_path: Path) -> None:
    content = NITF.replace(FIRST, "The night boat will stop.").replace(
        "</body.head>", "<dateline><location>PARIS</location>, May 7 (NWA)</dateline></body.head>"
    )
    story = only(saved(tmp_path, newsml(item(content)), "item.xml"))
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.agency, story.dateline.date) == ("PARIS", "NWA", "2024-05-07")


def test_a_message_gives_the_stories_of_its_items_and_passes_over_pictures_and_packages(tmp_path: Path) -> None:
    inner = (
        item()
        + item(PICTURE, "urn:nwa:picture")
        + '<packageItem guid="urn:nwa:all"/>'
        + item(NITF, "urn:nwa:two", "canceled")
        + item(PLAIN, "urn:nwa:three")
    )
    path = saved(tmp_path, newsml(f"<newsMessage><header/><itemSet>{inner}</itemSet></newsMessage>"), "message.xml")
    one, two, three = stories([path])
    assert isinstance(one, Story)
    assert isinstance(two, InputError)
    assert isinstance(three, Story)
    assert (one.id, three.id, two.input) == ("urn:nwa:boat", "urn:nwa:three", f"{path}:2")
    assert "not for publication (stat:canceled)" in two.problem


@pytest.mark.parametrize(
    "inner", ["<packageItem><groupSet/></packageItem>", item(PICTURE), "<newsMessage></newsMessage>", item("<inlineXML/>"),
              item('<inlineData contenttype="image/png">AAAA</inlineData>')]
)  # fmt: skip
def test_newsml_without_text_says_so(tmp_path: Path, inner: str) -> None:
    assert "holds no text" in failure(saved(tmp_path, newsml(inner), "package.xml")).problem


def test_entities_are_refused_and_nothing_is_unfolded(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>{item(XHTML.replace(SECOND, "&l11;"))}'
    thief = f'<!DOCTYPE newsItem [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>{item(XHTML.replace(SECOND, "&x;"))}'
    (tmp_path / "secret").write_text("secret")
    for data in (bomb.encode(), bomb.replace('<?xml version="1.0"?>', "").encode("utf-16"), thief.encode()):
        assert "entities" in failure(saved(tmp_path, data, "bomb.xml")).problem


def test_broken_xml_says_where(tmp_path: Path) -> None:
    assert "line 4" in failure(saved(tmp_path, newsml(item())[:300], "item.xml")).problem


def test_newsml_in_another_encoding_is_read_as_it_declares(tmp_path: Path) -> None:
    text = newsml(item()).decode().replace("islanders", "îliens").replace("UTF-8", "ISO-8859-1")
    assert "îliens" in only(saved(tmp_path, text.encode("latin-1"), "item.xml")).text


def test_a_document_of_an_item_stands_for_itself(tmp_path: Path) -> None:
    path = saved(tmp_path, newsml(f"<newsMessage><itemSet>{item()}{item(NITF, 'urn:two')}</itemSet></newsMessage>"), "message.xml")
    path_found = [found for found in documents([path]) if isinstance(found, Document)]
    path.unlink()
    assert [story_of(found).id for found in path_found] == ["urn:nwa:boat", "urn:two"]


def test_a_folder_gives_its_wires_and_passes_over_other_json_and_xml(tmp_path: Path) -> None:
    saved(tmp_path, ITEM, "a.json")
    saved(tmp_path, newsml(item()), "b.xml")
    saved(tmp_path, b'{"id": "own", "text": "The night boat will stop."}', "c.json")
    saved(tmp_path, {"compilerOptions": {}}, "d.json")
    saved(tmp_path, b'{"uri": 5}', "e.json")
    saved(tmp_path, b"<project><name>boat</name></project>", "f.xml")
    saved(tmp_path, b"", "g.xml")
    saved(tmp_path, b"[", "h.json")
    assert [getattr(found, "id", found) for found in stories([tmp_path])] == [ITEM["uri"], "urn:nwa:boat", "own"]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [("a.json", b'{\n"compilerOptions": {}}', "is JSON that holds no story"), ("a.json", b"[", "is JSON that holds no story"),
     ("a.json", b"[" * 1_000_000, "is JSON that holds no story"), ("a.xml", b"<project/>", "is XML that holds no story"),
     ("a.xml", b"hello", "is XML that holds no story"), ("a", b"<?xml version='1.0'?><project/>", "is XML that holds no story"),
     ("a.json", b"", "is empty"), ("a.xml", b"", "is empty"), ("a.json", b'{"uri": "x", "headline": "Boat"}', "no text")],
)  # fmt: skip
def test_json_and_xml_that_are_no_story_are_an_error_when_they_are_named(
    tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    assert problem in failure(saved(tmp_path, data, name)).problem


def test_a_folder_of_nothing_but_settings_holds_no_story(tmp_path: Path) -> None:
    saved(tmp_path, {"compilerOptions": {}})
    assert "holds no story" in failure(tmp_path).problem


def test_an_item_that_names_itself_by_its_guid_alone_is_read(tmp_path: Path) -> None:
    named = {key: value for key, value in ITEM.items() if key != "uri"} | {"guid": "tag:nwa.example:boat"}
    assert only(saved(tmp_path, named)).id == "tag:nwa.example:boat"
    assert only(saved(tmp_path, ITEM | {"guid": "tag:nwa.example:boat"})).id == ITEM["uri"]
