"""Step 3: the words, in the company of three people who read them."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.campaign_setup.fields import Fields
from console.components.cards import card, quiet
from console.dates import day
from console.i18n import LANGUAGES, N_, _
from console.telling import telling_failures
from domain.roles import Permission
from services.campaigns import template_sha256

PROBLEMS = {
    "too_long": N_("The mail is too long."),
    "too_short": N_("The mail is too short."),
    "subject_too_long": N_("The subject is too long."),
    "many_questions": N_("The mail asks more than one question."),
    "many_links": N_("The mail has too many links."),
    "banned_phrase": N_("A phrase sounds like advertising."),
    "ungrounded": N_("A claim rests on no fact that we know."),
    "shouting": N_("There are words in capitals."),
    "exclamations": N_("There are too many exclamation marks."),
    "foreign_url": N_("There is a link that is not ours."),
}


def show_form(fields: Fields) -> None:
    language = str(fields.now("language", "en"))
    fields.one_of(_("Language of the mails"), "language", dict(LANGUAGES), "en")
    templates = fields.visit.house.campaign_setup.templates("fr" if language == "fr" else "en")
    if templates:
        fields.one_of(
            _("Template"),
            "template",
            {each.name: f"{each.name} · {each.description}" for each in templates},
            None,
        )
    else:
        quiet(_("There is no template in this language yet: one is made under Prompts."))
    _approval(fields)
    fields.text(_("What you offer"), "offer.product", placeholder=_("The product's name"))
    fields.long_text(
        _("What they gain, in one sentence"), "offer.value_proposition",
        help=_("It stands in every mail as you write it."),
    )  # fmt: skip
    fields.text(
        _("The question you ask"), "offer.call_to_action",
        placeholder=_("Would you have 30 minutes for a demonstration?"),
    )  # fmt: skip
    is_missing = any(each.field.startswith(("sender.", "legal.")) for each in fields.draft.faults())
    with st.expander(_("Who writes"), expanded=is_missing):
        left, right = st.columns(2)
        with left:
            fields.text(_("Name of the sender"), "sender.name")
            fields.text(_("Company"), "legal.company")
            fields.text(_("Privacy notice"), "legal.privacy_url")
        with right:
            fields.text(_("Address of the sender"), "sender.email")
            fields.text(_("Address for replies"), "sender.reply_to", may_be_empty=True,
                        help=_("Empty: the sender's own."))  # fmt: skip
            fields.text(_("Postal address"), "legal.postal_address")


def _approval(fields: Fields) -> None:
    house, draft = fields.visit.house, fields.draft
    if not draft.answers.get("template"):
        return
    with telling_failures():
        template = house.configuration.template(str(draft.answers["template"]))
        approval = house.campaign_setup.approval(draft)
        if approval is not None:
            said = _("Approved by {who}.").format(who=approval["accepted_by"])
            if approval["accepted_at"]:
                said = _("Approved by {who} on {day}.").format(
                    who=approval["accepted_by"], day=day(fields.visit, approval["accepted_at"])
                )
            quiet("✓ " + said)
            return
        quiet(_("Nobody has approved this wording yet. Read the preview first."))
        sha256 = template_sha256(template)
        st.button(
            _("Approve this wording"),
            key=f"approve-{draft.id}-{sha256[:8]}",
            icon=":material/check:",
            on_click=act,
            args=(
                Permission.SET_UP_CAMPAIGNS,
                lambda visit: visit.house.campaign_setup.approve_template(
                    draft.id, sha256, who=visit.user.email
                ),
                _("The wording is approved."),
            ),
        )


def show_answer(fields: Fields) -> None:
    with card(_("What they will read"), key="preview"), telling_failures():
        mails = fields.visit.house.campaign_setup.preview(fields.draft)
        if not mails:
            quiet(_("Choose a template, and three invented people read it here."))
            return
        names = {
            place: mail.facts.first_name or mail.facts.last_name or "?"
            for place, mail in enumerate(mails)
        }
        chosen = st.segmented_control(
            _("Reader"), list(names), default=0, format_func=names.__getitem__,
            key=f"reader-{fields.draft.id}", label_visibility="collapsed", required=True,
        )  # fmt: skip
        mail = mails[chosen or 0]
        about = [mail.facts.title, mail.facts.company, mail.facts.city]
        quiet(" · ".join(part for part in about if part))
        with st.container(border=True):
            st.text(mail.subject)
            st.divider()
            st.text(mail.text)
            for line in mail.footer.splitlines():
                quiet(line)
        for code in dict.fromkeys(problem.code for problem in mail.problems):
            known = PROBLEMS.get(code)
            st.warning(_(known) if known else _("Something keeps this mail from being sent."))
