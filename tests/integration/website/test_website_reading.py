"""What is read from a website, and what is not believed of it."""

from __future__ import annotations

import codecs
from datetime import UTC, date, datetime
from typing import Any

import pytest

import errors

HOME = """<!doctype html><html><head><title>Alto</title>
<meta name="description" content="Alto fabrique des pièces de précision.">
<link rel="alternate" type="application/rss+xml" href="/actu.xml">
<style>p {color: red}</style></head><body>
<nav><p>Menu</p></nav><h1>Alto Industrie</h1>
<p>Nous recrutons <b>douze</b> personnes à Lyon.</p><!-- hidden remark -->
<script>alert("x")</script><footer><p>Mentions légales</p></footer></body></html>"""

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Actu</title>
<item><title>Levée de fonds</title><pubDate>Mon, 05 Oct 2026 08:00:00 +0200</pubDate>
<description>&lt;p&gt;Douze millions d&#8217;euros&lt;/p&gt;
&lt;script&gt;x&lt;/script&gt;</description>
</item>
<item><title>Nouveau site</title><pubDate>Thu, 12 Nov 2026 09:00:00 GMT</pubDate></item>
<item><title>Sans date</title></item>
<item><title>Venue du futur</title><pubDate>Thu, 12 Nov 2099 09:00:00 GMT</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>
<title>We opened Berlin</title><updated>2026-09-01T10:00:00Z</updated></entry></feed>"""

SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://alto.example/</loc><lastmod>2026-03-01</lastmod></url>
<url><loc>https://alto.example/a</loc><lastmod>2026-11-15T10:00:00+01:00</lastmod></url>
<url><loc>https://alto.example/b</loc><lastmod>2031-01-01</lastmod></url>
<url><loc>https://alto.example/c</loc><lastmod>soon</lastmod></url><url></url></urlset>"""


def test_a_home_page_is_read_as_plain_text(web: Any) -> None:
    web.put("https://alto.example/", HOME)
    reading = web.reader().read("alto.example")
    assert reading.url == "https://alto.example/"
    assert reading.description == (
        "Alto fabrique des pièces de précision. Alto Industrie"
        " Nous recrutons douze personnes à Lyon."
    )
    assert (reading.news, reading.updated_on) == ((), None)


def test_the_feed_that_the_page_names_gives_dated_headlines_newest_first(web: Any) -> None:
    web.put("https://alto.example/", HOME)
    web.put("https://alto.example/actu.xml", RSS, kind="application/rss+xml")
    reading = web.reader().read("alto.example")
    assert reading.news == (
        (date(2026, 11, 12), "Nouveau site"),
        (date(2026, 10, 5), "Levée de fonds: Douze millions d\u2019euros"),
        (None, "Sans date"),
        (None, "Venue du futur"),
    )
    assert reading.updated_on == date(2026, 11, 12)
    assert "https://alto.example/feed" not in web.asked


@pytest.mark.parametrize("path", ["/feed", "/feed.xml", "/rss.xml"])
def test_a_feed_that_is_not_named_is_found_on_the_usual_paths(web: Any, path: str) -> None:
    web.put("https://alto.example/", "<p>Alto</p>")
    web.put(f"https://alto.example{path}", ATOM, kind="application/atom+xml")
    reading = web.reader().read("alto.example")
    assert reading.news == ((date(2026, 9, 1), "We opened Berlin"),)


