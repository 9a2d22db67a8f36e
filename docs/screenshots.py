"""The pictures of the console: ``make screenshots`` takes each page of a running demonstration.

Light and dark, at the width of a desktop and of a phone, into ``docs/images/console``.
``python docs/screenshots.py PAGE …`` takes only some; ``--url``, ``--email`` and ``--password``
take a console that runs already.
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images" / "console"
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
ADDRESSES = {
    "dashboard": "",
    "prospect": "prospect?id=5",
    "campaign-setup": "campaign-setup?draft=1",
}


@contextmanager
def demonstration() -> Iterator[tuple[str, str, str]]:
    """A demonstration of its own; its address, and who may log in with what."""
    with tempfile.TemporaryDirectory(prefix="rendezvous-") as folder:
        command = [sys.executable, "-m", "cli", "up", "--demo", "--home", f"{folder}/home",
                   "--port", "8591", "--sandbox-port", "8592"]  # fmt: skip
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            yield _announced(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def _announced(process: subprocess.Popen[str]) -> tuple[str, str, str]:
    assert process.stdout is not None
    email = password = url = ""
    for line in process.stdout:
        if found := re.search(r"Log in as (\S+) with the password (\S+)", line):
            email, password = found.groups()
        if found := re.search(r"Console and public routes: (\S+)", line):
            url = found.group(1)
        if "report to" in line:
            return url, email, password
    raise SystemExit("The demonstration did not start.")


def settled(page: Page) -> None:
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=60_000)
    page.wait_for_selector('[data-testid="stAppViewContainer"] h1', timeout=60_000)
    page.wait_for_timeout(1_500)


def take(
    browser: Browser, url: str, email: str, password: str, wanted: list[str], out: Path
) -> None:
    for scheme in ("light", "dark"):
        for name, (width, height) in WIDTHS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
                device_scale_factor=1,
            )
            page = context.new_page()
            page.goto(url)
            if not wanted or "login" in wanted:
                page.wait_for_timeout(500)
                _keep(page, out / f"login-{scheme}-{name}.png")
            page.fill("#email", email)
            page.fill("#password", password)
            page.click("button")
            settled(page)
            for path in wanted or _menu(page):
                if path == "login":
                    continue
                page.goto(f"{url}/{ADDRESSES.get(path, path)}")
                settled(page)
                _keep(page, out / f"{path.split('?')[0]}-{scheme}-{name}.png")
            context.close()


def _keep(page: Page, path: Path) -> None:
    """A picture of few colours: a quarter of the bytes, and nobody sees the difference."""
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(192).save(path, optimize=True)


def _menu(page: Page) -> list[str]:
    links = page.locator('[data-testid="stSidebar"] a[href]')
    found = [str(link.get_attribute("href")).rstrip("/") for link in links.all()]
    paths = [href.rsplit("/", 1)[-1] for href in found]
    return [
        *dict.fromkeys(path or "dashboard" for path in paths),
        "campaign-setup",
        "prospect",
    ]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("pages", nargs="*")
    asked.add_argument("--url")
    asked.add_argument("--email")
    asked.add_argument("--password")
    asked.add_argument("--out", type=Path, default=IMAGES)
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is missing. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        if given.url:
            take(browser, given.url, given.email, given.password, given.pages, given.out)
        else:
            with demonstration() as (url, email, password):
                take(browser, url, email, password, given.pages, given.out)
        browser.close()


if __name__ == "__main__":
    main()
