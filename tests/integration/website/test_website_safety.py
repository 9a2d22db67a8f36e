"""Which addresses are fetched, how many, how long, and what a failure is called."""

from __future__ import annotations

from typing import Any

import pytest

import errors
from tools.website.fetching import Visit


@pytest.mark.parametrize(
    "domain",
    [
        "127.0.0.1",
        "10.0.0.8",
        "169.254.169.254",
        "8.8.8.8",
        "[::1]",
        "2130706433",
        "0x7f.1",
        "localhost",
        "printer.local",
        "db.internal",
        "alto",
        "",
        "a b.example",
        "alto.example@10.0.0.1",
        "http://10.0.0.1/",
        "http://[bad",
        "-bad-.example",
        "x" * 300 + ".example",
    ],
)
def test_what_is_no_public_name_is_not_fetched(web: Any, domain: str) -> None:
    with pytest.raises(errors.UnsafeAddress):
        web.reader().read(domain)
    assert web.asked == []


@pytest.mark.parametrize(
    ("domain", "asked"),
    [
        ("Alto.Example", "https://alto.example/"),
        ("https://alto.example/contact?x=1", "https://alto.example/"),
        ("alto.example/fr", "https://alto.example/"),
        (" alto.example. ", "https://alto.example/"),
        ("société.example", "https://xn--socit-esab.example/"),
    ],
)
def test_a_name_is_taken_from_what_people_write(web: Any, domain: str, asked: str) -> None:
    web.put(asked, "<p>Alto</p>")
    assert web.reader().read(domain).url == asked


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "http://localhost/",
        "ftp://alto.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://alto.example:8443/",
        "https://user:pass@alto.example/",
        "http://[::1]/",
        "http://[bad",
    ],
)
def test_a_redirect_to_an_unsafe_address_is_not_followed(web: Any, location: str) -> None:
    web.put("https://alto.example/", status=302, location=location)
    with pytest.raises(errors.UnsafeAddress):
        web.reader().read("alto.example")
    assert web.asked == ["https://alto.example/"]


def test_a_redirect_to_a_public_address_is_followed_and_becomes_the_address(web: Any) -> None:
    web.put("https://alto.example/", status=301, location="https://www.alto.example/fr/")
    web.put("https://www.alto.example/fr/", "<p>Bienvenue</p>")
    reading = web.reader().read("alto.example")
    assert (reading.url, reading.description) == ("https://www.alto.example/fr/", "Bienvenue")


def test_redirects_that_go_round_end(web: Any) -> None:
    web.put("https://alto.example/", status=302, location="/a")
    web.put("https://alto.example/a", status=302, location="/")
    with pytest.raises(errors.Temporary):
        web.reader().read("alto.example")
    assert len(web.asked) == 4


def test_a_feed_or_a_sitemap_that_points_inside_is_passed_over(web: Any) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1/feed">'
    broken = link.replace("127.0.0.1", "[bad")
    web.put("https://alto.example/", f"<head>{broken}{link}</head><p>Alto</p>")
    web.put(
        "https://alto.example/sitemap.xml",
        "<sitemapindex><sitemap><loc>http://10.0.0.1/s.xml</loc></sitemap></sitemapindex>",
    )
    reading = web.reader().read("alto.example")
    assert reading.description == "Alto"
    assert (reading.news, reading.updated_on) == ((), None)
    assert all("alto.example" in url for url in web.asked)


def test_at_most_six_requests_are_made(web: Any) -> None:
    web.put("http://alto.example/", status=302, location="/fr")  # the third way to a home page
    web.put("http://alto.example/fr", "<p>Alto</p>")
    assert web.reader().read("alto.example").description == "Alto"
    assert len(web.asked) == 6


def test_a_site_without_tls_or_only_with_www_is_found(web: Any) -> None:
    web.put("https://www.alto.example/", "<p>with www</p>")
    assert web.reader().read("alto.example").description == "with www"
    web.pages.clear()
    web.put("http://alto.example/", "<p>plain</p>")
    assert web.reader().read("alto.example").description == "plain"


def test_ten_seconds_are_all_it_gets(web: Any) -> None:
    web.seconds_a_page = 4.0
    web.put("https://alto.example/", "<p>Alto</p>")
    reading = web.reader().read("alto.example")
    assert reading.description == "Alto", "what was read in time is kept"
    assert len(web.asked) == 3


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, errors.NotFound),
        (410, errors.NotFound),
        (403, errors.NotFound),
        (429, errors.Temporary),
        (500, errors.Temporary),
        (503, errors.Temporary),
    ],
)
def test_the_status_of_the_home_page_decides(
    web: Any, status: int, expected: type[errors.RendezvousError]
) -> None:
    web.put("https://alto.example/", "<p>x</p>", status=status)
    with pytest.raises(expected):
        web.reader().read("alto.example")


def test_a_firm_that_cannot_be_reached_is_for_later(web: Any) -> None:
    with pytest.raises(errors.NotConnected):
        web.reader().read("alto.example")
    assert web.asked == [
        "https://alto.example/",
        "https://www.alto.example/",
        "http://alto.example/",
    ]


def test_a_page_over_two_megabytes_is_unsafe(web: Any) -> None:
    web.put("https://alto.example/", b"x" * 2_000_001)
    with pytest.raises(errors.UnsafeAddress):
        web.reader().read("alto.example")


def test_a_fetch_that_hangs_is_left_behind() -> None:
    import threading

    release = threading.Event()
    ticks = iter([0.0, 9.9])

    def hangs(url: str, *, max_bytes: int, seconds: float) -> Any:
        release.wait(5)
        raise errors.NotConnected("too late")

    visit = Visit(hangs, monotonic=lambda: next(ticks))
    with pytest.raises(errors.Temporary, match="too slow"):
        visit.get("https://alto.example/")
    release.set()
