"""Figures by day, numbers by stage, the search over people, and the chained audit log.

The figures are kept by triggers, in the transaction of what they count: whoever writes,
by whatever query. The two views count the same from the records, and are what the
figures must equal (docs/decisions/0019-figures-kept-by-triggers.md).
"""

from __future__ import annotations

_MACHINES = (("no", "people"), ("yes", "machines"), ("unknown", "unknown"))
_MOVES = (("confirmed", "meetings_confirmed"), ("held", "meetings_held"),
          ("no_show", "meetings_no_show"), ("cancelled", "meetings_cancelled"))  # fmt: skip
_STAGED = ("campaigns", "prospects", "messages", "meetings")


def _figure(event: str) -> str:
    """The figure that an event counts in, as SQL; NULL for one that counts in none."""
    engagement = " ".join(
        f"WHEN {event}.kind = '{kind}' AND {event}.machine = '{machine}' THEN '{kind}s_{name}'"
        for kind in ("open", "click")
        for machine, name in _MACHINES
    )
    return (
        f"CASE {engagement}"
        f" WHEN {event}.kind = 'delivered' THEN 'delivered'"
        f" WHEN {event}.kind = 'reply' THEN 'replies'"
        f" WHEN {event}.kind = 'bounce' THEN 'bounces'"
        f" WHEN {event}.kind = 'spam_report' THEN 'complaints'"
        f" WHEN {event}.kind IN ('unsubscribe', 'unsubscribe_request') THEN 'unsubscribes' END"
    )


def _count(figure: str, at: str, *, campaign: str, amount: str = "1", when: str = "true") -> str:
    """Add to a figure that belongs to no message."""
    return f"""
      INSERT INTO daily_figures (day, campaign_id, figure, template, prompt_version, amount)
      SELECT local_day({at}, c.time_zone), c.id, {figure}, '', '', {amount}
      FROM campaigns c WHERE c.id = {campaign} AND ({when})
      ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;"""


def _count_of(message: str, figure: str, at: str, *, amount: str = "1", when: str = "true") -> str:
    """Add to a figure of a message's template and prompt version."""
    return f"""
      INSERT INTO daily_figures (day, campaign_id, figure, template, prompt_version, amount)
      SELECT local_day({at}, c.time_zone), c.id, {figure}, m.template, m.prompt_version, {amount}
      FROM messages m JOIN campaigns c ON c.id = m.campaign_id
      WHERE m.id = {message} AND ({when})
      ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;"""


def _first_of(event: str) -> str:
    """When the message first had another event of the same figure; NULL when never."""
    return (
        f"(SELECT min(e.at) FROM events e WHERE e.message_id = {event}.message_id"
        f" AND e.id <> {event}.id AND {_figure('e')} = {_figure(event)})"
    )


def _event_added(event: str) -> str:
    """A figure counts messages, on the day of the first event: later ones change nothing."""
    message, figure, first = f"{event}.message_id", _figure(event), _first_of(event)
    return _count_of(
        message, figure, f"{event}.at",
        when=f"{figure} IS NOT NULL AND coalesce({event}.at < {first}, true)",
    ) + _count_of(
        message, figure, first, amount="-1",
        when=f"{figure} IS NOT NULL AND {event}.at < {first}",
    )  # fmt: skip


def _event_gone(event: str) -> str:
    message, figure, first = f"{event}.message_id", _figure(event), _first_of(event)
    return _count_of(
        message, figure, f"{event}.at", amount="-1",
        when=f"{figure} IS NOT NULL AND coalesce({event}.at < {first}, true)",
    ) + _count_of(
        message, figure, first,
        when=f"{figure} IS NOT NULL AND {event}.at < {first}",
    )  # fmt: skip


def _trigger(name: str, event: str, body: str, when: str = "true") -> str:
    return f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW WHEN {when} BEGIN {body} END"


def _stage_counters(table: str) -> list[str]:
    """Triggers that keep how many records of ``table`` stand at each stage."""
    campaign = "id" if table == "campaigns" else "campaign_id"

    def add(row: str, amount: int) -> str:
        return f"""
          INSERT INTO stage_counts (entity, campaign_id, stage, amount)
          VALUES ('{table}', {row}.{campaign}, {row}.stage, {amount})
          ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;"""

    return [
        _trigger(f"{table}_at_first_stage", f"INSERT ON {table}", add("new", 1)),
        _trigger(
            f"{table}_at_next_stage", f"UPDATE OF stage ON {table}",
            add("old", -1) + add("new", 1), "old.stage <> new.stage",
        ),
        _trigger(f"{table}_no_more", f"DELETE ON {table}", add("old", -1)),
    ]  # fmt: skip


_COUNTED_STAGES = " UNION ALL ".join(
    f"SELECT '{table}' AS entity, {'id' if table == 'campaigns' else 'campaign_id'} AS campaign_id,"
    f" stage, count(*) AS amount FROM {table} GROUP BY 2, 3"
    for table in _STAGED
)

