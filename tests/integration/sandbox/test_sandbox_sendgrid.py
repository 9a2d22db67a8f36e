"""SendGrid: what is accepted, what is refused, and what can be asked afterwards."""

from __future__ import annotations

import pytest
from conftest import mail_to

TO = "someone@nowhere.example"


def send(box, body):
    return box.sendgrid.post("/v3/mail/send", json=body)


def test_an_accepted_mail_is_202_empty_with_an_id_and_lands_in_the_mailbox_as_sent(box):
    body = mail_to(TO, headers={"List-Unsubscribe": "<mailto:u@x.example>"}, categories=["first"])
    answer = send(box, body)
    assert (answer.status_code, answer.content) == (202, b"")
    (kept,) = box.http.get("/_sandbox/mailbox").json()["messages"]
    assert kept["message_id"] == answer.headers["X-Message-Id"]
    assert kept["payload"] == body
    assert kept["custom_args"] == body["custom_args"]
    assert kept["to"]["email"] == TO
    assert kept["reply_to"] == body["reply_to"]
    assert int(answer.headers["X-RateLimit-Remaining"]) < int(answer.headers["X-RateLimit-Limit"])


def test_personalizations_merge_custom_args_and_go_before_the_message(box):
    body = mail_to(TO)
    body["personalizations"][0].update(subject="Theirs", custom_args={"attempt_id": "a-2"})
    send(box, body)
    (kept,) = box.http.get("/_sandbox/mailbox").json()["messages"]
    assert kept["subject"] == "Theirs"
    assert kept["custom_args"] == {"message_id": "m-1", "attempt_id": "a-2"}


def test_sandbox_mode_answers_200_and_nothing_is_sent(box):
    answer = send(box, mail_to(TO, mail_settings={"sandbox_mode": {"enable": True}}))
    assert answer.status_code == 200
    assert box.http.get("/_sandbox/mailbox").json()["messages"] == []
    assert box.http.get("/_sandbox/next").json()["next"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"personalizations": []}, "personalizations"),
        ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
        (
            {"personalizations": [{"to": [{"email": "no address"}]}]},
            "personalizations.0.to.0.email",
        ),
        (
            {"personalizations": [{"to": [{"email": TO, "name": "Doe, Jane"}]}]},
            "personalizations.0.to.0.name",
        ),
        (
            {"personalizations": [{"to": [{"email": TO, "name": "a;b"}]}]},
            "personalizations.0.to.0.name",
        ),
        (
            {"personalizations": [{"to": [{"email": TO}], "cc": [{"email": TO.upper()}]}]},
            "personalizations.0",
        ),
        (
            {"personalizations": [{"to": [{"email": TO}], "priority": 1}]},
            "personalizations.0.priority",
        ),
        ({"from": {}}, "from.email"),
        ({"from": {"email": "rené@rendezvous.example"}}, "from.email"),
        ({"subject": ""}, "subject"),
        ({"subject": "a\r\nBcc: x@y.example"}, "subject"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/plain", "value": ""}]}, "content.0.value"),
        (
            {
                "content": [
                    {"type": "text/html", "value": "x"},
                    {"type": "text/plain", "value": "x"},
                ]
            },
            "content",
        ),
        ({"custom_args": {"n": 1}}, "custom_args.n"),
        ({"custom_args": {"n": "x" * 10_000}}, "custom_args"),
        ({"categories": [str(n) for n in range(11)]}, "categories"),
        ({"categories": ["a", "a"]}, "categories"),
        ({"headers": {"Subject": "x"}}, "headers.Subject"),
        ({"headers": {"X-Line": "a\nb"}}, "headers.X-Line"),
        ({"reply_to_list": [{"email": TO}]}, "reply_to_list"),
        ({"send_at": 4_000_000_000}, "send_at"),
        ({"batch_id": "unknown"}, "batch_id"),
        ({"asm": {}}, "asm.group_id"),
        (
            {"mail_settings": {"sandbox_mode": {"enable": "true"}}},
            "mail_settings.sandbox_mode.enable",
        ),
        (
            {"tracking_settings": {"open_tracking": {"enable": 1}}},
            "tracking_settings.open_tracking.enable",
        ),
        ({"tracking_settings": {"opens": {}}}, "tracking_settings.opens"),
        ({"tracking": {}}, "tracking"),
        (
            {
                "mail_settings": {
                    "bypass_list_management": {"enable": True},
                    "bypass_spam_management": {"enable": True},
                }
            },
            "mail_settings.bypass_list_management",
        ),
        (
            {"attachments": [{"filename": "a.txt", "content": "***"}]},
            "attachments.0.content",
        ),
    ],
)
def test_a_bad_mail_is_a_400_that_names_the_field_and_is_not_kept(shared, changes, field):
    answer = send(shared, mail_to(TO, **changes))
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert field in [error["field"] for error in errors], errors
    assert all(error["message"] for error in errors)
    assert shared.http.get("/_sandbox/mailbox").json()["messages"] == []


