from __future__ import annotations

import asyncio
import json
import re

import pytest
from starlette.responses import HTMLResponse, Response
from starlette.types import Message, Receive, Scope, Send

from sayso.web.guard import HEADERS, Guard
from sayso.web.token import Access
from tests.web.guarded import (
    BEARER,
    FAR,
    HERE,
    NAMED,
    TOKEN,
    BrokenError,
    Pages,
    ask,
    broken,
    cookie_of,
    elsewhere,
    here,
    messages,
    scope_of,
)


def test_reading_is_free_on_this_machine() -> None:
    pages = Pages()
    guard = here(pages)
    for method, path in (("GET", "/"), ("HEAD", "/stories/1"), ("OPTIONS", "/"), ("GET", "/api/v1/stories"), ("POST", "/read")):
        assert ask(guard, method, path).status == 200
    assert len(pages.asked) == 5


def test_elsewhere_everything_but_the_way_in_needs_the_token() -> None:
    pages = Pages()
    guard = elsewhere(pages)
    for method, path in (
        ("GET", "/"),
        ("HEAD", "/"),
        ("OPTIONS", "/"),
        ("GET", "/api/v1/stories"),
        ("POST", "/read"),
        ("PUT", "/static/a.js"),
    ):
        assert ask(guard, method, path, host=NAMED, client=FAR).status == 401
    assert pages.asked == []
    for path in ("/enter", "/static/site.css", "/static/fonts/a-b.woff2"):
        assert ask(guard, "GET", path, host=NAMED, client=FAR).status == 200
    for method, path in (("GET", "/"), ("POST", "/read"), ("OPTIONS", "/")):
        assert ask(guard, method, path, BEARER, host=NAMED, client=FAR).status == 200


def test_a_proxy_before_it_makes_it_elsewhere() -> None:
    guard = Guard(Pages(), Access.at(TOKEN, "127.0.0.1", ["news.example"]))
    assert ask(guard, "GET", "/", host="news.example").status == 401
    assert ask(guard, "GET", "/", host=HERE).status == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get", "Get", "GET ", "PROPFIND", ""])
def test_what_is_no_reading_needs_the_token(method: str) -> None:
    pages = Pages()
    guard = here(pages)
    assert ask(guard, method, "/stories").status == 401
    assert pages.asked == []
    assert ask(guard, method, "/stories", BEARER).status == 200
    assert pages.asked == [(method, "/stories", b"")]


def test_only_a_post_reads() -> None:
    for method in ("PUT", "PATCH", "DELETE", "post"):
        assert ask(here(Pages()), method, "/read").status == 401


@pytest.mark.parametrize(
    "path", ["/read/", "//read", "/READ", "/read/../stories", "/x/../read", "/read%2f", "/read;a", "/api/v1/read\n"]
)
def test_only_the_very_path_of_reading_is_free(path: str) -> None:
    assert ask(here(Pages()), "POST", path).status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static/../api/v1/stories",
        "//static/a.css",
        "/static//../api",
        "/static/%2e%2e/api",
        "/static/..%2fapi",
        "/static/.hidden",
        "/static/",
        "/static",
        "/static/a\\..\\b",
        "/static/a.css\n",
        "/Static/a.css",
        "/enter/",
        "/enter/../stories",
        "/x/../static/a.css",
    ],
)
def test_a_path_that_pretends_to_be_a_file_of_ours_needs_the_token(path: str) -> None:
    pages = Pages()
    assert ask(elsewhere(pages), "GET", path, host=NAMED).status == 401
    assert pages.asked == []


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_header_does_not_change_the_method(name: str) -> None:
    pages = Pages()
    guard = here(pages)
    assert ask(guard, "GET", "/stories", [(name, "DELETE")]).status == 200
    assert ask(guard, "DELETE", "/stories", [(name, "GET")]).status == 401
    assert pages.asked == [("GET", "/stories", b"")]


