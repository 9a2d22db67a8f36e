"""Each page, whoever opens it: roles, actions, and what must never be shown."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from filled import fill
from opened import Console
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Button

from console.page import FIRST, all_pages
from console.views.settings import SECTIONS
from domain.roles import Role, may
from settings import Settings

PAGES = sorted(all_pages())
PLACES = [(path, None) for path in PAGES if path != "settings"] + [
    ("settings", section.name) for section in SECTIONS
]
"""Every page; of the settings, every part."""
NAMES = [path if part is None else f"{path}-{part}" for path, part in PLACES]
UNTOUCHED = {"user_sessions", "login_attempts"}
"""Tables that merely looking writes to."""


def open_place(console: Console, place: tuple[str, str | None], token: str) -> AppTest:
    """The page at its first record, at that part."""
    path, part = place
    page = console.open(path, token=token)
    if part is not None:
        page.session_state["section"] = part
        page.run()
    if path in ("prospect", "campaign-setup"):
        page.query_params["id" if path == "prospect" else "draft"] = "1"
        page.run()
    return page


def lively(console: Console) -> None:
    """A house with something on every page."""
    house = console.house
    campaign = fill(house, prospects=28)
    house.campaign_setup.start_from(campaign, name="A copy", who="test")
    house.suppressing.add("never@firm.example", reason="asked by phone", who="test")
    house.users.add("other@firm.example", role=Role.REP, who="test")


def everything_shown(page: AppTest) -> str:
    """Every element as the browser is sent it."""
    return "\n".join(str(element.proto) for element in _elements(page._tree))


def _elements(block: Block) -> list[Any]:
    found: list[Any] = []
    for child in block.children.values():
        if getattr(child, "proto", None) is not None:
            found.append(child)
        if isinstance(child, Block):
            found += _elements(child)
    return found


def state_of(console: Console) -> dict[str, str]:
    """Table -> a hash of all that stands in it."""
    connection = console.house.store.connect()
    tables = [
        row["name"]
        for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if row["name"] not in UNTOUCHED and not row["name"].startswith("sqlite_")
    ]
    said = {}
    for table in tables:
        rows = [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")]
        said[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return said


def identity(button: Button) -> tuple[str, str]:
    return (button.key or "", button.label)


def user_of(console: Console, token: str) -> int:
    user = console.house.sessions.user(token)
    assert user is not None
    return user.id


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_neither_linked_nor_opened_without_its_permission(
    console: Console, role: Role
) -> None:
    lively(console)
    token = console.token(role)
    for path, page in all_pages().items():
        if may(role, page.permission):
            continue
        # Opened by its address: the frame knows no such page for this role.
        assert page.title not in everything_shown(console.open(path, token=token)), path
    linked = everything_shown(console.open(FIRST, token=token))
    for path, page in all_pages().items():
        if page.in_menu and path != FIRST:
            assert (f'page: "{path}"' in linked) is may(role, page.permission), path


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_nothing_on_a_page_acts_for_who_lost_the_right_to_it(
    console: Console, secrets: dict[str, str], place: tuple[str, str | None]
) -> None:
    """Each button of the administrator's page, pressed after the role was taken away."""
    lively(console)
    token = console.token(Role.ADMINISTRATOR)
    user_id = user_of(console, token)
    console.token(Role.ADMINISTRATOR)  # So that the first may stop being one.
    analyst = console.token(Role.ANALYST)
    everybodys = {identity(button) for button in open_place(console, place, analyst).button}
    page = open_place(console, place, token)
    assert not page.exception
    pressed = []
    for wanted in [identity(button) for button in page.button]:
        if wanted in everybodys:
            continue
        console.house.users.set_role(user_id, Role.ADMINISTRATOR, who="test")
        page.run()
        [button] = [each for each in page.button if identity(each) == wanted and not each.disabled][
            :1
        ] or [None]
        if button is None:
            continue  # Not to be pressed now, such as the first page's Back.
        console.house.users.set_role(user_id, Role.ANALYST, who="test")
        before = state_of(console)
        button.click().run()
        after = state_of(console)
        changed = [table for table in before if before[table] != after.get(table)]
        assert not changed, f"{wanted} changed {changed}"
        pressed.append(wanted)
    if place[0] == "settings":
        assert pressed or place[1] in ("model", "audit"), "a part of the settings acts"


@pytest.fixture
def secrets(console: Console) -> dict[str, str]:
    """Every setting that is a secret, set to something that can be looked for."""
    found = {}
    for name, field in Settings.model_fields.items():
        if "SecretStr" in str(field.annotation):
            found[name] = f"hush-{name}-9f3a"
            setattr(console.house.settings, name, SecretStr(found[name]))
    return found


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_no_page_shows_a_secret(
    console: Console, secrets: dict[str, str], place: tuple[str, str | None]
) -> None:
    assert {"sendgrid_api_key", "calendly_token", "rocketreach_api_key"} <= set(secrets)
    lively(console)
    token = console.token(Role.ADMINISTRATOR)
    connection = console.house.store.connect()
    shown = everything_shown(open_place(console, place, token))
    kept = [row[0] for row in connection.execute("SELECT token_sha256 FROM user_sessions")]
    kept += [row[0] for row in connection.execute("SELECT token_sha256 FROM user_links")]
    kept += [r[0] for r in connection.execute("SELECT password_hash FROM users") if r[0]]
    assert kept
    for hidden in [token, *secrets.values(), *kept, "$argon2"]:
        assert hidden not in shown


def test_what_a_role_does_not_allow_is_logged(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    campaign = fill(console.house)
    token = console.token(Role.REP)
    console.token(Role.ADMINISTRATOR)
    user_id = user_of(console, token)
    page = console.open(token=token)
    button = page.button(key=f"pause-{campaign}")
    console.house.users.set_role(user_id, Role.ANALYST, who="test")
    button.click().run()
    assert f"user {user_id}, analyst, may not steer" in caplog.text