def test_the_sandbox_mode_message_is_the_vendors_own(box):
    answer = send(box, mail_to(TO, mail_settings={"sandbox_mode": {"enable": "yes"}}))
    assert (
        answer.json()["errors"][0]["message"]
        == "The sandbox mode enable param should be a boolean value."
    )


def test_more_than_a_thousand_recipients_are_refused(box):
    many = [{"email": f"p{n}@nowhere.example"} for n in range(1001)]
    answer = send(box, mail_to(TO, personalizations=[{"to": many}]))
    assert answer.status_code == 400


def test_thirty_megabytes_are_refused_with_a_page_and_not_json(box):
    answer = send(box, mail_to(TO, content=[{"type": "text/plain", "value": "x" * 31_500_000}]))
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("text/html")


def test_a_wrong_key_is_a_401_in_the_vendors_shape(box):
    answer = box.sendgrid.get("/v3/scopes", headers={"Authorization": "Bearer SG.other"})
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["message"].startswith("The provided authorization grant")
    assert "mail.send" in box.sendgrid.get("/v3/scopes").json()["scopes"]


def test_a_suppressed_address_is_accepted_and_then_dropped(box):
    box.sendgrid.post("/v3/asm/suppressions/global", json={"recipient_emails": [TO]})
    assert send(box, mail_to(TO)).status_code == 202
    box.step(minutes=5)
    (found,) = box.sendgrid.post("/v3/logs", json={"query": f"to_email = '{TO}'"}).json()[
        "messages"
    ]
    assert (found["status"], found["reason"]) == ("dropped", "Unsubscribed Address")


def test_a_lifted_suppression_lets_mail_through_again(box):
    box.sendgrid.post("/v3/asm/suppressions/global", json={"recipient_emails": [TO]})
    assert box.sendgrid.get(f"/v3/asm/suppressions/global/{TO}").json() == {"recipient_email": TO}
    assert box.sendgrid.delete(f"/v3/asm/suppressions/global/{TO}").status_code == 204
    assert box.sendgrid.get(f"/v3/asm/suppressions/global/{TO}").json() == {}
    send(box, mail_to(TO))
    box.step(minutes=5)
    (found,) = box.sendgrid.post("/v3/logs", json={"query": f'to_email = "{TO}"'}).json()[
        "messages"
    ]
    assert found["status"] != "dropped"


def test_a_group_unsubscribe_drops_that_groups_mail_alone(box):
    group = box.sendgrid.post(
        "/v3/asm/groups", json={"name": "News", "description": "Ours"}
    ).json()["id"]
    box.sendgrid.post(f"/v3/asm/groups/{group}/suppressions", json={"recipient_emails": [TO]})
    send(box, mail_to(TO, asm={"group_id": group}))
    send(box, mail_to(TO))
    box.step(minutes=30)
    found = box.sendgrid.post("/v3/logs", json={"query": f'to_email = "{TO}"'}).json()["messages"]
    assert sorted(m["status"] == "dropped" for m in found) == [False, True]


