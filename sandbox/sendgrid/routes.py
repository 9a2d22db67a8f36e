"""The paths below ``/sendgrid``."""

from __future__ import annotations

from starlette.routing import BaseRoute

from sandbox.sendgrid import activity, inbound, mail, scheduled, suppressions, webhooks
from sandbox.sendgrid.answers import gate
from sandbox.vendor import Endpoint, unknown_route, vendor_route


def sendgrid_routes() -> list[BaseRoute]:
    event, parse = "/v3/user/webhooks/event", "/v3/user/webhooks/parse/settings"
    policies, asm = "/v3/user/webhooks/security/policies", "/v3/asm"
    table: list[tuple[str, str, Endpoint]] = [
        ("POST", "/v3/mail/send", mail.send_mail),
        ("GET", "/v3/scopes", mail.scopes),
        ("POST", "/v3/mail/batch", scheduled.create_batch),
        ("GET", "/v3/mail/batch/{batch}", scheduled.read_batch),
        ("POST", "/v3/user/scheduled_sends", scheduled.create_scheduled),
        ("GET", "/v3/user/scheduled_sends", scheduled.list_scheduled),
        ("GET", "/v3/user/scheduled_sends/{batch}", scheduled.read_scheduled),
        ("PATCH", "/v3/user/scheduled_sends/{batch}", scheduled.update_scheduled),
        ("DELETE", "/v3/user/scheduled_sends/{batch}", scheduled.delete_scheduled),
        ("POST", f"{event}/settings", webhooks.create_hook),
        ("GET", f"{event}/settings/all", webhooks.list_hooks),
        ("POST", f"{event}/test", webhooks.test_hook),
        ("PATCH", f"{event}/settings/signed/{{id}}", webhooks.sign_hook),
        ("GET", f"{event}/settings/signed/{{id}}", webhooks.get_signature),
        ("GET", f"{event}/settings/{{id}}", webhooks.get_hook),
        ("PATCH", f"{event}/settings/{{id}}", webhooks.update_hook),
        ("DELETE", f"{event}/settings/{{id}}", webhooks.delete_hook),
        ("POST", parse, inbound.create_setting),
        ("GET", parse, inbound.list_settings),
        ("GET", f"{parse}/{{hostname}}", inbound.get_setting),
        ("PATCH", f"{parse}/{{hostname}}", inbound.update_setting),
        ("DELETE", f"{parse}/{{hostname}}", inbound.delete_setting),
        ("POST", policies, inbound.create_policy),
        ("GET", policies, inbound.list_policies),
        ("GET", f"{policies}/{{id}}", inbound.get_policy),
        ("PATCH", f"{policies}/{{id}}", inbound.update_policy),
        ("DELETE", f"{policies}/{{id}}", inbound.delete_policy),
        ("GET", "/v3/suppression/{list}", suppressions.read_list),
        ("DELETE", "/v3/suppression/{list}", suppressions.delete_many),
        ("GET", "/v3/suppression/{list}/{email}", suppressions.read_one),
        ("DELETE", "/v3/suppression/{list}/{email}", suppressions.delete_one),
        ("POST", f"{asm}/suppressions/global", suppressions.add_global),
        ("GET", f"{asm}/suppressions/global/{{email}}", suppressions.read_global),
        ("DELETE", f"{asm}/suppressions/global/{{email}}", suppressions.delete_global),
        ("GET", f"{asm}/suppressions/{{email}}", suppressions.groups_of),
        ("POST", f"{asm}/groups", suppressions.create_group),
        ("GET", f"{asm}/groups", suppressions.list_groups),
        ("GET", f"{asm}/groups/{{group}}", suppressions.read_group),
        ("DELETE", f"{asm}/groups/{{group}}", suppressions.delete_group),
        ("POST", f"{asm}/groups/{{group}}/suppressions", suppressions.add_to_group),
        (
            "GET",
            f"{asm}/groups/{{group}}/suppressions",
            suppressions.read_group_members,
        ),
        (
            "POST",
            f"{asm}/groups/{{group}}/suppressions/search",
            suppressions.search_group,
        ),
        (
            "DELETE",
            f"{asm}/groups/{{group}}/suppressions/{{email}}",
            suppressions.remove_from_group,
        ),
        ("GET", "/v3/messages", activity.search_messages),
        ("GET", "/v3/messages/{message}", activity.read_message),
        ("POST", "/v3/logs", activity.search_logs),
        ("GET", "/v3/logs/{message}", activity.read_log),
    ]
    routes: list[BaseRoute] = [
        vendor_route("sendgrid", method, path, endpoint, gate) for method, path, endpoint in table
    ]
    return [*routes, unknown_route({"errors": [{"message": "not found", "field": None}]})]
