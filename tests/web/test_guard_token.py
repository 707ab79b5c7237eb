from __future__ import annotations

import re

import pytest

from sayso.errors import InputError
from sayso.web import limits
from sayso.web.guard import Guard
from sayso.web.token import SHORTEST, VARIABLE, Access, networks, token
from tests.web.guarded import (
    BEARER,
    FAR,
    FORM,
    NAMED,
    TOKEN,
    Pages,
    ask,
    cookie_of,
    elsewhere,
    here,
)


@pytest.mark.parametrize(
    "wrong",
    [
        TOKEN.lower(),
        TOKEN.upper(),
        TOKEN[:-1],
        TOKEN[:10],
        TOKEN + "x",
        "",
        " ",
        TOKEN + "\xe9",
        f"{TOKEN}, {TOKEN}",
        f"Bearer {TOKEN}",
        f'"{TOKEN}"',
    ],
)
def test_a_token_that_is_nearly_right_is_wrong(wrong: str) -> None:
    pages = Pages()
    guard = here(pages)
    assert ask(guard, "POST", "/stories", [("Authorization", f"Bearer {wrong}")]).status == 401
    assert pages.asked == []


def test_the_name_of_the_scheme_is_written_in_any_case() -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert ask(here(Pages()), "POST", "/stories", [("Authorization", f"{scheme} {TOKEN}")]).status == 200


def test_a_token_elsewhere_than_in_its_place_is_none() -> None:
    for sent in (
        [("Authorization", TOKEN)],
        [("Authorization", f"Basic {TOKEN}")],
        [("X-Token", TOKEN)],
        [("Cookie", f"sayso-8000={TOKEN}")],
    ):
        assert ask(here(Pages()), "POST", "/stories", sent).status == 401
    assert ask(here(Pages()), "POST", f"/stories?token={TOKEN}").status == 401


def test_two_authorizations_are_none() -> None:
    for other in (f"Bearer {TOKEN}", "Bearer other", "Basic eDp5"):
        for sent in ([*BEARER, ("Authorization", other)], [("Authorization", other), *BEARER]):
            assert ask(here(Pages()), "POST", "/stories", sent).status == 401


def test_a_password_of_a_proxy_does_not_hide_the_cookie() -> None:
    guard = here(Pages())
    assert ask(guard, "POST", "/stories", [cookie_of(guard), *FORM, ("Authorization", "Basic eDp5")]).status == 200


