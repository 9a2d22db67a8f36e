"""What each figure is called, and what exactly it counts."""

from __future__ import annotations

from console.i18n import N_
from domain.figures import Figure

NAMES: dict[Figure, str] = {
    Figure.FOUND: N_("Found"),
    Figure.ASSESSED: N_("Assessed"),
    Figure.QUALIFIED: N_("Qualified"),
    Figure.DRAFTED: N_("Drafted"),
    Figure.APPROVED: N_("Approved"),
    Figure.SENT: N_("Sent"),
    Figure.FAILED: N_("Refused"),
    Figure.DELIVERED: N_("Delivered"),
    Figure.OPENS_PEOPLE: N_("Opened by people"),
    Figure.OPENS_MACHINES: N_("Opened by machines"),
    Figure.OPENS_UNKNOWN: N_("Opened, by whom is not known"),
    Figure.CLICKS_PEOPLE: N_("Clicked by people"),
    Figure.CLICKS_MACHINES: N_("Clicked by machines"),
    Figure.CLICKS_UNKNOWN: N_("Clicked, by whom is not known"),
    Figure.REPLIES: N_("Answered"),
    Figure.BOUNCES: N_("Bounced"),
    Figure.COMPLAINTS: N_("Complaints"),
    Figure.UNSUBSCRIBES: N_("Unsubscribed"),
    Figure.MEETINGS_BOOKED: N_("Meetings booked"),
    Figure.MEETINGS_CONFIRMED: N_("Meetings confirmed"),
    Figure.MEETINGS_HELD: N_("Meetings held"),
    Figure.MEETINGS_NO_SHOW: N_("No-shows"),
    Figure.MEETINGS_CANCELLED: N_("Meetings cancelled"),
}

MEANINGS: dict[Figure, str] = {
    Figure.FOUND: N_("People, on the day they joined a campaign."),
    Figure.ASSESSED: N_("People, on the day they were first judged by budget, authority, need and"
                        " timeline."),
    Figure.QUALIFIED: N_("People judged worth contacting, by score or by a person, on the day they"
                         " became so; who was judged otherwise since is taken out."),
    Figure.DRAFTED: N_("Messages, follow-ups too, on the day they were written."),
    Figure.APPROVED: N_("Messages, on the day a person first approved them."),
    Figure.SENT: N_("Messages, on the day the mail service accepted them."),
    Figure.FAILED: N_("Messages that the mail service refused."),
    Figure.DELIVERED: N_("Messages that the recipient's mail server accepted."),
    Figure.OPENS_PEOPLE: N_("Messages that a person opened; each counts once, on the day of the"
                            " first time."),
    Figure.OPENS_MACHINES: N_("Messages that a scanner or a privacy proxy opened. That says nothing"
                              " about the recipient."),
    Figure.OPENS_UNKNOWN: N_("Messages that were opened where nothing tells whether by a person:"
                             " asking the mail service, instead of being told, knows no more."),
    Figure.CLICKS_PEOPLE: N_("Messages in which a person followed a link; each counts once."),
    Figure.CLICKS_MACHINES: N_("Messages whose links a security scanner followed."),
    Figure.CLICKS_UNKNOWN: N_("Messages whose link was followed where nothing tells by whom."),
    Figure.REPLIES: N_("Messages that a person answered. Out-of-office notes do not count."),
    Figure.BOUNCES: N_("Messages that came back: the address does not exist, or refuses mail."),
    Figure.COMPLAINTS: N_("Messages that the recipient reported as spam."),
    Figure.UNSUBSCRIBES: N_("Messages whose recipient wants no more, by link or in words."),
    Figure.MEETINGS_BOOKED: N_("Bookings, on the day they were made; one that is moved to another"
                               " time counts twice."),
    Figure.MEETINGS_CONFIRMED: N_("Meetings, on the day a person confirmed them."),
    Figure.MEETINGS_HELD: N_("Meetings that took place, as a person said."),
    Figure.MEETINGS_NO_SHOW: N_("Meetings to which nobody came, as a person said."),
    Figure.MEETINGS_CANCELLED: N_("Meetings that were called off."),
}  # fmt: skip
