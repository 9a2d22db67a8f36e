"""Users, one-time links, sessions and the throttle, over a real database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bootstrap import Rendezvous, bootstrap
from domain.roles import PERMISSIONS, Permission, Role
from errors import Conflict, InvalidInput, NotFound
from services.clock import SteppedClock
from services.sessions import TRIES_A_NAME, WINDOW, LoginRefused, TooManyTries
from services.users import LINK_LIFETIME
from settings import ROOT, load_settings

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSWORD = "a rather long password"
EMAIL = "ana@firm.example"


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(NOW)


@pytest.fixture
def house(tmp_path: Path, clock: SteppedClock) -> Rendezvous:
    return bootstrap(load_settings(home=tmp_path / "home"), clock=clock)


def known(house: Rendezvous, role: Role = Role.ADMINISTRATOR) -> int:
    key, link = house.users.add(EMAIL, role=role, who="test")
    house.users.accept(link, PASSWORD)
    return key


def log_in(house: Rendezvous, password: str = PASSWORD, *, email: str = EMAIL) -> str:
    return house.sessions.log_in(email, password, place="192.0.2.1")


def test_a_session_is_its_users_until_it_is_left(house: Rendezvous) -> None:
    known(house)
    token = log_in(house, email="  Ana@FIRM.example ")
    user = house.sessions.user(token)
    assert user is not None and user.email == EMAIL
    house.sessions.log_out(token)
    assert house.sessions.user(token) is None


@pytest.mark.parametrize(
    ("steps", "is_known"),
    [([11], True), ([13], False), ([11] * 15, True), ([11] * 16, False)],
    ids=["used", "idle for 13 hours", "used for 165 hours", "older than 7 days"],
)
def test_a_session_ends_when_idle_and_in_the_end(
    house: Rendezvous, clock: SteppedClock, steps: list[int], is_known: bool
) -> None:
    known(house)
    token = log_in(house)
    user = None
    for hours in steps:
        clock.move_to(clock.now() + timedelta(hours=hours))
        user = house.sessions.user(token)
    assert (user is not None) is is_known


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(house: Rendezvous) -> None:
    known(house)
    with pytest.raises(LoginRefused) as wrong:
        log_in(house, "not the password")
    with pytest.raises(LoginRefused) as unknown:
        log_in(house, email="nobody@firm.example")
    assert str(wrong.value) == str(unknown.value)


@pytest.mark.parametrize("email", [EMAIL, "nobody@firm.example"])
def test_the_login_waits_after_too_many_tries_known_or_not(
    house: Rendezvous, clock: SteppedClock, email: str
) -> None:
    known(house)
    for _ in range(TRIES_A_NAME):
        with pytest.raises(LoginRefused):
            log_in(house, "not the password", email=email)
    with pytest.raises(TooManyTries) as refused:
        log_in(house, email=email)
    assert refused.value.not_before == NOW + WINDOW
    clock.move_to(NOW + WINDOW + timedelta(seconds=1))
    if email == EMAIL:
        assert log_in(house)


def test_a_login_that_succeeds_forgives_the_tries_before(house: Rendezvous) -> None:
    known(house)
    for _ in range(3):
        for _ in range(TRIES_A_NAME - 1):
            with pytest.raises(LoginRefused):
                log_in(house, "not the password")
        assert log_in(house)


def test_the_throttle_holds_across_processes(house: Rendezvous, tmp_path: Path) -> None:
    known(house)
    script = (
        "import sys; from datetime import datetime; from pathlib import Path\n"
        "from bootstrap import bootstrap; from settings import load_settings\n"
        "from services.clock import SteppedClock; from services.sessions import *\n"
        "clock = SteppedClock(datetime.fromisoformat(sys.argv[2]))\n"
        "house = bootstrap(load_settings(home=Path(sys.argv[1])), clock=clock)\n"
        "said = []\n"
        "for n in range(6):\n"
        "    try: house.sessions.log_in(sys.argv[3], 'wrong', place='192.0.2.1')\n"
        "    except (LoginRefused, TooManyTries) as error: said.append(type(error).__name__)\n"
        "print(*said)\n"
    )
    arguments = [sys.executable, "-c", script, str(tmp_path / "home"), NOW.isoformat(), EMAIL]
    both = [
        subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = " ".join(process.communicate(timeout=60)[0] for process in both).split()
    assert said.count("LoginRefused") == TRIES_A_NAME
    assert said.count("TooManyTries") == 2


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_its_table_says(house: Rendezvous, role: Role) -> None:
    known(house, role)
    user = house.sessions.user(log_in(house))
    assert user is not None
    assert {each for each in Permission if user.may(each)} == PERMISSIONS[role]


def test_only_administrators_manage_users_and_every_role_sees_figures() -> None:
    assert [r for r in Role if Permission.MANAGE_USERS in PERMISSIONS[r]] == [Role.ADMINISTRATOR]
    assert all(Permission.SEE_FIGURES in allowed for allowed in PERMISSIONS.values())


def test_the_last_administrator_stays(house: Rendezvous) -> None:
    key = known(house)
    for change in (
        lambda: house.users.set_role(key, Role.REP, who="test"),
        lambda: house.users.set_active(key, False, who="test"),
    ):
        with pytest.raises(Conflict, match="only administrator"):
            change()
    other, _ = house.users.add("b@firm.example", role=Role.ADMINISTRATOR, who="test")
    house.users.set_active(key, False, who="test")
    with pytest.raises(LoginRefused):
        log_in(house)
    assert other


def _wait_a_day(house: Rendezvous, clock: SteppedClock, token: str) -> None:
    clock.move_to(NOW + LINK_LIFETIME + timedelta(seconds=1))


def _use_it(house: Rendezvous, clock: SteppedClock, token: str) -> None:
    house.users.accept(token, PASSWORD)


def _make_another(house: Rendezvous, clock: SteppedClock, token: str) -> None:
    house.users.reset(EMAIL, who="test")


@pytest.mark.parametrize("event", [_wait_a_day, _use_it, _make_another])
def test_a_link_works_once_and_for_a_day(
    house: Rendezvous, clock: SteppedClock, event: Callable[..., None]
) -> None:
    _, token = house.users.add(EMAIL, role=Role.REP, who="test")
    event(house, clock, token)
    assert house.users.link(token) is None
    with pytest.raises(NotFound):
        house.users.accept(token, PASSWORD)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_a_password_that_will_not_do_leaves_the_link(house: Rendezvous, password: str) -> None:
    _, token = house.users.add(EMAIL, role=Role.REP, who="test")
    with pytest.raises(InvalidInput):
        house.users.accept(token, password)
    assert house.users.link(token) == {"email": EMAIL}


def test_two_links_to_the_first_administrator_make_one(house: Rendezvous) -> None:
    first, second = house.users.first_link(), house.users.first_link()
    assert first and second
    house.users.accept(first, PASSWORD, email=EMAIL)
    with pytest.raises(NotFound):
        house.users.accept(second, PASSWORD, email="mallory@firm.example")
    assert [user["email"] for user in house.users.all()] == [EMAIL]


def test_neither_tokens_nor_passwords_stand_in_the_database(house: Rendezvous) -> None:
    known(house)
    _, link = house.users.reset(EMAIL, who="test")
    house.users.accept(link, PASSWORD)
    token = log_in(house)
    kept = b"".join(file.read_bytes() for file in house.settings.home.glob("rendezvous.db*"))
    assert EMAIL.encode() in kept
    for secret in (link, token, PASSWORD):
        assert secret.encode() not in kept


def test_who_was_let_in_and_why_is_in_the_audit_log(house: Rendezvous) -> None:
    known(house)
    log_in(house)
    rows = house.store.connect().execute("SELECT why FROM audit WHERE entity = 'users'")
    assert [row["why"] for row in rows] == ["user added", "password chosen", "logged in"]
