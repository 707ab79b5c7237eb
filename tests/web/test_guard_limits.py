from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from sayso.web import limits
from tests.web.guarded import (
    BEARER,
    FAR,
    HERE,
    NAMED,
    Answer,
    Pages,
    ask,
    asking,
    elsewhere,
    here,
    messages,
    scope_of,
)


def test_a_body_comes_to_the_application_whole() -> None:
    pages = Pages()
    assert ask(here(pages), "POST", "/read", body=[b"a" * 1000] * 50).status == 200
    assert pages.asked == [("POST", "/read", b"a" * 50_000)]


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("application/json", limits.LARGEST_BODY),
        ("", limits.LARGEST_BODY),
        ("multipart/form-data; boundary=x", limits.LARGEST_UPLOAD),
        ("Text/CSV", limits.LARGEST_UPLOAD),
    ],
)
def test_a_body_is_as_large_as_may_be_and_no_larger(kind: str, most: int) -> None:
    pages = Pages()
    sent = [("Content-Type", kind)]
    assert ask(here(pages), "POST", "/read", sent, body=[b"a" * (most - 1), b"a"]).status == 200
    for length in ([], [("Content-Length", "5")], [("Content-Length", "x")], [("Content-Length", "9" * 5000)]):
        assert ask(here(pages), "POST", "/read", [*sent, *length], body=[b"a" * most, b"a"]).status == 413
    assert len(pages.asked) == 1


def test_a_body_that_says_it_is_too_large_is_not_waited_for() -> None:
    pages = Pages()
    answer = ask(
        here(pages), "POST", "/read", [("Content-Length", str(limits.LARGEST_BODY + 1)), ("Expect", "100-continue")], body=[]
    )
    assert (answer.status, answer["connection"]) == (413, "close")


def test_a_refused_body_is_taken_off_the_line_so_far_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINGER", 1000)
    taken: list[bytes] = []

    def parts() -> Iterator[bytes]:
        for _ in range(50):
            taken.append(b"a" * 100)
            yield taken[-1]

    async def lingered() -> None:
        left = parts()

        async def receive() -> Message:
            return {"type": "http.request", "body": next(left), "more_body": True}

        await limits.lingering(receive)

    asyncio.run(lingered())
    assert len(taken) == 10


def test_a_body_where_none_belongs_is_short() -> None:
    assert ask(here(Pages()), "GET", "/", body=[b"a" * 5000]).status == 413
    assert ask(here(Pages()), "POST", "/enter", body=[b"a" * 5000]).status == 413


def test_a_long_question_is_refused() -> None:
    assert ask(here(Pages()), "GET", "/search?words=" + "a" * 8000).status == 200
    assert ask(here(Pages()), "GET", "/search?words=" + "a" * 8192).status == 414


def test_a_visitor_who_goes_away_amid_a_body_asks_nothing() -> None:
    pages = Pages()
    gone = scope_of("POST", "/read", [("Host", HERE)])
    assert asyncio.run(messages(here(pages), gone, [b"a"], whole=False)) == []
    assert pages.asked == []


def test_bodies_at_a_time_are_bounded_and_let_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD", 1000)
    pages = Pages()
    guard = here(pages)
    for _ in range(3):
        assert ask(guard, "POST", "/read", body=[b"a" * 1000]).status == 200
        answer = ask(guard, "POST", "/read", body=[b"a" * 600, b"a" * 401])
        assert (answer.status, answer["retry-after"]) == (503, "60")
    assert len(pages.asked) == 3


def test_a_body_that_does_not_come_whole_is_let_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD", 1000)
    monkeypatch.setattr(limits, "BODY_TIME", 0.02)
    guard = here(Pages())

    async def stuck() -> int:
        first = iter([{"type": "http.request", "body": b"a" * 900, "more_body": True}])
        outgoing: list[Message] = []

        async def receive() -> Message:
            for message in first:
                return message
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            outgoing.append(message)

        await guard(scope_of("POST", "/read", [("Host", HERE)]), receive, send)
        return int(outgoing[0]["status"])

    assert asyncio.run(stuck()) == 408
    asyncio.run(messages(guard, scope_of("POST", "/read", [("Host", HERE)]), [b"a" * 900], whole=False))
    assert ask(guard, "POST", "/read", body=[b"a" * 1000]).status == 200


def test_readers_on_this_machine_are_not_slowed() -> None:
    guard = here(Pages())

    async def readers() -> set[int]:
        return {(await asking(guard, "GET", "/")).status for _ in range(2000)}

    assert asyncio.run(readers()) == {200}


@pytest.mark.parametrize(("method", "item"), [("GET", limits.ANY), ("POST", limits.COSTLY)])
def test_an_address_elsewhere_asks_so_often_and_then_waits(method: str, item: Any) -> None:
    pages = Pages()
    guard = elsewhere(pages)

    async def often(client: str) -> list[Answer]:
        return [await asking(guard, method, "/read", BEARER, host=NAMED, client=client) for _ in range(item.amount + 1)]

    *first, last = asyncio.run(often(FAR))
    assert {answer.status for answer in first} == {200}
    assert last.status == 429
    assert 1 <= int(last["retry-after"]) <= item.get_expiry()
    assert ask(guard, method, "/read", BEARER, host=NAMED, client="203.0.113.8").status == 200
    forged = [*BEARER, ("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9")]
    assert ask(guard, method, "/read", forged, host=NAMED, client=FAR).status == 429


def test_another_site_does_not_use_up_what_a_person_may_ask() -> None:
    guard = elsewhere(Pages())
    for _ in range(limits.COSTLY.amount + 1):
        ask(guard, "POST", "/read", [("Origin", "https://evil.example")], host=NAMED, client=FAR)
    assert ask(guard, "POST", "/read", BEARER, host=NAMED, client=FAR).status == 200


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        (None, None),
        ("", None),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_with_its_neighbours(address: str | None, counted: str | None) -> None:
    assert limits.neighbourhood(address) == counted


def test_so_many_are_in_at_a_time_and_the_next_waits_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 2)
    monkeypatch.setattr(limits, "WAIT", 0.05)

    async def crowd() -> tuple[list[int], Answer, list[int], int]:
        most, now, go = 0, 0, asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal most, now
            now += 1
            most = max(most, now)
            if scope["method"] == "POST":
                await go.wait()
            now -= 1
            await Response("yes")(scope, receive, send)

        guard = here(slow)
        first = [asyncio.create_task(asking(guard, "POST", "/read")) for _ in range(3)]
        await asyncio.sleep(0.2)
        reading = await asking(guard, "GET", "/")
        go.set()
        done = [(await task).status for task in first]
        after = [(await asking(guard, "POST", "/read")).status for _ in range(5)]
        return done, reading, after, most

    done, reading, after, most = asyncio.run(crowd())
    assert sorted(done) == [200, 200, 503]
    assert reading.status == 200
    assert after == [200] * 5
    # The two that had a turn, and the page between.
    assert most == 3


def test_who_takes_his_answer_slowly_keeps_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 1)
    monkeypatch.setattr(limits, "WAIT", 0.05)

    async def two() -> int:
        taken, begun = asyncio.Event(), asyncio.Event()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                begun.set()
                await taken.wait()

        guard = here(Pages())
        scope = scope_of("POST", "/read", [("Host", HERE)])
        slow = asyncio.create_task(guard(scope, receive, send))
        await begun.wait()
        status = (await asking(guard, "POST", "/read")).status
        taken.set()
        await slow
        return status

    assert asyncio.run(two()) == 200
