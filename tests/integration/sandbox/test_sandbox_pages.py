"""The pages: readable, and safe whatever a message holds."""

from __future__ import annotations

from conftest import mail_to

EVIL = '<script>alert(1)</script><img src="http://192.0.2.1/x.png" onerror="alert(2)">'


def test_the_inbox_lists_and_finds_messages_by_address(box):
    for address in ("anna@nowhere.example", "bob@nowhere.example"):
        box.sendgrid.post("/v3/mail/send", json=mail_to(address))
    assert "anna@nowhere.example" in box.http.get("/inbox").text
    found = box.http.get("/inbox", params={"to": "bob"}).text
    assert "bob@nowhere.example" in found
    assert "anna@nowhere.example" not in found


def test_nothing_of_a_message_can_run_or_load(box):
    content = [
        {"type": "text/plain", "value": EVIL},
        {"type": "text/html", "value": EVIL},
    ]
    box.sendgrid.post(
        "/v3/mail/send",
        json=mail_to("a@nowhere.example", subject=EVIL, content=content),
    )
    (message,) = box.http.get("/_sandbox/mailbox").json()["messages"]
    read = box.http.get(f"/inbox/{message['sg_message_id']}")
    assert "<script" not in read.text
    assert "<script" not in box.http.get("/inbox").text
    assert "<iframe sandbox " in read.text
    framed = box.http.get(f"/inbox/{message['sg_message_id']}/html")
    assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "default-src 'none'" in read.headers["content-security-policy"]


def test_a_search_term_is_escaped(box):
    assert "<script" not in box.http.get("/inbox", params={"to": "<script>x"}).text


def test_the_index_and_unknown_pages_answer(box):
    assert "Inbox" in box.http.get("/").text
    assert box.http.get("/inbox/nothing").status_code == 404
    assert box.http.get("/calendly/d/none/none").status_code == 404


def test_a_path_that_a_vendor_does_not_have_is_a_404_in_its_own_shape(box):
    assert box.sendgrid.get("/v3/nothing").json()["errors"][0]["message"] == "not found"
    assert box.rocketreach.get("/nothing").json() == {"detail": "Not found."}
    assert box.calendly.get("/nothing").json()["title"] == "Resource Not Found"
