"""Wires settings, storage, vendor clients and services, once per process.

Nothing here reaches crewai: the console and the public routes start from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import SecretStr

from configuration import Configuration
from services.agenda import Agenda
from services.audit_log import AuditLog
from services.backup_shelf import BackupShelf
from services.booking import Meetings
from services.campaign_setup import CampaignSetup
from services.campaigns import Campaigns
from services.clock import Clock, Ids, RandomIds, SystemClock
from services.composing import Addresses
from services.conversations import Conversations
from services.erasing import Erasing
from services.exports import Exports
from services.holds import Holds
from services.importing import Importing
from services.keeping import Keeping
from services.mailbox import MailboxReading
from services.market import Market
from services.polling import Polling
from services.preferences import Preferences
from services.prompt_versions import PromptVersions
from services.qualification import Verdicts
from services.reconciling import Reconciling
from services.refused_calls import RefusedCalls
from services.retention import Retention
from services.review import Review
from services.review_queue import ReviewQueue
from services.runs import Runs
from services.sending import Sending
from services.sessions import Sessions
from services.suppressing import Suppressing
from services.suppression_list import SuppressionList
from services.timetables import Timetables
from services.tracking import Tracking
from services.users import Users
from settings import Settings
from storage.database import Database
from storage.erasure_journal import FileErasures
from storage.export_folder import ExportFolder
from storage.outbox_journal import FileJournal
from storage.passwords import Argon2Passwords
from tasks.config_folder import ConfigFolder
from tasks.search_plan import baseline_plan
from tools.calendly.client import Calendly
from tools.incoming.polling import PolledBookings, PolledMail
from tools.rocketreach.client import RocketReach
from tools.rocketreach.people import lookup_of
from tools.sendgrid.client import SendGrid
from tools.sendgrid.keyless import KeylessSendGrid

if TYPE_CHECKING:
    from domain.bant import BantRules
    from tools.imap.client import ImapMailbox
    from tools.website.client import CompanyWebsite


@dataclass
class Rendezvous:
    """The product's parts, each made when first used."""

    settings: Settings
    clock: Clock
    ids: Ids
    sleep: Callable[[float], None] = time.sleep
    _live: Configuration | None = field(default=None, init=False, repr=False)

    # -- storage and configuration -------------------------------------------------

    @cached_property
    def store(self) -> Database:
        database = Database(self.settings.database, self.clock)
        database.migrate()
        # Whoever put an older copy here by hand has brought nobody back who was erased.
        Erasing(database, self.erasures, self.clock).apply_again()
        return database

    @cached_property
    def erasures(self) -> FileErasures:
        return FileErasures(self.settings.erasures)

    @cached_property
    def journal(self) -> FileJournal:
        return FileJournal(self.settings.journal)

    @cached_property
    def configuration(self) -> Configuration:
        return Configuration(self.settings.config_dir)

    @cached_property
    def prompt_versions(self) -> PromptVersions:
        files = ConfigFolder(self.settings.config_dir, self.settings.home / "prompts")
        return PromptVersions(self.store, files, self.clock)

    @property
    def live_configuration(self) -> Configuration:
        """What a run that begins now would use; see :meth:`PromptVersions.take_up`."""
        folder = self.prompt_versions.take_up().folder
        if self._live is None or self._live.folder != folder:
            self._live = Configuration(folder)
        return self._live

    @property
    def bant_rules(self) -> BantRules:
        return self.live_configuration.bant_rules()

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.settings.public_url, self.settings.inbound_host)

    # -- vendors ---------------------------------------------------------------------

    @cached_property
    def rocketreach(self) -> RocketReach:
        return RocketReach(
            api_key=_key(self.settings.rocketreach_api_key),
            base_url=self.settings.rocketreach_base_url,
            family=self.settings.rocketreach_family,
            sleep=self.sleep,
            clock=self.clock.now,
        )

    @cached_property
    def sendgrid(self) -> SendGrid | KeylessSendGrid:
        if self.settings.sendgrid_api_key is None:
            return KeylessSendGrid()
        return SendGrid(
            api_key=_key(self.settings.sendgrid_api_key),
            base_url=self.settings.sendgrid_base_url,
            sleep=self.sleep,
            clock=self.clock.now,
        )

    @cached_property
    def calendly(self) -> Calendly:
        return Calendly(
            token=_key(self.settings.calendly_token),
            base_url=self.settings.calendly_base_url,
            sleep=self.sleep,
            clock=self.clock.now,
        )

    @cached_property
    def websites(self) -> CompanyWebsite:
        # langchain-community takes half a second: only who reads websites pays for it.
        from tools.website.client import CompanyWebsite
        from tools.website.gateway import GatewayFetch
        from tools.website.guarded import GuardedFetch

        gateway = self.settings.website_gateway_url
        return CompanyWebsite(
            GatewayFetch(gateway) if gateway else GuardedFetch(), clock=self.clock.now
        )

    # -- services --------------------------------------------------------------------

    @property
    def campaigns(self) -> Campaigns:
        return Campaigns(self.store, self.configuration, self.bant_rules, self.clock)

    @property
    def campaign_setup(self) -> CampaignSetup:
        return CampaignSetup(
            self.store, self.campaigns, self.configuration, self.bant_rules, self.clock
        )

    @cached_property
    def preferences(self) -> Preferences:
        return Preferences(self.store, self.clock)

    @cached_property
    def audit_log(self) -> AuditLog:
        return AuditLog(self.store)

    @cached_property
    def suppression_list(self) -> SuppressionList:
        return SuppressionList(self.store)

    @cached_property
    def market(self) -> Market:
        return Market(self.store, lambda: self.rocketreach, baseline_plan, self.clock)

    @cached_property
    def importing(self) -> Importing:
        return Importing(self.store, self.clock)

    @cached_property
    def verdicts(self) -> Verdicts:
        return Verdicts(self.store, self.clock)

    @property
    def review(self) -> Review:
        return Review(
            self.store,
            self.sendgrid,
            self.addresses,
            self.live_configuration.writing_rules(),
            self.clock,
        )

    @property
    def review_queue(self) -> ReviewQueue:
        return ReviewQueue(self.store, self.review, self.clock)

    @cached_property
    def sending(self) -> Sending:
        return Sending(self.store, self.sendgrid, self.journal, self.clock, self.ids)

    @cached_property
    def reconciling(self) -> Reconciling:
        return Reconciling(
            self.store,
            self.sendgrid,
            self.journal,
            self.clock,
            ask_after=timedelta(minutes=self.settings.uncertain_minutes),
        )

    @cached_property
    def tracking(self) -> Tracking:
        return Tracking(self.store, self.clock, lookup_of)

    @cached_property
    def polling(self) -> Polling:
        return Polling(
            self.store, PolledMail(self.sendgrid), PolledBookings(self.calendly), self.clock
        )

    @cached_property
    def mailbox(self) -> ImapMailbox | None:
        """The mailbox that answers come to; ``None``: none is set."""
        if self.settings.imap_host is None:
            return None
        from tools.imap.client import ImapMailbox

        return ImapMailbox(
            host=self.settings.imap_host,
            port=self.settings.imap_port,
            user=self.settings.imap_user,
            password=_key(self.settings.imap_password),
            folder=self.settings.imap_folder,
            tls=self.settings.imap_tls,
        )

    @cached_property
    def mailbox_reading(self) -> MailboxReading | None:
        return MailboxReading(self.store, self.mailbox, self.clock) if self.mailbox else None

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(self.store, self.clock)

    @cached_property
    def agenda(self) -> Agenda:
        return Agenda(self.store, self.clock)

    @cached_property
    def suppressing(self) -> Suppressing:
        return Suppressing(self.store, self.clock)

    @cached_property
    def erasing(self) -> Erasing:
        return Erasing(self.store, self.erasures, self.clock)

    @cached_property
    def retention(self) -> Retention:
        years = self.settings.retention_years
        return Retention(self.store, self.erasing, self.clock, years=years)

    @cached_property
    def keeping(self) -> Keeping:
        return Keeping(
            self.store,
            self.erasing,
            self.retention,
            lambda: self.reconciling,
            self.clock,
            home=self.settings.home,
        )

    @cached_property
    def backups(self) -> BackupShelf:
        return BackupShelf(self.keeping, self.settings.home / "backups", self.clock)

    @cached_property
    def timetables(self) -> Timetables:
        return Timetables(self.store)

    @cached_property
    def holds(self) -> Holds:
        return Holds(self.store)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.store, self.runs, self.clock)

    @cached_property
    def refused_calls(self) -> RefusedCalls:
        return RefusedCalls(self.store, self.clock)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.store, self.clock)

    @cached_property
    def exports(self) -> Exports:
        return Exports(self.store, self.runs)

    @cached_property
    def export_folder(self) -> ExportFolder:
        return ExportFolder(self.settings.exports, self.settings.erasures, self.clock)

    # -- the console's users -----------------------------------------------------------

    @cached_property
    def users(self) -> Users:
        return Users(self.store, Argon2Passwords(), self.clock, self.ids)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(
            self.store,
            Argon2Passwords(),
            self.clock,
            self.ids,
            idle=timedelta(hours=self.settings.session_idle_hours),
            lifetime=timedelta(days=self.settings.session_days),
        )


def bootstrap(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Rendezvous:
    return Rendezvous(settings, clock or SystemClock(), ids or RandomIds(), sleep)


def _key(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
