"""What a person asks for on a page is carried out by a worker that runs: a process of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prepared_home import Home, opened, plain_people, quick_spec
from test_workers import Workers, run_in, until

from timetable.vendors_played import Sandbox

PEOPLE = 4


@pytest.fixture
def house(start_sandbox: Callable[..., Sandbox], tmp_path: Path) -> Iterator[Home]:
    """A campaign whose first people were written to, and nothing else to do."""
    sandbox = start_sandbox(people=240)
    house = opened(tmp_path / "home", sandbox)
    house.app.reconciling.after_start()
    house.launch(quick_spec())
    house.qualify(plain_people(sandbox, PEOPLE))
    house.draft()
    house.approve_all()
    house.send_until_quiet()
    yield house
    house.app.store.close()


@pytest.fixture
def workers(house: Home, tmp_path: Path) -> Iterator[Workers]:
    found = Workers(house, house.sandbox, tmp_path)
    yield found
    found.end()


def test_a_follow_up_and_a_trial_on_real_people_come_back_and_nothing_is_sent_or_saved(
    house: Home, workers: Workers
) -> None:
    app = house.app
    sent = house.delivered()
    contacted = house.rows("SELECT id FROM prospects WHERE stage = 'contacted' ORDER BY id")
    workers.start()
    prospect_id = contacted[0]["id"]
    run_id = app.conversations.follow_up(prospect_id, who="rep")
    until("the follow-up's run ends", lambda: run_in(house, run_id, "done", "failed"))
    [told] = app.conversations.follow_ups()
    assert (told["prospect_id"], told["asked_at"], told["failure"]) == (prospect_id, None, None)
    draft = house.message(told["message_id"])
    assert (draft["kind"], draft["stage"]) == ("follow_up", "draft")

    before = app.prompt_versions.working()
    rules = before["bant.yaml"].replace("\nthreshold: 60", "\nthreshold: 100")
    mail = before["templates/first_mail_fr.yaml"].replace("Bonjour", "Bien le bonjour", 1)
    edited = {"bant.yaml": rules, "templates/first_mail_fr.yaml": mail}
    assert rules != before["bant.yaml"] and mail != before["templates/first_mail_fr.yaml"]
    request = {"edited": edited, "people_of": house.campaign_id}
    run_id = app.runs.ask("prompts_diff", None, "lead", request)
    run = until("the trial ends", lambda: run_in(house, run_id, "done", "failed"))
    assert run["state"] == "done", run["error"]
    found = json.loads(run["result"])
    assert (found["judged"], found["written"]) == (PEOPLE, PEOPLE)
    assert (run["done"], run["total"]) == (2 * PEOPLE, 2 * PEOPLE)
    assert all("Bien le bonjour" in each["after"]["body"] for each in found["drafts"])
    assert {each["prospect_id"] for each in found["drafts"]} <= {
        row["id"] for row in house.rows("SELECT id FROM prospects")
    }
    assert app.prompt_versions.working() == before
    assert house.delivered() == sent

    gone = found["drafts"][0]["prospect_id"]
    [person] = house.rows(
        "SELECT email FROM people WHERE id = (SELECT person_id FROM prospects WHERE id = ?)", gone
    )
    app.erasing.erase(person["email"], who="admin")
    assert app.runs.get(run_id)["result"] is None, "what a trial said of them goes with them"
