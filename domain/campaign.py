"""A campaign: whom to look for, what to offer, in which words, when, and how fast.

The models are strict: an unknown key is an error, so that a slip in a YAML file
is named before it can reach anyone.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Language = Literal["en", "fr"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

SIZE_BUCKETS = (
    "1-10",
    "11-50",
    "51-200",
    "201-500",
    "501-1000",
    "1001-5000",
    "5001-10000",
    "10001+",
)
SizeBucket = Literal[
    "1-10",
    "11-50",
    "51-200",
    "201-500",
    "501-1000",
    "1001-5000",
    "5001-10000",
    "10001+",
]
SeniorityName = Literal["owner", "c_level", "vp", "director", "manager", "staff"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Paris") from error
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


class Strict(BaseModel):
    """Unknown keys are errors; values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Exclusions(Strict):
    companies: tuple[Text, ...] = ()
    domains: tuple[Text, ...] = ()
    titles: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()


class Criteria(Strict):
    """Whom to look for. At least titles or seniorities, so that a search means somebody."""

    titles: tuple[Text, ...] = ()
    seniorities: tuple[SeniorityName, ...] = ()
    departments: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    sizes: tuple[SizeBucket, ...] = ()
    industries: tuple[Text, ...] = ()
    keywords: tuple[Text, ...] = ()
    exclude: Exclusions = Exclusions()

    @model_validator(mode="after")
    def _names_somebody(self) -> Criteria:
        if not (self.titles or self.seniorities):
            raise ValueError("criteria need at least one of titles or seniorities")
        return self


class Offer(Strict):
    """What is offered. ``facts`` are the only claims about us that a mail may make."""

    product: Text
    value_proposition: Text
    call_to_action: Text
    keywords: tuple[Text, ...] = ()
    facts: dict[str, Text] = Field(default_factory=dict)


class Sender(Strict):
    name: Annotated[str, StringConstraints(pattern=r"^[^;,<>\r\n]+$", max_length=100)]
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", to_lower=True)]
    reply_to: (
        Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", to_lower=True)]
        | None
    ) = None


class Legal(Strict):
    """What the first message must say of its sender (GDPR article 14, CNIL, CAN-SPAM)."""

    company: Text
    postal_address: Text
    privacy_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]
    data_source: Text = "RocketReach"


class Hours(Strict):
    """Days and hours of a week. ``start`` is included, ``end`` is not."""

    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    start: time = time(9, 0)
    end: time = time(17, 0)

    @model_validator(mode="after")
    def _in_order(self) -> Hours:
        if not self.days:
            raise ValueError("at least one day is needed")
        if self.start >= self.end:
            raise ValueError("start must be before end")
        return self


class Meetings(Strict):
    """When a prospect may book. ``event_type`` is Calendly's name or slug; none: the first."""

    event_type: Text | None = None
    duration_minutes: Annotated[int, Field(ge=5, le=480)] = 30
    hours: Hours = Hours()


class Reveal(Strict):
    """What a lookup reveals; each costs credits."""

    professional_email: bool = True
    personal_email: bool = False
    phone: bool = False


class Prospecting(Strict):
    per_day: Annotated[int, Field(ge=1, le=10_000)] = 100
    target: Annotated[int, Field(ge=1, le=1_000_000)] = 300
    credits_per_run: Annotated[int, Field(ge=0)] = 1_000
    reveal: Reveal = Reveal()


class Sending(Strict):
    per_day: Annotated[int, Field(ge=1, le=1_000)] = 5
    per_sender_per_day: Annotated[int, Field(ge=1, le=10_000)] = 50
    hours: Hours = Hours()
    contact_window_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    ramp: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Mails allowed on a new sender's first days, one number a day."""
    min_gap_minutes: Annotated[int, Field(ge=0, le=1_440)] = 10
    """Human pace: at least so long between two mails of one sender, plus jitter."""
    halt_bounce_rate: Annotated[float, Field(gt=0, le=1)] = 0.08
    halt_complaint_rate: Annotated[float, Field(gt=0, le=1)] = 0.003
    halt_after: Annotated[int, Field(ge=1)] = 20
    """Mails sent before a rate says anything."""
    track_opens: bool = True
    track_opens_in_france: bool = False
    """There the CNIL asks for the reader's consent to a tracking pixel: on, the campaign
    vouches for it."""
    track_clicks: bool = True


class Qualification(Strict):
    """What is left out is as ``config/bant.yaml`` has it."""

    threshold: Annotated[int, Field(ge=0, le=100)] | None = None
    first_reviewed: Annotated[int, Field(ge=0, le=1_000)] | None = None


MINUTES_OF_AN_HOUR = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)


class Firing(Strict):
    """When one kind of work begins: at hours of the day, or every so many minutes.

    Hours are the campaign's own, also across daylight saving: an hour that a day has twice
    counts once, and one that it leaves out is made up for right after.
    """

    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    at: tuple[time, ...] = ()
    every_minutes: int | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Firing:
        if not self.days:
            raise ValueError("at least one day is needed")
        if bool(self.at) == (self.every_minutes is not None):
            raise ValueError('say either at: ["08:00"] or every_minutes: 10')
        if self.every_minutes is not None and self.every_minutes not in MINUTES_OF_AN_HOUR:
            raise ValueError(
                "every_minutes must divide an hour: "
                + ", ".join(str(number) for number in MINUTES_OF_AN_HOUR)
            )
        return self


class Timetable(Strict):
    """When the worker works for a campaign. What is left out is as the product has it."""

    prospecting: Firing | None = None
    qualification: Firing | None = None
    outreach: Firing | None = None
    sending: Firing | None = None


USUAL_TIMETABLE = Timetable(
    prospecting=Firing(at=(time(8, 0),)),
    qualification=Firing(at=(time(8, 30),)),
    outreach=Firing(at=(time(9, 0),)),
    sending=Firing(days=WEEKDAYS, every_minutes=10),
)
"""What stands in for whatever a campaign leaves out."""


class CampaignSpec(Strict):
    """Everything that ``campaign create`` reads from a file."""

    name: Text
    sector: Text
    language: Language = "en"
    time_zone: TimeZone = "Europe/Paris"
    criteria: Criteria
    offer: Offer
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    sender: Sender
    legal: Legal
    meetings: Meetings = Meetings()
    prospecting: Prospecting = Prospecting()
    qualification: Qualification = Qualification()
    sending: Sending = Sending()
    timetable: Timetable = Timetable()
