"""The simulated month: the product as it is, the sandbox's vendors, time moved in steps.

A driver steps both clocks to whatever is due next, ours or the sandbox's, and
lets it happen before going on. The timetable is the live worker's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bootstrap import Rendezvous, bootstrap
from configuration import load_campaign_file
from crew_bootstrap import Crews
from domain.campaign import CampaignSpec
from domain.pacing import day_of
from domain.stages import CampaignStage
from errors import Conflict
from services.clock import SteppedClock
from services.reporting import figures
from services.webhooks_setup import register_webhooks
from settings import ROOT, load_settings
from storage.database import private_folder
from storage.lock import working_alone
from timetable.due import jobs_of, next_due
from timetable.laws import violations
from timetable.public_server import public_app, serving
from timetable.simulated_rep import NAME, SimulatedRep
from timetable.vendors_played import Sandbox, running_sandbox
from timetable.work import carry_out, track

EXAMPLE = ROOT / "docs" / "examples" / "campaign.yaml"
INBOUND_HOST = "inbound.rendezvous.example"
REP_LOOKS_IN = (9, 14)
"""Hours of the campaign's day, a quarter past, at which the simulated rep looks in."""
PEOPLE_A_PROSPECT = 20
"""The sandbox has so many invented people for each prospect wanted, at least 3,000."""


def simulate(
    *,
    days: int,
    prospects: int,
    seed: int,
    home: Path | None = None,
    campaign_file: Path | None = None,
    is_polled: bool = False,
    on_day: Callable[[int], None] = lambda count: None,
) -> dict[str, Any]:
    """Live through ``days`` of one campaign; the document that the README describes.

    ``home`` must not hold data yet; ``None`` takes a temporary folder. ``is_polled``: as
    where there is no public address; the vendors are asked instead of calling us.
    """
    spec = _spec(load_campaign_file(campaign_file or EXAMPLE), prospects)
    with _home(home) as folder, working_alone(folder / "worker.lock"), ExitStack() as stack:
        sandbox = stack.enter_context(
            running_sandbox(
                seed=seed,
                people=max(3000, prospects * PEOPLE_A_PROSPECT),
                log=folder / "sandbox.log",
                extra=("--credits", str(max(5000, prospects * 10))),
            )
        )
        clock = SteppedClock(sandbox.now())
        settings = load_settings(home=folder, llm="offline", **sandbox.settings())
        store = bootstrap(settings, clock=clock).store
        if not is_polled:
            public_url = stack.enter_context(serving(public_app(store, clock)))
            settings = settings.model_copy(
                update={"public_url": public_url, "inbound_host": INBOUND_HOST}
            )
        # A lookup's answer is a matter of polls on the sandbox, not of waiting.
        app = bootstrap(settings, clock=clock, sleep=lambda seconds: None)
        return Month(app, sandbox, clock, seed).live(spec, days, on_day)


class Month:
    def __init__(self, app: Rendezvous, sandbox: Sandbox, clock: SteppedClock, seed: int) -> None:
        self._app = app
        self._crews = Crews(app)
        self._sandbox = sandbox
        self._clock = clock
        self._rep = SimulatedRep(app, seed)

    def live(
        self,
        spec: CampaignSpec,
        days: int,
        on_day: Callable[[int], None],
        *,
        rep_works_until: datetime | None = None,
    ) -> dict[str, Any]:
        """Live ``days`` of ``spec``. After ``rep_works_until`` what waits for a person waits."""
        app = self._app
        if app.settings.public_url is not None:
            register_webhooks(
                app.store,
                app.sendgrid,
                app.calendly,
                public_url=app.settings.public_url,
                inbound_host=app.settings.inbound_host,
                clock=self._clock,
                ids=app.ids,
            )
        app.reconciling.after_start()
        campaign_id = app.campaigns.create(spec, who=NAME)
        app.campaigns.approve_template(campaign_id, who=NAME)
        app.campaigns.launch(campaign_id, who=NAME)
        end = self._clock.now() + timedelta(days=days)
        jobs = jobs_of(campaign_id, spec.time_zone, spec.timetable)
        today = day_of(self._clock.now(), spec.time_zone)
        while (due := next_due(jobs, self._clock.now())) is not None and due[0] < end:
            instant, due_jobs = due
            self._step_to(instant)
            for job in due_jobs:
                self._carry_out(job.kind, campaign_id)
            is_there = rep_works_until is None or instant < rep_works_until
            if is_there and self._rep_looks_in(instant, spec.time_zone):
                self._rep.work(campaign_id)
            if day_of(instant, spec.time_zone) != today:
                today = day_of(instant, spec.time_zone)
                on_day(1)
        self._step_to(end)
        if app.settings.public_url is None:
            app.polling.run(look_at_all=True)
        track(app)
        on_day(1)
        return self._document(campaign_id, days)

    def _step_to(self, instant: datetime) -> None:
        """Both clocks to ``instant``, halting wherever the sandbox has something to do."""
        while (news := self._sandbox.next_due()) is not None and news < instant:
            self._move(max(news, self._clock.now()))
        self._move(instant)

    def _move(self, instant: datetime) -> None:
        self._clock.move_to(instant)
        self._sandbox.step_to(instant)

    def _carry_out(self, kind: str, campaign_id: int) -> None:
        app = self._app
        if kind == "tracking":
            track(app)
            return
        campaign = app.campaigns.get(campaign_id)
        if campaign.stage != CampaignStage.RUNNING:
            return
        if kind == "sending":
            app.sending.run(campaign_id)
            return
        carry_out(app, self._crews, kind, campaign_id, asked_by="timetable")

    def _rep_looks_in(self, instant: datetime, zone: str) -> bool:
        local = instant.astimezone(ZoneInfo(zone))
        return local.weekday() < 5 and local.hour in REP_LOOKS_IN and 10 <= local.minute < 20

    def _document(self, campaign_id: int, days: int) -> dict[str, Any]:
        crews = self._crews
        return {
            "days": days,
            **figures(self._app.store, campaign_id),
            "crew_kickoffs": {
                "prospecting": crews.prospecting_crew.kickoffs,
                "qualification": crews.qualification_crew.kickoffs,
                "outreach": crews.outreach_crew.kickoffs,
            },
            "violations": violations(
                self._sandbox,
                self._app.store,
                are_replies_seen=self._app.settings.inbound_host is not None,
            ),
        }


def _spec(spec: CampaignSpec, prospects: int) -> CampaignSpec:
    prospecting = spec.prospecting.model_copy(update={"target": prospects})
    return spec.model_copy(update={"prospecting": prospecting})


@contextmanager
def _home(home: Path | None) -> Iterator[Path]:
    if home is None:
        with tempfile.TemporaryDirectory(prefix="rendezvous-") as folder:
            yield Path(folder)
        return
    if (home / "rendezvous.db").exists():
        raise Conflict(
            "There is data in this place already; a simulation needs one of its own.",
            record=str(home),
            fix="Name an empty folder with --home, or leave --home out.",
        )
    private_folder(home)
    yield home