_COUNTED_FIGURES = f"""
  SELECT local_day(f.at, c.time_zone) AS day, f.campaign_id, f.figure, f.template,
    f.prompt_version, count(*) AS amount
  FROM (
    SELECT campaign_id, 'found' AS figure, '' AS template, '' AS prompt_version, created_at AS at
      FROM prospects
    UNION ALL
    SELECT p.campaign_id, 'assessed', '', '', a.at
      FROM prospects p JOIN audit a ON a.entity = 'prospects' AND a.entity_id = p.id
      WHERE a.to_stage = 'assessed'
    UNION ALL
    SELECT campaign_id, 'qualified', '', '', qualified_at FROM prospects
      WHERE qualified_at IS NOT NULL
    UNION ALL
    SELECT campaign_id, 'drafted', template, prompt_version, created_at FROM messages
    UNION ALL
    SELECT m.campaign_id, 'approved', m.template, m.prompt_version, a.approved_at
      FROM (SELECT message_id, min(id), approved_at FROM approvals GROUP BY message_id) a
      JOIN messages m ON m.id = a.message_id
    UNION ALL
    SELECT campaign_id, 'sent', template, prompt_version, coalesce(sent_at, updated_at)
      FROM messages WHERE stage = 'sent'
    UNION ALL
    SELECT m.campaign_id, 'failed', m.template, m.prompt_version, a.at
      FROM messages m JOIN audit a ON a.entity = 'messages' AND a.entity_id = m.id
      WHERE a.to_stage = 'failed'
    UNION ALL
    SELECT m.campaign_id, e.figure, m.template, m.prompt_version, e.at
      FROM (SELECT message_id, {_figure("x")} AS figure, min(at) AS at FROM events x
        WHERE message_id IS NOT NULL GROUP BY 1, 2) e
      JOIN messages m ON m.id = e.message_id WHERE e.figure IS NOT NULL
    UNION ALL
    SELECT g.campaign_id, 'meetings_booked', coalesce(m.template, ''),
        coalesce(m.prompt_version, ''), g.created_at
      FROM meetings g LEFT JOIN messages m ON m.id = g.message_id
    UNION ALL
    SELECT g.campaign_id, CASE a.to_stage
        {" ".join(f"WHEN '{stage}' THEN '{figure}'" for stage, figure in _MOVES)} END,
        coalesce(m.template, ''), coalesce(m.prompt_version, ''), a.at
      FROM meetings g JOIN audit a ON a.entity = 'meetings' AND a.entity_id = g.id
      LEFT JOIN messages m ON m.id = g.message_id
      WHERE a.to_stage IN ({", ".join(f"'{stage}'" for stage, _ in _MOVES)})
  ) f JOIN campaigns c ON c.id = f.campaign_id
  GROUP BY 1, 2, 3, 4, 5"""

_PERSON = "first_name, last_name, title, company, email"


def _person(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in _PERSON.split(", "))


def _meeting_figure(figure: str, at: str, when: str) -> str:
    """A meeting's figure belongs to its message's template, where it has a message."""
    return _count(
        figure, at, campaign="new.campaign_id", when=f"new.message_id IS NULL AND {when}"
    ) + _count_of("new.message_id", figure, at, when=when)


