"""The steps, their fields and what is wrong with them, in plain words."""

from __future__ import annotations

from console.i18n import N_, _
from domain.campaign_steps import Step

STEP_TITLES = {
    Step.NAME: N_("Name"),
    Step.PEOPLE: N_("People"),
    Step.MESSAGE: N_("Message"),
    Step.MEETINGS: N_("Meetings"),
    Step.REVIEW: N_("Launch"),
}

_FAULTS = {
    "name": N_("Give the campaign a name."),
    "name_taken": N_("Another campaign has this name already: change it a little."),
    "sector": N_("Say which sector it is for, such as software or logistics."),
    "criteria": N_("Name at least one job title or one level of seniority."),
    "criteria.titles": N_("A job title is empty or too long."),
    "criteria.sizes": N_("Choose company sizes from the list."),
    "prospecting.per_day": N_("New people a day: a number from 1 to 10,000."),
    "prospecting.target": N_("People in all: a number from 1 to 1,000,000."),
    "offer.product": N_("Name what you offer."),
    "offer.value_proposition": N_("Say in one sentence what they gain (at most 500 characters)."),
    "offer.call_to_action": N_("Ask one question that is easy to answer."),
    "template": N_("Choose a template in the campaign's language; this one cannot be used."),
    "template_approval": N_("Read the template in the preview, then approve its wording."),
    "sender.name": N_("Say who writes: a name without commas or brackets."),
    "sender.email": N_("Give the address that the mails come from."),
    "sender.reply_to": N_("The address for replies is no e-mail address."),
    "legal.company": N_("Name the company that writes: the law wants it under the first mail."),
    "legal.postal_address": N_("Give the company's postal address: it stands under the mail."),
    "legal.privacy_url": N_("Give the web address of your privacy notice, with https://."),
    "time_zone": N_("Choose a time zone from the list."),
    "meetings.hours": N_("Meetings need at least one day, and hours that begin before they end."),
    "meetings.duration_minutes": N_("A meeting takes from 5 to 480 minutes."),
    "sending.per_day": N_("E-mails a day: a number from 1 to 1,000."),
    "sending.hours": N_("Sending needs at least one day, and hours that begin before they end."),
}


def fault_in_words(field: str) -> str:
    known = _FAULTS.get(field)
    return _(known) if known else _("Something here cannot be used: look at it again.")
