"""Websites made to stall their reader. Each case took from fifteen seconds to six minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tools.website.feeds import headlines
from tools.website.fetching import Page
from tools.website.pages import description_of, feeds_of
from tools.website.sitemaps import newest_change

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 22)
CPU_SECONDS = 25
"""For all pages of one test together, several times what they take: seconds of the process's
own work, which neighbours on the machine do not lengthen."""
_READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3])))
sys.path.insert(0, sys.argv[1])
from datetime import date
from tools.website.feeds import headlines
from tools.website.fetching import Page
from tools.website.pages import description_of, feeds_of
page = Page("https://a.example/", 200, "text/html", eval(sys.argv[2]))
description_of(page), feeds_of(page), headlines(page, date(2026, 11, 22))
"""
STALLING = [
    "b'<p a=\"' * 300000",
    "b'<!--' * 500000",
    "b'<b>x' * 250000",
    "b'<div>' * 400000",
    "b'<rss version=\"2.0\"><channel>' + b'<item>' * 300000",
    "b'<rss version=\"2.0\"><channel>' + b'<item><title>x</title></item>' * 65000",
]


@pytest.mark.parametrize("body", STALLING)
def test_a_page_made_to_stall_its_reader_is_read_or_left(body: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(ROOT), body, str(CPU_SECONDS)],
        env={"PATH": os.environ["PATH"]}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]


def page(body: str, kind: str = "application/xml") -> Page:
    return Page("https://a.example/", 200, kind, body.encode())


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l9 SYSTEM "file://{}">]>'


@pytest.mark.parametrize("outside", [False, True])
def test_entities_neither_grow_nor_read_files(tmp_path: Path, outside: bool) -> None:
    secret = tmp_path / "secret"
    secret.write_text("2026-11-03 hunter2", encoding="utf-8")
    head = OUTSIDE.format(secret) if outside else LAUGHS
    feed = f'{head}<rss version="2.0"><channel><item><title>x &l9; y</title></item></channel></rss>'
    told = str(headlines(page(feed), TODAY))
    assert "hunter2" not in told and "haha" not in told and len(told) < 1_000
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    sitemap = (
        f"{head}<urlset {namespace}><url><loc>https://a.example/</loc>"
        "<lastmod>&l9;</lastmod></url></urlset>"
    )
    assert newest_change(page(sitemap), lambda url: page(""), TODAY) is None


def test_a_long_feed_keeps_its_newest_entries() -> None:
    entries = "".join(
        f"<entry><title>News {n}</title><updated>2026-11-{20 - n % 20:02}T00:00:00Z</updated>"
        f"<content>{'word ' * 2_000}</content></entry>"
        for n in range(120)
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
    found = headlines(page(feed, "application/atom+xml"), TODAY)
    assert found and found[0] == (date(2026, 11, 20), "News 0: " + found[0][1].partition(": ")[2])


def test_a_page_whose_words_come_late_is_read_for_what_it_says() -> None:
    noise = "<script>var a = '<p>not this</p>';</script>" * 3_000
    html = f"<html><head>{noise}</head><body><p>{'We make engines. ' * 10}</p></body></html>"
    assert (description_of(page(html, "text/html")) or "").startswith("We make engines.")
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    assert feeds_of(page(f"<html><head>{link}</head></html>", "text/html")) == [
        "https://a.example/feed"
    ]
