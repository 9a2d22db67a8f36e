"""What people decided in review, as labels."""

from __future__ import annotations

from domain.evaluation import Label, Labelled
from domain.instants import from_text
from domain.pacing import day_of
from services.campaigns import Campaign, load_campaign
from services.people import facts_of
from services.unit_of_work import Row, Store


def labels_from_reviews(store: Store, campaign_id: int | None = None) -> tuple[Labelled, ...]:
    """Everybody whom a person decided on; of several verdicts on one prospect the latest.

    The day is that of the assessment which the person saw, in the campaign's zone; the
    facts are today's: whoever was enriched since is judged with what was added.
    """
    with store.read() as reading:
        rows = reading.query("labels_from_reviews", campaign_id=campaign_id)
        campaigns = {
            number: load_campaign(reading, number)
            for number in sorted({row["campaign_id"] for row in rows})
        }
    return tuple(_labelled(row, campaigns[row["campaign_id"]]) for row in rows)


def _labelled(row: Row, campaign: Campaign) -> Labelled:
    return Labelled(
        name=f"prospect {row['prospect_id']}",
        facts=facts_of(row),
        label=Label(row["human_verdict"]),
        as_of=day_of(from_text(row["assessed_at"]), campaign.spec.time_zone),
        note=row["human_reason"],
        group=f"campaign {campaign.id}",
        threshold=campaign.threshold,
        offer_keywords=tuple(campaign.spec.offer.keywords),
    )
