"""The companies' websites, well-behaved and otherwise."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from html import unescape

import feedparser
from lxml import etree


def domains(box, kind):
    return sorted({row["company_domain"] for row in box.people() if row["website"] == kind})


def test_a_good_site_has_a_home_a_sitemap_and_a_feed_with_dates(start):
    box = start(people=600)
    sitemaps = feeds = dated = 0
    for domain in domains(box, "ok"):
        home = box.http.get(f"/websites/{domain}/")
        assert home.status_code == 200
        if "Last-Modified" in home.headers:
            dated += 1
            assert parsedate_to_datetime(home.headers["Last-Modified"]) <= box.now()
        sitemap = box.http.get(f"/websites/{domain}/sitemap.xml")
        if sitemap.status_code == 200:
            sitemaps += 1
            tree = etree.fromstring(sitemap.content)
            assert tree.findall(".//{*}lastmod")
        feed = box.http.get(f"/websites/{domain}/feed.xml")
        if feed.status_code == 200:
            feeds += 1
            parsed = feedparser.parse(feed.content)
            assert all(entry.published_parsed for entry in parsed.entries)
            path = parsed.entries[0].link.partition(".example")[2]
            assert parsed.entries[0].title in unescape(
                box.http.get(f"/websites/{domain}{path}").text
            )
    assert min(sitemaps, feeds, dated) > 10


def test_sites_misbehave_as_their_kind_says(start):
    box = start(people=3000, slow_site_seconds=0.05)
    assert box.http.get(f"/websites/{domains(box, 'missing')[0]}/").status_code == 404
    huge = box.http.get(f"/websites/{domains(box, 'huge')[0]}/")
    assert len(huge.content) > 2 * 1024 * 1024
    moved = box.http.get(f"/websites/{domains(box, 'private_redirect')[0]}/")
    assert moved.status_code == 302
    assert moved.headers["Location"].startswith("http://")
    assert (
        "Ignore previous instructions"
        in box.http.get(f"/websites/{domains(box, 'injected')[0]}/").text
    )
    assert box.http.get(f"/websites/{domains(box, 'slow')[0]}/").status_code == 200
    assert box.http.get("/websites/nobody-owns-this.example/").status_code == 502
