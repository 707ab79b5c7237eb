"""Tabs of a real browser: which pages there are, and how one is opened for a reader of any kind."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.web.conftest import Served

PAGES = {
    "news": "/",
    "story": "/stories/4",
    "version": "/stories/1/versions/1",
    "speaker": "/speakers/1",
    "search": "/search?words=ferry",
    "filters": "/search?kind=direct&since=2024",
    "audit": "/audit",
    "read": "/read",
    "api": "/api",
    "nothing": "/stories/999",
}


def opened(
    browser: Browser,
    served: Served,
    path: str,
    *,
    width: int = 1280,
    height: int = 900,
    scheme: str = "light",
    scripts: bool = True,
    forced: bool = False,
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if forced else "none",
        java_script_enabled=scripts,
        base_url=served.url,
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: None if request.url.startswith((served.url, "data:")) else complaints.append(request.url))
    tab.goto(path)
    # What is not there, or makes no sense, says so in the console too; nothing else may.
    assert [said for said in complaints if "status of 4" not in said] == []
    return tab
