"""A month of the live worker on a stepped clock, killed anywhere, beside one left in peace.

``python tests/faults/soak.py --kills 1000`` (``make soak``): four campaigns in Paris,
London, New York and Sydney live through October 2026, in which all change their clocks. The
worker is the product's own, in a process of its own; the public routes are in another, the
sandbox in a third. A driver moves the one clock when nothing is left to do, and SIGKILLs
the worker at random moments of its runs. The judge is the sandbox's records.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nursery import Nursery, nursery
from soak_clock import SharedClock
from soak_judge import Verdict, compared, judged, lived_through
from soak_killer import Killer

from bootstrap import bootstrap
from configuration import load_campaign_file
from domain.campaign import CampaignSpec, Firing, Timetable
from domain.campaign import Qualification as Review
from domain.instants import to_text
from services.webhooks_setup import register_webhooks
from settings import ROOT, load_settings
from storage.database import private_folder
from timetable.simulated_rep import NAME, SimulatedRep
from timetable.vendors_played import running_sandbox

HERE = Path(__file__).parent
START = datetime(2026, 10, 1, tzinfo=UTC)
STEP = timedelta(minutes=30)
PATIENCE_S = 120.0
REP_LOOKS_IN = (9, 14)
INBOUND_HOST = "inbound.rendezvous.example"
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES = (
    ("campaign.yaml", "Europe/Paris", "France"),
    ("campaign-en.yaml", "Europe/London", "United Kingdom"),
    ("campaign-en.yaml", "America/New_York", "United States"),
    ("campaign-en.yaml", "Australia/Sydney", "Australia"),
)


@dataclass(frozen=True, slots=True)
class Size:
    days: int
    per_day: int
    """Prospects a campaign and working day."""
    places: int = 4
    people: int = 6000


MONTH = Size(days=33, per_day=4)
SHORT = Size(days=2, per_day=3, places=2, people=2000)


@dataclass
class Month:
    """One month lived in ``folder``. ``killer`` may strike whenever there is work."""

    folder: Path
    size: Size
    seed: int
    killer: Killer | None = None
    starts: int = 0
    """How often a worker was started."""
    _campaigns: list[tuple[int, str]] = field(default_factory=list)

    def live(self) -> Verdict:
        home = self.folder / "home"
        private_folder(home)
        with ExitStack() as stack:
            sandbox = stack.enter_context(
                running_sandbox(
                    seed=self.seed,
                    people=self.size.people,
                    log=self.folder / "sandbox.log",
                    extra=(
                        "--start",
                        to_text(START),
                        "--credits",
                        "100000",
                        "--slow-site-seconds",
                        "0.1",
                    ),
                )
            )
            self._sandbox = sandbox
            self._clock = SharedClock(self.folder / "clock")
            self._clock.move_to(sandbox.now())
            settings = load_settings(home=home, llm="offline", **sandbox.settings())
            self._app = bootstrap(settings, clock=self._clock, sleep=lambda seconds: None)
            self._app.store.migrate()
            url = stack.enter_context(_public_routes(home, self.folder))
            self._prepare(url)
            self._order = {
                "home": str(home),
                "clock": str(self.folder / "clock"),
                "settings": {
                    **sandbox.settings(), "public_url": url, "inbound_host": INBOUND_HOST,
                },
            }  # fmt: skip
            self._worker: Nursery = stack.enter_context(
                nursery(HERE / "soak_worker.py", self.folder / "worker.log",
                        RENDEZVOUS_HOME=str(home), HOME=str(self.folder))
            )  # fmt: skip
            self._start_worker()
            self._through_the_month()
            self._worker.kill_after(self._pid, 0)
            verdict = judged(self._app, sandbox, lived_through(self._app, sandbox))
            self._app.store.close()
        return verdict

    # -- the parts -----------------------------------------------------------------------

    def _prepare(self, url: str) -> None:
        app = self._app
        register_webhooks(
            app.store, app.sendgrid, app.calendly, public_url=url, inbound_host=INBOUND_HOST,
            clock=self._clock, ids=app.ids,
        )  # fmt: skip
        for number, (file, zone, place) in enumerate(PLACES[: self.size.places]):
            spec = _spec(ROOT / "docs" / "examples" / file, zone, place, number, self.size)
            campaign_id = app.campaigns.create(spec, who=NAME)
            app.campaigns.approve_template(campaign_id, who=NAME)
            app.campaigns.launch(campaign_id, who=NAME)
            self._campaigns.append((campaign_id, zone))

    def _start_worker(self) -> None:
        self._passes = self._clock.passes
        self._pid = self._worker.start(**self._order)
        self.starts += 1

    # -- time ----------------------------------------------------------------------------

    def _through_the_month(self) -> None:
        rep = SimulatedRep(self._app, self.seed)
        began = self._clock.now()
        steps = self.size.days * timedelta(days=1) // STEP
        for number in range(1, steps + 1):
            self._step_to(began + number * STEP)
            self._until_idle(number / steps)
            looked_in = False
            for campaign_id, zone in self._campaigns:
                if _looks_in(self._clock.now(), zone):
                    rep.work(campaign_id)
                    looked_in = True
            if looked_in:
                self._passes = self._clock.passes
                self._until_idle(number / steps)
            if number % 48 == 0 and self.killer is not None:
                print(f"day {number // 48}: {self.killer.struck} kills", file=sys.stderr)

    def _step_to(self, instant: datetime) -> None:
        """The one clock to ``instant``, halting wherever the sandbox has something to do."""
        just_before = instant - timedelta(seconds=2)  # a shorter step is no jump to the worker
        while (news := self._sandbox.next_due()) is not None and news < just_before:
            self._move(max(news, self._clock.now()))
        self._move(instant)
        self._passes = self._clock.passes

    def _move(self, instant: datetime) -> None:
        self._clock.move_to(instant)
        self._sandbox.step_to(instant)

    def _until_idle(self, share_of_month: float) -> None:
        """Wait until the worker has nothing to do, killing it on the way if it is to be."""
        killer = self.killer
        while killer is not None and killer.wants_more(share_of_month):
            if not killer.strike(
                self._worker, self._pid, self._app.runs, share_of_month, self._is_idle
            ):
                break
            self._start_worker()
        end = time.monotonic() + PATIENCE_S
        while not self._is_idle():
            if time.monotonic() > end:
                raise AssertionError(
                    f"the worker does not come to rest at {self._clock.now()}:"
                    f" {[dict(row) for row in self._app.runs.running()]}"
                )
            time.sleep(0.005)

    def _is_idle(self) -> bool:
        return self._clock.is_idle_since(self._passes)


def soak(
    folder: Path, *, size: Size, seed: int, kills: int, minutes: float = math.inf
) -> dict[str, Any]:
    """The two months, lived side by side, and what sets them apart; ready for JSON."""
    began = time.monotonic()
    killer = Killer(kills, seed, minutes)
    peaceful = Month(_new(folder / "peaceful"), size, seed)
    killed = Month(_new(folder / "killed"), size, seed, killer)
    with ThreadPoolExecutor(1) as beside:
        calmly = beside.submit(peaceful.live)
        rough = killed.live()
        calm = calmly.result()
    return {
        "days": size.days,
        "seed": seed,
        "kills": killer.struck,
        "kills_by_kind": dict(sorted(killer.by_kind.items())),
        "kills_between_runs": killer.between,
        "worker_starts": killed.starts,
        "seconds": round(time.monotonic() - began),
        "undisturbed": calm.as_dict(),
        "killed": rough.as_dict(),
        "differences": compared(calm, rough),
    }


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@contextmanager
def _public_routes(home: Path, folder: Path) -> Iterator[str]:
    with (folder / "public.log").open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "soak_public.py"), str(home), str(folder / "clock")],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(folder)},
        )  # fmt: skip
    assert process.stdout is not None and process.stdin is not None
    try:
        url = process.stdout.readline().strip()
        assert url, "the public routes did not start: see public.log"
        yield url
    finally:
        process.stdin.close()
        process.wait(timeout=20)
        process.stdout.close()


def _spec(file: Path, zone: str, place: str, number: int, size: Size) -> CampaignSpec:
    """The example without its pace, whose jitter is chance: what is approved goes out."""
    spec = load_campaign_file(file)
    prospecting = {"per_day": size.per_day, "target": 10_000, "credits_per_run": 10_000}
    sending = {
        "per_day": 50, "ramp": (), "min_gap_minutes": 0, "halt_bounce_rate": 1.0,
        "halt_complaint_rate": 1.0, "halt_after": 100_000,
    }  # fmt: skip
    return spec.model_copy(
        update={
            "name": f"Soak {zone}",
            "time_zone": zone,
            "criteria": spec.criteria.model_copy(update={"places": (place,), "titles": ()}),
            "sender": spec.sender.model_copy(update={"email": f"rep{number}@rendezvous.example"}),
            "prospecting": spec.prospecting.model_copy(update=prospecting),
            "qualification": Review(threshold=30, first_reviewed=5),
            "sending": spec.sending.model_copy(update=sending),
            "timetable": Timetable(sending=Firing(days=EVERY_DAY, every_minutes=30)),
        }
    )


def _looks_in(instant: datetime, zone: str) -> bool:
    local = instant.astimezone(ZoneInfo(zone))
    return local.weekday() < 5 and local.hour in REP_LOOKS_IN and local.minute == 30


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--days", type=int, default=MONTH.days)
    asked.add_argument("--per-day", type=int, default=MONTH.per_day)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--minutes", type=float, default=math.inf, help="of killing at most")
    asked.add_argument("--keep", type=Path, help="a new folder in which everything stays")
    how = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="rendezvous-soak-") as folder:
        document = soak(
            how.keep or Path(folder), size=Size(how.days, how.per_day), seed=how.seed,
            kills=how.kills, minutes=how.minutes,
        )  # fmt: skip
    print(json.dumps(document, indent=2, ensure_ascii=False))
    return 1 if broken(document) else 0


def broken(document: dict[str, Any]) -> list[str]:
    """What must not be, in words; empty when all is well."""
    found = [f"{name}: {fault}" for name in ("undisturbed", "killed")
             for fault in document[name]["faults"]]  # fmt: skip
    return found + [f"differs: {each}" for each in document["differences"]["unexplained"]]


if __name__ == "__main__":
    sys.exit(main())