def test_opening_the_printed_address_lets_in_and_hides_the_token() -> None:
    pages = Pages()
    answer = ask(here(pages), "GET", f"/?outlet=A+B&token={TOKEN}&since=2024")
    assert (answer.status, answer["location"]) == (303, "/?outlet=A+B&since=2024")
    assert answer["set-cookie"].startswith("sayso-8000=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in answer["set-cookie"].split(";")}
    assert "Secure" not in answer["set-cookie"]
    assert TOKEN not in str(answer.headers)
    assert pages.asked == []
    assert ask(here(pages), "GET", f"/?token={TOKEN}")["location"] == "/"


def test_a_wrong_token_in_the_address_lets_nobody_in() -> None:
    for query in ("token=", "token=wrong", f"token={TOKEN[:-1]}", f"token=wrong&token={TOKEN}"):
        answer = ask(here(Pages()), "GET", f"/?{query}")
        assert (answer.status, answer["set-cookie"]) == (401, "")


def test_the_form_lets_in_and_leads_on() -> None:
    guard = elsewhere(Pages())
    answer = ask(guard, "POST", "/enter", host=NAMED, body=[f"token={TOKEN}&next=/stories/3?version=1".encode()])
    assert (answer.status, answer["location"]) == (303, "/stories/3?version=1")
    assert ask(guard, "GET", "/stories/3", [answer.cookie], host=NAMED).status == 200
    assert ask(guard, "POST", "/enter", host=NAMED, body=[b"token=wrong&next=/"]).status == 401


@pytest.mark.parametrize(
    "then", ["//evil.example", "/\\evil.example", "https://evil.example", "%09//evil.example", "/%0d%0aa", "evil", ""]
)
def test_the_form_leads_nowhere_else(then: str) -> None:
    answer = ask(here(Pages()), "POST", "/enter", body=[f"token={TOKEN}&next={then}".encode()])
    assert (answer.status, answer["location"]) == (303, "/")


def test_a_form_of_another_site_lets_nobody_in() -> None:
    answer = ask(here(Pages()), "POST", "/enter", [("Origin", "https://evil.example")], body=[f"token={TOKEN}".encode()])
    assert (answer.status, answer["set-cookie"]) == (403, "")


def test_the_cookie_is_secure_where_the_connection_is() -> None:
    assert "Secure" in ask(elsewhere(Pages()), "GET", f"/?token={TOKEN}", host="news.example", scheme="https")["set-cookie"]
    behind = [("X-Forwarded-Proto", "https")]
    assert "Secure" in ask(elsewhere(Pages()), "GET", f"/?token={TOKEN}", behind, host="news.example")["set-cookie"]


def test_a_link_from_a_chat_finds_who_has_the_cookie() -> None:
    assert "SameSite=lax" in ask(elsewhere(Pages()), "GET", f"/?token={TOKEN}", host=NAMED)["set-cookie"]


def test_a_cookie_is_good_at_its_own_port_only() -> None:
    guard = here(Pages())
    cookie = cookie_of(guard, "127.0.0.1:9000")
    renamed = ("Cookie", cookie[1].replace("9000", "8000"))
    assert renamed[1].startswith("sayso-8000=")
    for each in (cookie, renamed):
        assert ask(guard, "POST", "/stories", [each, *FORM]).status == 401
    assert ask(guard, "POST", "/stories", [cookie_of(guard), *FORM]).status == 200


def test_a_cookie_of_another_name_is_none() -> None:
    guard = here(Pages())
    renamed = ("Cookie", cookie_of(guard)[1].replace("sayso-8000", "other"))
    assert ask(guard, "POST", "/stories", [renamed, *FORM]).status == 401


def test_a_cookie_of_another_token_is_none() -> None:
    other = Guard(Pages(), Access.at("another-token-of-these-tests", "127.0.0.1"))
    cookie = ask(other, "GET", "/?token=another-token-of-these-tests").cookie
    assert ask(here(Pages()), "POST", "/stories", [cookie, *FORM]).status == 401


def test_a_cookie_of_the_same_name_from_another_server_does_not_shut_out() -> None:
    guard = here(Pages())
    _, cookie = cookie_of(guard)
    for all_of_them in (f"sayso-8000=x; {cookie}", f"{cookie}; sayso-8000=x", f"a; ;=;{cookie};"):
        assert ask(guard, "POST", "/stories", [("Cookie", all_of_them), *FORM]).status == 200


def test_who_guesses_is_answered_no_more_for_a_while_but_the_right_token_always_enters() -> None:
    guard = elsewhere(Pages())
    inside = [cookie_of(guard, NAMED), ("Origin", f"http://{NAMED}")]
    for _ in range(limits.GUESSES.amount):
        assert ask(guard, "GET", "/", [("Authorization", "Bearer wrong")], host=NAMED, client=FAR).status == 401
    answer = ask(guard, "GET", "/", [("Authorization", "Bearer wrong")], host=NAMED, client=FAR)
    assert answer.status == 429
    assert 1 <= int(answer["retry-after"]) <= 60
    assert ask(guard, "GET", "/?token=wrong", host=NAMED, client=FAR).status == 429
    assert ask(guard, "POST", "/enter", host=NAMED, client=FAR, body=[b"token=wrong"]).status == 429
    assert ask(guard, "GET", "/", BEARER, host=NAMED, client=FAR).status == 200
    assert ask(guard, "GET", f"/?token={TOKEN}", host=NAMED, client=FAR).status == 303
    assert ask(guard, "POST", "/enter", host=NAMED, client=FAR, body=[f"token={TOKEN}".encode()]).status == 303
    assert ask(guard, "POST", "/stories", inside, host=NAMED, client=FAR).status == 200


@pytest.mark.parametrize("proxy", ["proxy.example", "10.0.0.0/99", "", "10.0.0.1/8"])
def test_a_proxy_is_given_by_its_address_or_its_network(proxy: str) -> None:
    assert networks(["10.0.0.1", "10.0.0.0/8", "::1"]) == ("10.0.0.1/32", "10.0.0.0/8", "::1/128")
    with pytest.raises(InputError):
        networks([proxy])


def test_behind_a_proxy_on_this_machine_everybody_comes_from_elsewhere() -> None:
    assert not Access.at(TOKEN, "127.0.0.1", behind_proxy=True).loopback


def test_a_refusal_for_want_of_the_token_says_how_to_give_it() -> None:
    assert ask(here(Pages()), "POST", "/stories")["www-authenticate"] == 'Bearer realm="sayso"'


def test_the_token_is_not_shown_where_access_is() -> None:
    assert TOKEN not in repr(Access.at(TOKEN, "127.0.0.1"))


# The token itself, and the names


def test_a_token_is_made_anew_each_time_and_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    made = {token() for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(r"[\w-]{43}", each) for each in made)
    monkeypatch.setenv(VARIABLE, TOKEN)
    assert token() == TOKEN
    monkeypatch.setenv(VARIABLE, "")
    assert token() != ""


@pytest.mark.parametrize(
    "given",
    [
        "short",
        "x" * (SHORTEST - 1),
        "with a blank in the middle",
        "with/a/slash/and&and=and",
        "ümlaute-sind-schwierig",
        "a-newline-at-the-end\n",
    ],
)
def test_a_token_that_could_be_guessed_or_not_be_sent_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, given)
    with pytest.raises(InputError, match=VARIABLE) as told:
        token()
    assert given not in str(told.value)


@pytest.mark.parametrize("name", ["https://news.example", "news.example:8000", "news.example/", "", "*", "a b", "news..example"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="is no name of a host"):
        Access.at(TOKEN, "0.0.0.0", [name])


def test_only_the_loopback_is_this_machine() -> None:
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "::1", "127.0.0.2"):
        assert Access.at(TOKEN, host).loopback
    for host in ("0.0.0.0", "::", "192.0.2.1", "news.example", "localhost.example", ""):
        assert not Access.at(TOKEN, host).loopback
    assert Access.at(TOKEN, "::1").admits("[::1]")
    assert Access.at(TOKEN, "127.0.0.2").admits("127.0.0.2")
