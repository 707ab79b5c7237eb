"""The claims of an archive by what stands in them, whatever numbers they have."""

from __future__ import annotations

from sqlalchemy import text

from sayso.archive.database import connect
from sayso.archive.links import rebuild


def claims(place: str) -> set[tuple[frozenset[str], frozenset[frozenset[str]], int]]:
    """The claims of an archive by what stands in them: their mentions, their utterances, and how many are independent."""
    engine = connect(place)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT mention.claim_id, mention.utterance_id, mention.voice_id, mention.outlet, statement.content, "
                "mention.change, mention.losses, mention.root FROM mention JOIN statement ON statement.id = mention.statement_id"
            )
        ).all()
    engine.dispose()
    found = set()
    for number in {row.claim_id for row in rows}:
        own = [row for row in rows if row.claim_id == number]
        utterances: dict[int, set[str]] = {}
        for row in own:
            utterances.setdefault(row.utterance_id, set()).add(_told(row))
        voices = len({row.voice_id for row in own})
        found.add((frozenset(map(_told, own)), frozenset(map(frozenset, utterances.values())), voices))
    return found


def _told(row: object) -> str:
    return " | ".join(str(getattr(row, name)) for name in ("outlet", "content", "change", "losses", "root"))


def sizes(place: str) -> list[int]:
    return sorted((len(mentions) for mentions, _, _ in claims(place)), reverse=True)


def anew(place: str) -> None:
    engine = connect(place)
    done = list(rebuild(engine, place))
    engine.dispose()
    assert done[-1][0] == done[-1][1]