def test_a_hard_bounce_is_listed_and_the_next_mail_is_dropped(box):
    bad = next(row["email"] for row in box.people() if row["grade"] == "F")
    send(box, mail_to(bad))
    box.step(minutes=5)
    (listed,) = box.sendgrid.get("/v3/suppression/bounces").json()
    assert (listed["email"], listed["status"]) == (bad, "5.1.1")
    send(box, mail_to(bad))
    box.step(minutes=5)
    statuses = [
        m["status"]
        for m in box.sendgrid.post("/v3/logs", json={"query": f'to_email = "{bad}"'}).json()[
            "messages"
        ]
    ]
    assert sorted(statuses) == ["bounced", "dropped"]
    assert box.sendgrid.delete(f"/v3/suppression/bounces/{bad}").status_code == 204
    assert box.sendgrid.get("/v3/suppression/bounces").json() == []


def test_logs_are_searched_by_recipient_and_time_and_show_custom_args_apart(box):
    before = box.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    send(box, mail_to(TO))
    box.step(minutes=2)
    send(box, mail_to("other@nowhere.example"))
    query = f'to_email = "{TO}" AND sg_message_id_created_at >= TIMESTAMP "{before}"'
    (found,) = box.sendgrid.post("/v3/logs", json={"query": query, "limit": 10}).json()["messages"]
    detail = box.sendgrid.get(f"/v3/logs/{found['sg_message_id']}").json()
    assert detail["custom_args"] == {"message_id": "m-1", "attempt_id": "a-1"}
    assert detail["events"]
    for event in detail["events"]:
        assert event["custom_args"]["attempt_id"] == "a-1"
        assert "attempt_id" not in event
    late = f'to_email = "{TO}" AND sg_message_id_created_at > TIMESTAMP "2027-01-01T00:00:00Z"'
    assert box.sendgrid.post("/v3/logs", json={"query": late}).json() == {"messages": []}


@pytest.mark.parametrize(
    "query", ["to_email ~ 'x'", "colour = 'red'", "to_email = 'a' OR subject = 'b'"]
)
def test_a_query_that_is_not_understood_is_a_400_and_not_an_empty_list(shared, query):
    assert shared.sendgrid.post("/v3/logs", json={"query": query}).status_code == 400


def test_the_older_activity_counts_and_names_the_status(box):
    answer = send(box, mail_to(TO))
    box.step(minutes=5)
    (found,) = box.sendgrid.get("/v3/messages", params={"query": f'to_email="{TO}"'}).json()[
        "messages"
    ]
    assert found["msg_id"].startswith(answer.headers["X-Message-Id"] + ".")
    assert found["status"] in ("delivered", "not_delivered", "processed")
    assert (
        box.sendgrid.get(f"/v3/messages/{found['msg_id']}").json()["unique_args"]["message_id"]
        == "m-1"
    )
    assert box.sendgrid.get("/v3/messages").status_code == 400


def test_a_scheduled_mail_waits_and_can_be_cancelled(box):
    batch = box.sendgrid.post("/v3/mail/batch").json()["batch_id"]
    at = int(box.now().timestamp()) + 7200
    send(box, mail_to(TO, send_at=at, batch_id=batch))
    box.step(hours=1)
    (found,) = box.http.get("/_sandbox/mailbox").json()["messages"]
    assert found["status"] == "processed"
    post = box.sendgrid.post
    assert (
        post("/v3/user/scheduled_sends", json={"batch_id": batch, "status": "cancel"}).status_code
        == 201
    )
    assert (
        post("/v3/user/scheduled_sends", json={"batch_id": batch, "status": "cancel"}).status_code
        == 400
    )
    box.step(hours=2)
    (found,) = box.sendgrid.post("/v3/logs", json={"query": f'to_email = "{TO}"'}).json()[
        "messages"
    ]
    assert found["status"] == "dropped"