def test_what_is_no_path_is_refused() -> None:
    for path in ("http://evil.example/", "*", "", "stories"):
        assert ask(here(Pages()), "GET", path).status == 400


def test_websockets_are_closed_and_the_lifespan_passes() -> None:
    pages, sent = Pages(), []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(here(pages)({"type": "websocket", "path": "/", "headers": []}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert pages.asked == []
    seen = []

    async def living(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    asyncio.run(here(living)({"type": "lifespan"}, receive, send))
    assert seen == ["lifespan"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000", "localhost", "127.0.0.1:9000"]
)
def test_this_machine_answers_to_its_own_names(host: str) -> None:
    assert ask(here(Pages()), "GET", "/", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example:8000",
        "localhost.evil.example",
        "localhost:8000.evil.example",
        "localhost.",
        "127.0.0.1@evil.example",
        "evil.example#localhost",
        "10.0.0.1:8000",
        "[::2]:8000",
        "0.0.0.0:8000",
        "2130706433",
        "127.1",
        "localhost:",
        "localhost:x",
        "localhost:8000:8000",
        "localhost, evil.example",
        " localhost",
        "",
        None,
    ],
)
def test_this_machine_answers_to_no_other_name(host: str | None) -> None:
    pages = Pages()
    for method in ("GET", "POST"):
        assert ask(here(pages), method, "/", BEARER, host=host).status == 421
    assert pages.asked == []


def test_two_hosts_are_none() -> None:
    assert ask(here(Pages()), "GET", "/", [("Host", HERE)]).status == 421


def test_elsewhere_it_answers_to_the_names_it_was_given_and_to_addresses() -> None:
    guard = elsewhere(Pages())
    for host in ("news.example", "NEWS.example:8000", "192.0.2.1:8000", "[2001:db8::1]:8000", "localhost:8000"):
        assert ask(guard, "GET", "/", BEARER, host=host).status == 200
    for host in ("evil.example", "news.example.evil.example", "xnews.example", "300.0.0.1", "[::g]"):
        assert ask(guard, "GET", "/", BEARER, host=host).status == 421


@pytest.mark.parametrize(
    "sent",
    [
        [("Origin", "https://evil.example")],
        [("Origin", "null")],
        [("Origin", "")],
        [("Origin", "http://127.0.0.1:9000")],
        [("Origin", "http://localhost:8000")],
        [("Origin", "http://127.0.0.1:8000.evil.example")],
        [("Origin", "http://evil.example/http://127.0.0.1:8000")],
        [("Origin", "ftp://127.0.0.1:8000")],
        [("Origin", f"http://{HERE}"), ("Origin", "https://evil.example")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [("Sec-Fetch-Site", "cross-site"), ("Origin", f"http://{HERE}")],
        [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")],
        [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")],
    ],
)
def test_a_form_of_another_site_changes_nothing_and_reads_nothing(sent: list[tuple[str, str]]) -> None:
    pages = Pages()
    guard = here(pages)
    cookie = cookie_of(guard)
    for path in ("/stories", "/read"):
        assert ask(guard, "POST", path, [cookie, *sent]).status == 403
        assert ask(guard, "POST", path, [*BEARER, *sent]).status == 403
    assert pages.asked == []


def test_a_form_of_ours_changes_the_archive() -> None:
    guard = here(Pages())
    cookie = cookie_of(guard)
    for sent in ([("Origin", f"http://{HERE}")], [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")]):
        assert ask(guard, "POST", "/stories", [cookie, *sent]).status == 200


def test_a_cookie_alone_changes_nothing() -> None:
    guard = here(Pages())
    assert ask(guard, "POST", "/stories", [cookie_of(guard)]).status == 403
    assert ask(guard, "POST", "/stories", [cookie_of(guard), *BEARER]).status == 200


def test_behind_a_proxy_that_speaks_tls_our_own_forms_are_ours() -> None:
    guard = elsewhere(Pages())
    cookie = cookie_of(guard, "news.example")
    sent = [cookie, ("Origin", "https://news.example"), ("Sec-Fetch-Site", "same-origin")]
    assert ask(guard, "POST", "/stories", sent, host="news.example").status == 200


def test_another_site_may_link_here_but_not_look_in() -> None:
    guard = here(Pages())
    link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
    assert ask(guard, "GET", "/stories/1", link).status == 200
    for mode, kind in (
        ("no-cors", "image"),
        ("no-cors", "script"),
        ("cors", "empty"),
        ("navigate", "iframe"),
        ("navigate", "object"),
    ):
        sent = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", kind)]
        assert ask(guard, "GET", "/search?words=loan", sent).status == 403
        assert ask(guard, "GET", f"/?token={TOKEN}", sent)["set-cookie"] == ""


def test_nobody_is_told_that_other_sites_may_ask() -> None:
    guard = here(Pages())
    ways = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Sec-Fetch-Site", "cross-site")]
    for method in ("OPTIONS", "GET", "POST"):
        assert "access-control" not in str(ask(guard, method, "/api/v1/stories", ways).headers)


def test_no_policy_lets_a_script_run_that_is_not_ours() -> None:
    policy = dict(HEADERS)[b"content-security-policy"].decode()
    assert not re.search(r"unsafe|\*|https?:|blob:|nonce", policy)
    assert [each.split()[0] for each in policy.split("; ") if "data:" in each] == ["img-src"]
    assert policy.startswith("default-src 'none'; ")


def test_what_an_application_says_of_the_same_is_not_sent() -> None:
    pages = Pages(answer=Response("x", headers={"Content-Security-Policy": "script-src *", "X-Content-Type-Options": "no"}))
    assert ask(here(pages), "GET", "/").dressed


def test_pages_are_not_kept_and_files_are_asked_for_again() -> None:
    assert ask(here(Pages()), "GET", "/")["cache-control"] == "no-store"
    assert ask(here(Pages()), "GET", "/static/site.css")["cache-control"] == "no-cache"
    assert ask(here(Pages(answer=Response(status_code=404))), "GET", "/static/site.css")["cache-control"] == "no-store"
    kept = Pages(answer=Response(headers={"Cache-Control": "max-age=60"}))
    assert ask(here(kept), "GET", "/")["cache-control"] == "max-age=60"


def test_a_failure_of_the_application_is_told_and_dressed() -> None:
    answer = ask(here(broken), "GET", "/")
    assert answer.status == 500
    assert answer.dressed
    assert "secret" not in answer.body


def test_a_failure_amid_an_answer_is_not_answered_again() -> None:
    async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise BrokenError

    sent = asyncio.run(messages(here(half), scope_of("GET", "/", [("Host", HERE)])))
    assert [message["type"] for message in sent] == ["http.response.start"]


def test_a_refusal_under_the_api_is_problem_details() -> None:
    answer = ask(here(Pages()), "POST", "/api/v1/stories")
    assert (answer.status, answer["content-type"]) == (401, "application/problem+json")
    said = json.loads(answer.body)
    assert said.keys() == {"type", "title", "status", "detail", "instance"}
    assert (said["title"], said["status"], said["instance"]) == ("Unauthorized", 401, "/api/v1/stories")


def test_a_refusal_of_a_page_is_a_page_of_the_application() -> None:
    def page(scope: Scope, status: int, title: str, detail: str) -> Response:
        return HTMLResponse(f"<h1>{title}</h1><p>{detail} {scope['path']}", status)

    answer = ask(here(Pages(), refuse=page), "POST", "/stories")
    assert answer.status == 401
    assert answer.body.startswith("<h1>Unauthorized</h1>")
    assert answer.dressed
    assert ask(here(Pages()), "POST", "/stories")["content-type"] == "text/plain; charset=utf-8"


def test_a_refusal_to_head_has_no_body() -> None:
    assert ask(elsewhere(Pages()), "HEAD", "/", host=NAMED).body == ""
