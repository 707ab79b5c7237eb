"""Make the README's pictures of the pages: ``python docs/pictures.py`` serves the examples and looks at them in Chromium."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import sync_playwright

from sayso.archive import Archive
from sayso.web.app import create
from sayso.web.server import free, listening
from sayso.web.token import Access

HERE = Path(__file__).parent
WINDOW = {"width": 1280, "height": 800}
PICTURES = (("story", "harbour", ".text .cue:text('was assured')"), ("audit", "/audit", None))
"""Each picture's name, what is opened (a page, or a story by the name of its file), and what is pointed at."""


def main() -> None:
    """Make all of them."""
    with TemporaryDirectory() as folder, Archive(Path(folder) / "news.db") as archive:
        archive.add(HERE.parent / "examples" / "ferry.jsonl", HERE.parent / "examples" / "harbour.txt")
        port = free("127.0.0.1", 0)
        url = f"http://127.0.0.1:{port}"
        server = uvicorn.Server(uvicorn.Config(create(archive, Access.at("0" * 20, "127.0.0.1")), log_level="warning"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening("127.0.0.1", port)]})
        serving.start()
        while not server.started:
            time.sleep(0.01)
        (harbour,) = (each.id for each in archive.listed(limit=100) if each.name.endswith("harbour.txt"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for name, place, pointed in PICTURES:
                tab = browser.new_page(viewport=WINDOW)
                tab.goto(f"{url}{place}" if place.startswith("/") else f"{url}/stories/{harbour}")
                if pointed:
                    tab.locator(pointed).first.hover()
                tab.screenshot(path=HERE / "pictures" / f"{name}.png")
                tab.close()
            browser.close()
        server.should_exit = True
        serving.join()


if __name__ == "__main__":
    main()
