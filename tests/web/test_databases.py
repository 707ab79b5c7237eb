"""The pages stand on both databases."""

from __future__ import annotations

from pathlib import Path

from sayso.archive import Archive
from tests.web.conftest import EXAMPLES, serving

PAGES = (
    "/",
    "/?outlet=Coast+Post&since=2024-03",
    "/stories/1",
    "/stories/1/versions/1",
    "/speakers/1",
    "/speakers?name=Owen+Bray",
    "/search?words=ferry",
    "/search?sourced=unnamed&outlet=Coast+Post",
    "/audit",
    "/audit?by=office&since=2024-03",
    "/api/v1/stories",
    "/api/v1/stories/1",
    "/api/v1/changes",
    "/api/v1/speakers/1",
    "/api/v1/search?words=promise&attribute=office=minister",
    "/api/v1/audit?by=office",
)


def test_every_page_answers_whatever_database_holds_the_archive(place: str, tmp_path: Path) -> None:
    with Archive(place) as archive:
        archive.add(EXAMPLES / "ferry.jsonl")
        (tmp_path / "people.csv").write_text("name,office\nOwen Bray,minister\n", encoding="utf-8")
        archive.describe(tmp_path / "people.csv")
        with serving(archive) as served, served.client() as client:
            for page in PAGES:
                found = client.get(page, follow_redirects=True)
                assert found.status_code == 200, (page, found.text)
                assert "Bray" in found.text or "ferry" in found.text.casefold(), page