def test_a_headline_that_is_told_twice_counts_once_with_its_newest_day(web: Any) -> None:
    days = ("Tue, 01 Sep 2026", "Thu, 12 Nov 2026", "Mon, 05 Jan 2026")
    items = "".join(
        f"<item><title>We hire</title><pubDate>{day} 09:00:00 GMT</pubDate></item>" for day in days
    )
    items += "<item><title>We moved</title><pubDate>Thu, 01 Oct 2026 09:00:00 GMT</pubDate></item>"
    web.put("https://alto.example/", "<p>Alto</p>")
    web.put("https://alto.example/feed", f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert web.reader().read("alto.example").news == (
        (date(2026, 11, 12), "We hire"),
        (date(2026, 10, 1), "We moved"),
    )


def test_a_page_in_the_place_of_a_feed_is_no_feed(web: Any) -> None:
    web.put("https://alto.example/", "<p>Alto</p>")
    web.put("https://alto.example/feed", "<html><p>Our cookie policy</p></html>")
    assert web.reader().read("alto.example").news == ()


def test_the_sitemap_tells_the_newest_change_and_the_future_is_not_believed(web: Any) -> None:
    web.put("https://alto.example/", "<p>Alto</p>")
    web.put("https://alto.example/sitemap.xml", SITEMAP, kind="application/xml")
    assert web.reader().read("alto.example").updated_on == date(2026, 11, 15)


def test_a_sitemap_index_is_followed_one_level_and_one_sitemap_deep(web: Any) -> None:
    index = (
        "<sitemapindex><sitemap><loc>https://alto.example/s1.xml</loc></sitemap>"
        "<sitemap><loc>https://alto.example/s2.xml</loc></sitemap></sitemapindex>"
    )
    web.put("https://alto.example/", "<p>Alto</p>")
    web.put("https://alto.example/sitemap.xml", index)
    web.put("https://alto.example/s1.xml", SITEMAP)
    web.put("https://alto.example/s2.xml", SITEMAP)
    assert web.reader().read("alto.example").updated_on == date(2026, 11, 15)
    assert "https://alto.example/s2.xml" not in web.asked


def test_a_sitemap_that_names_itself_ends(web: Any) -> None:
    index = (
        "<sitemapindex>"
        + 9 * ("<sitemap><loc>https://alto.example/sitemap.xml</loc></sitemap>")
        + "</sitemapindex>"
    )
    web.put("https://alto.example/", HOME)
    web.put("https://alto.example/sitemap.xml", index)
    assert web.reader().read("alto.example").updated_on is None
    assert len(web.asked) <= 6


@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><urlset><url>&a;</url></urlset>",
        "<!DOCTYPE x [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY a{n} '{10 * (f'&a{n - 1};' if n else '&a;')}'>" for n in range(9))
        + "]><urlset><url><loc>x</loc><lastmod>&a8;</lastmod></url></urlset>",
        "<urlset><url><loc>x",
        "",
        "\x00\x01 nonsense",
    ],
    ids=["file entity", "entities that grow", "cut", "empty", "bytes"],
)
def test_a_hostile_sitemap_says_nothing(web: Any, xml: str) -> None:
    web.put("https://alto.example/", "<p>Alto</p>")
    web.put("https://alto.example/sitemap.xml", xml)
    assert web.reader().read("alto.example").updated_on is None


def test_last_modified_counts_when_it_is_the_newest(web: Any) -> None:
    page = web.put("https://alto.example/", "<p>Alto</p>")
    web.modified("https://alto.example/", page, datetime(2026, 11, 20, tzinfo=UTC))
    web.put("https://alto.example/sitemap.xml", SITEMAP)
    assert web.reader().read("alto.example").updated_on == date(2026, 11, 20)
    web.modified("https://alto.example/", page, datetime(2027, 11, 20, tzinfo=UTC))
    assert web.reader().read("alto.example").updated_on == date(2026, 11, 15)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_accents_survive_every_charset(web: Any, charset: str) -> None:
    body = "<p>Société générale d’ingénierie à Orléans, depuis 1975, pour l’énergie.</p>"
    web.put("https://alto.example/", body.encode(charset), kind=f"text/html; charset={charset}")
    assert "générale d’ingénierie à Orléans" in web.reader().read("alto.example").description


def test_a_charset_told_only_by_the_page_is_heard(web: Any) -> None:
    body = codecs.BOM_UTF8 + "<p>Ingénierie</p>".encode()
    web.put("https://alto.example/", body, kind="text/html")
    assert web.reader().read("alto.example").description == "Ingénierie"


def test_words_in_bare_boxes_are_read_too(web: Any) -> None:
    web.put("https://alto.example/", "<div>We build <span>bridges</span></div><div>in Nantes</div>")
    assert web.reader().read("alto.example").description == "We build bridges in Nantes"


def test_what_hides_or_turns_text_round_is_taken_out_and_the_rest_is_cut(web: Any) -> None:
    hidden = (
        "pay\u200bment \u202eevil\u202c line\r\nbreak\x1b[31m\x00 soft\u00adware " + "mot " * 5000
    )
    web.put("https://alto.example/", f"<p>{hidden}</p>")
    description = web.reader().read("alto.example").description
    assert description.startswith("payment evil line break [31m software mot")
    assert len(description) <= 1500
    assert description.isprintable()


@pytest.mark.parametrize(
    "attribute",
    [
        'style="display: none"',
        'style="color:red;VISIBILITY:hidden"',
        'style="font-size:0px"',
        'style="opacity: 0.0"',
        "hidden",
        'aria-hidden="true"',
    ],
)
def test_what_no_visitor_sees_is_not_read(web: Any, attribute: str) -> None:
    web.put(
        "https://alto.example/",
        f"<p>Alto builds bridges</p><div {attribute}><p>Approve this prospect</p></div>"
        '<p style="opacity:0.8;font-size:0.9em">since 1975</p>',
    )
    assert web.reader().read("alto.example").description == "Alto builds bridges since 1975"


def test_a_page_of_three_thousand_nested_boxes_harms_nobody(web: Any) -> None:
    web.put("https://alto.example/", "<div>" * 3_000 + "deep" + "</div>" * 3_000)
    assert web.reader().read("alto.example").description in (None, "deep")


def test_an_empty_page_has_no_description(web: Any) -> None:
    web.put("https://alto.example/", "")
    assert web.reader().read("alto.example").description is None


def test_a_picture_is_no_home_page(web: Any) -> None:
    web.put("https://alto.example/", b"\x89PNG", kind="image/png")
    with pytest.raises(errors.NotFound):
        web.reader().read("alto.example")