STATEMENTS: tuple[str, ...] = (
    # -- the audit log's chain, and who was erased ---------------------------------
    "ALTER TABLE audit ADD COLUMN nonce TEXT",
    "ALTER TABLE audit ADD COLUMN digest TEXT",
    "ALTER TABLE audit ADD COLUMN chain TEXT",
    "ALTER TABLE people ADD COLUMN erased_at TEXT",
    # -- figures by day ------------------------------------------------------------
    """CREATE TABLE daily_figures (
      day TEXT NOT NULL,
      campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
      figure TEXT NOT NULL,
      template TEXT NOT NULL,
      prompt_version TEXT NOT NULL,
      amount INTEGER NOT NULL,
      PRIMARY KEY (day, campaign_id, figure, template, prompt_version)
    ) STRICT, WITHOUT ROWID""",
    "ALTER TABLE prospects ADD COLUMN qualified_at TEXT",
    """UPDATE prospects SET qualified_at = (
      SELECT min(a.at) FROM audit a
      WHERE a.entity = 'prospects' AND a.entity_id = prospects.id AND a.to_stage = 'qualified'
        AND a.id > coalesce((SELECT max(b.id) FROM audit b WHERE b.entity = 'prospects'
          AND b.entity_id = prospects.id AND b.to_stage IN ('needs_review', 'disqualified')), 0))
    """,
    f"CREATE VIEW counted_figures AS {_COUNTED_FIGURES}",
    _trigger("prospects_found", "INSERT ON prospects",
             _count("'found'", "new.created_at", campaign="new.campaign_id")),
    _trigger("prospects_assessed", "UPDATE OF stage ON prospects",
             _count("'assessed'", "new.updated_at", campaign="new.campaign_id"),
             "new.stage = 'assessed' AND old.stage <> 'assessed'"),
    _trigger("prospects_qualified", "UPDATE OF stage ON prospects",
             "UPDATE prospects SET qualified_at = new.updated_at WHERE id = new.id;"
             + _count("'qualified'", "new.updated_at", campaign="new.campaign_id"),
             "new.stage = 'qualified' AND old.qualified_at IS NULL"),
    _trigger("prospects_qualified_no_more", "UPDATE OF stage ON prospects",
             "UPDATE prospects SET qualified_at = NULL WHERE id = new.id;"
             + _count("'qualified'", "old.qualified_at", campaign="new.campaign_id", amount="-1"),
             "new.stage IN ('needs_review', 'disqualified') AND old.qualified_at IS NOT NULL"),
    _trigger("messages_drafted", "INSERT ON messages",
             _count_of("new.id", "'drafted'", "new.created_at")),
    _trigger("messages_approved", "INSERT ON approvals",
             _count_of("new.message_id", "'approved'", "new.approved_at"),
             "NOT EXISTS (SELECT 1 FROM approvals a"
             " WHERE a.message_id = new.message_id AND a.id <> new.id)"),
    _trigger("messages_sent", "UPDATE OF stage ON messages",
             _count_of("new.id", "'sent'", "coalesce(new.sent_at, new.updated_at)"),
             "new.stage = 'sent' AND old.stage <> 'sent'"),
    _trigger("messages_failed", "UPDATE OF stage ON messages",
             _count_of("new.id", "'failed'", "new.updated_at"),
             "new.stage = 'failed' AND old.stage <> 'failed'"),
    _trigger("events_added", "INSERT ON events", _event_added("new"),
             "new.message_id IS NOT NULL"),
    _trigger("events_changed", "UPDATE OF machine, kind, at ON events",
             _event_gone("old") + _event_added("new"),
             f"new.message_id IS NOT NULL AND ({_figure('old')} IS NOT {_figure('new')}"
             " OR old.at <> new.at)"),
    _trigger("events_deleted", "DELETE ON events", _event_gone("old"),
             "old.message_id IS NOT NULL"),
    _trigger("meetings_booked", "INSERT ON meetings",
             _meeting_figure("'meetings_booked'", "new.created_at", "true")),
    *(_trigger(f"{figure}", "UPDATE OF stage ON meetings",
               _meeting_figure(f"'{figure}'", "new.updated_at", "true"),
               f"new.stage = '{stage}' AND old.stage <> '{stage}'") for stage, figure in _MOVES),
    # Whoever moves a campaign to another time zone moves its days.
    _trigger("campaigns_moved_zone", "UPDATE OF time_zone ON campaigns",
             """DELETE FROM daily_figures WHERE campaign_id = new.id;
             INSERT INTO daily_figures (day, campaign_id, figure, template, prompt_version, amount)
             SELECT day, campaign_id, figure, template, prompt_version, amount
             FROM counted_figures WHERE campaign_id = new.id;""",
             "old.time_zone <> new.time_zone"),
    """INSERT INTO daily_figures (day, campaign_id, figure, template, prompt_version, amount)
      SELECT day, campaign_id, figure, template, prompt_version, amount FROM counted_figures""",
    # -- numbers by stage ----------------------------------------------------------
    """CREATE TABLE stage_counts (
      entity TEXT NOT NULL,
      campaign_id INTEGER NOT NULL,
      stage TEXT NOT NULL,
      amount INTEGER NOT NULL,
      PRIMARY KEY (entity, campaign_id, stage)
    ) STRICT, WITHOUT ROWID""",
    f"CREATE VIEW counted_stages AS {_COUNTED_STAGES}",
    *(trigger for table in _STAGED for trigger in _stage_counters(table)),
    """INSERT INTO stage_counts (entity, campaign_id, stage, amount)
      SELECT entity, campaign_id, stage, amount FROM counted_stages""",
    """CREATE INDEX assessments_judged ON assessments (prospect_id)
      WHERE human_verdict IS NOT NULL""",
    # -- lists and search ----------------------------------------------------------
    "CREATE INDEX prospects_newest_of_campaign ON prospects (campaign_id, id)",
    "CREATE INDEX prospects_newest_at_stage_of_campaign ON prospects (campaign_id, stage, id)",
    "CREATE INDEX prospects_newest_at_stage ON prospects (stage, id)",
    f"""CREATE VIRTUAL TABLE people_search USING fts5 ({_PERSON},
      content = 'people', content_rowid = 'id', prefix = '2 3',
      tokenize = "unicode61 remove_diacritics 2")""",
    f"INSERT INTO people_search (rowid, {_PERSON}) SELECT id, {_PERSON} FROM people",
    _trigger("people_search_added", "INSERT ON people",
             f"INSERT INTO people_search (rowid, {_PERSON}) VALUES (new.id, {_person('new')});"),
    _trigger("people_search_deleted", "DELETE ON people",
             f"""INSERT INTO people_search (people_search, rowid, {_PERSON})
             VALUES ('delete', old.id, {_person("old")});"""),
    _trigger("people_search_changed", f"UPDATE OF {_PERSON} ON people",
             f"""INSERT INTO people_search (people_search, rowid, {_PERSON})
             VALUES ('delete', old.id, {_person("old")});
             INSERT INTO people_search (rowid, {_PERSON}) VALUES (new.id, {_person("new")});"""),
)  # fmt: skip
