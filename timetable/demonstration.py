"""A home with a campaign in full swing on the sandbox, for somebody who wants to look around.

The days before now are lived through as the simulated month is; then the rep stops working,
so that drafts, verdicts, replies and meetings wait for whoever logs in. The sandbox's own
records lie in the home, where ``rendezvous up --sandbox`` finds them and lives on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bootstrap import Rendezvous, bootstrap
from configuration import load_campaign_file
from domain.campaign import CampaignSpec
from domain.campaign_steps import Step
from domain.instants import to_text
from domain.roles import Role
from errors import Conflict
from services.clock import SteppedClock
from settings import ROOT, load_settings
from storage.database import private_folder
from storage.lock import working_alone
from timetable.household import INBOUND_HOST, SANDBOX_FILE
from timetable.public_server import public_app, serving
from timetable.simulation import Month
from timetable.vendors_played import running_sandbox

DAYS = 17
REP_AWAY = timedelta(days=4)
"""The last days, of which at least two are working days, leave something to do."""
SEED = 11
PEOPLE = 4_000
CAMPAIGN = ROOT / "docs" / "examples" / "campaign.yaml"
NEXT_CAMPAIGN = ROOT / "docs" / "examples" / "campaign-en.yaml"
WHO = "ana@rendezvous.example"
NAME = "Ana"
READY_FILE = "demonstration"


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    password: str


def prepare(
    home: Path,
    *,
    console_port: int,
    sandbox_port: int,
    now: datetime,
    days: int = DAYS,
    on_day: Callable[[int], None] = lambda count: None,
) -> Login:
    """Fill ``home`` unless that was done before; who may log in, with a new password.

    The ports are those that ``up`` will use, since the mails sent meanwhile hold links to
    them. Raises ``Conflict`` for a home with other data in it, or half filled.
    """
    ready = home / READY_FILE
    if not ready.exists():
        if home.exists() and any(home.iterdir()):
            raise Conflict(
                "There is something in this place already, and no finished demonstration.",
                record=str(home),
                fix="Remove the folder, or name an empty one with --home.",
            )
        private_folder(home)
        with working_alone(home / "worker.lock"):
            _live(home, console_port, sandbox_port, now, days, on_day)
        ready.write_text(to_text(now) + "\n", encoding="utf-8")
    return _login(bootstrap(load_settings(home=home)))


def _live(
    home: Path,
    console_port: int,
    sandbox_port: int,
    now: datetime,
    days: int,
    on_day: Callable[[int], None],
) -> None:
    start = now - timedelta(days=days)
    with ExitStack() as stack:
        sandbox = stack.enter_context(
            running_sandbox(
                seed=SEED,
                people=PEOPLE,
                log=home / "sandbox.log",
                port=sandbox_port,
                extra=("--start", to_text(start), "--state", str(home / SANDBOX_FILE)),
            )
        )
        clock = SteppedClock(sandbox.now())
        settings = load_settings(home=home, llm="offline", **sandbox.settings())
        store = bootstrap(settings, clock=clock).store
        public_url = stack.enter_context(serving(public_app(store, clock), console_port))
        settings = settings.model_copy(
            update={"public_url": public_url, "inbound_host": INBOUND_HOST}
        )
        app = bootstrap(settings, clock=clock, sleep=lambda seconds: None)
        month = Month(app, sandbox, clock, SEED)
        month.live(
            _in_full_swing(load_campaign_file(CAMPAIGN)),
            days,
            on_day,
            rep_works_until=now - REP_AWAY,
        )
        following = app.campaigns.create(load_campaign_file(NEXT_CAMPAIGN), who=WHO)
        draft = app.campaign_setup.start_from(following, name="Software in Ireland", who=WHO)
        app.campaign_setup.go_to(draft, Step.MESSAGE)
        store.close()


def _in_full_swing(spec: CampaignSpec) -> CampaignSpec:
    """Fewer people a day over more days, so that every part of the path is still at work."""
    return spec.model_copy(
        update={
            "prospecting": spec.prospecting.model_copy(update={"per_day": 25, "target": 600}),
            "sending": spec.sending.model_copy(
                update={"per_day": 12, "track_opens_in_france": True}
            ),
        }
    )


def _login(app: Rendezvous) -> Login:
    if not any(user["email"] == WHO for user in app.users.all()):
        app.users.add(WHO, role=Role.ADMINISTRATOR, who="demonstration", name=NAME)
    _, link = app.users.reset(WHO, who="demonstration")
    password = secrets.token_urlsafe(12)
    app.users.accept(link, password)
    app.store.close()
    return Login(WHO, password)
