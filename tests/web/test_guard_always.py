from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.web.guarded import (
    BEARER,
    HERE,
    NAMED,
    READS,
    TOKEN,
    Pages,
    ask,
    elsewhere,
    here,
)

PATHS = st.one_of(
    st.sampled_from(
        [
            "/",
            "/stories",
            "/enter",
            "/read",
            "/api/v1/stories",
            "/static/../stories",
            "//static/a",
            "/static/a.css",
            "/static/%2e%2e/x",
        ]
    ),
    st.lists(
        st.sampled_from(["/", "static", "..", ".", "%2e", "enter", "read", "api", "\\", "?", ";", "a.css", "\n", "é"]), max_size=8
    ).map("".join),
    st.text(max_size=20),
)
METHODS = st.one_of(
    st.sampled_from(["POST", "PUT", "DELETE", "PATCH", "get", "HEAD ", "GET", "HEAD", "OPTIONS"]), st.text("GEThead", max_size=6)
)
NEARLY = st.sampled_from([TOKEN[:-1], TOKEN.lower(), TOKEN + " x", "", f"{TOKEN},{TOKEN}", "null"])
FIELDS = st.one_of(
    st.tuples(
        st.just("Authorization"), st.tuples(st.sampled_from(["Bearer ", "bearer", "Basic ", "Token ", ""]), NEARLY).map("".join)
    ),
    st.tuples(
        st.just("Cookie"), st.tuples(st.sampled_from(["sayso-8000=", "sayso=", "sayso-9000=", "token="]), NEARLY).map("".join)
    ),
    st.tuples(st.just("Origin"), st.sampled_from([f"http://{HERE}", "null", "https://evil.example"])),
    st.tuples(st.just("Sec-Fetch-Site"), st.sampled_from(["same-origin", "none", "cross-site", "same-site"])),
    st.tuples(
        st.sampled_from(["X-HTTP-Method-Override", "X-Forwarded-For", "X-Original-URL", "X-Forwarded-Host"]),
        st.sampled_from(["GET", "127.0.0.1", "/read"]),
    ),
    st.tuples(
        st.sampled_from(["Content-Type", "Content-Length", "Transfer-Encoding", "Host", "Range"]),
        st.text(st.characters(max_codepoint=255), max_size=9),
    ),
)
HOSTS = st.sampled_from([HERE, "localhost:8000", "[::1]", NAMED, "192.0.2.1", "evil.example", "", None])


@given(METHODS, PATHS, st.lists(FIELDS, max_size=5), HOSTS, st.booleans())
def test_nothing_changes_without_the_token_and_every_answer_is_dressed(
    method: str, path: str, sent: list[tuple[str, str]], host: str | None, local: bool
) -> None:
    pages = Pages()
    guard = here(pages) if local else elsewhere(pages)
    answer = ask(guard, method, path.replace("?", ""), sent, host=host, body=[f"token={TOKEN[:-1]}".encode()])
    assert answer.dressed
    assert answer["set-cookie"] == ""
    assert "access-control" not in str(answer.headers)
    for asked, where, _ in pages.asked:
        reading = asked in ("GET", "HEAD", "OPTIONS") or (asked == "POST" and where in READS)
        open_to_all = where == "/enter" or (where.startswith("/static/") and ".." not in where and "%" not in where)
        assert reading if local else asked in ("GET", "HEAD") and open_to_all


@given(METHODS, PATHS.filter(lambda path: path.startswith("/") and "?" not in path and path != "/enter"))
def test_with_the_token_everything_reaches_the_application(method: str, path: str) -> None:
    for make, host in ((here, HERE), (elsewhere, NAMED)):
        pages = Pages()
        assert ask(make(pages), method, path, BEARER, host=host).status == 200
        assert pages.asked == [(method, path, b"")]
