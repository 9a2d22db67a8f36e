"""The files in an editor: checked as they are typed, tried, and saved from a named version."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.components.cards import card, quiet
from console.dates import ago
from console.i18n import N_, _, ngettext
from console.prompts_page import trial
from console.prompts_page.differences import show_changes
from console.prompts_page.typed import base, begin_from, field_key, keep, throw_away, typed
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from errors import InvalidInput
from services.prompt_versions import Fault, Texts, changes, digest

WHAT = {
    "agents.yaml": N_("Who the agents are"),
    "tasks.yaml": N_("What they are asked"),
    "bant.yaml": N_("How prospects are scored"),
    "writing.yaml": N_("How a mail may be written"),
}
FIRST = "tasks.yaml"
HEIGHT = 560
AROUND = 1
"""Lines shown before and after one that is wrong."""


def show(visit: Visit) -> None:
    versions = visit.house.prompt_versions
    working = versions.working()
    files = list(working)
    if not files:
        st.error(_("The folder of prompts is empty. Put back a version from the history."))
        return
    may_edit = visit.may(Permission.EDIT_PROMPTS)
    chosen = st.selectbox(
        _("File"), files, index=files.index(FIRST) if FIRST in files else 0, key="prompts-file",
        format_func=_title, width=420,
    )  # fmt: skip
    file = str(chosen)
    if not may_edit:
        quiet(_("You may read these. The growth lead edits them."))
        st.code(working[file], language="yaml", line_numbers=True, wrap_lines=True)
        return
    began = base(working)[1]
    edited = typed(began)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.text_area(
            _title(file), value=edited.get(file, working[file]), height=HEIGHT,
            key=field_key(file), on_change=keep, args=(file,), label_visibility="collapsed",
        )  # fmt: skip
        edited = typed(began)
    with right:
        _save_form(edited)
        if edited and digest(began) != digest(working):
            _changed_meanwhile(visit, began, working, edited)
        texts = {**working, **edited}
        faults = versions.check(edited)
        _faults(faults, texts)
        _what_changes(visit, edited)
    if not faults:
        trial.show(visit, edited, digest(texts))


def _title(file: str) -> str:
    return f"{file} · {_(WHAT[file])}" if file in WHAT else file


def _save_form(edited: Texts) -> None:
    st.text_input(
        _("What the edit is for"), key="prompts-note", max_chars=300,
        placeholder=_("Kept in the history"),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(_("Save"), key="prompts-save", type="primary", on_click=_save)
        st.button(
            _("Throw away"), key="prompts-discard", disabled=not edited, on_click=throw_away,
            help=_("Back to the files as they are saved."),
        )  # fmt: skip
        if edited:
            told = _("Not saved yet: {files}").format(files=", ".join(sorted(edited)))
            quiet(told, mark="away")
        else:
            quiet(_("Checked whenever you leave the field, or press Ctrl+Enter."))


def _save() -> None:
    def save(visit: Visit) -> None:
        versions = visit.house.prompt_versions
        began_sha256, began = base(versions.working())
        edited = typed(began)
        accepted = versions.accepted()
        if not edited and accepted is not None and not versions.changes():
            raise InvalidInput(_("Nothing is changed."), fix=_("Edit a file first."))
        faults = versions.check(edited)
        if faults:
            raise InvalidInput(
                ngettext(
                    "{count} place has to be mended first; nothing was saved.",
                    "{count} places have to be mended first; nothing was saved.",
                    len(faults),
                ),
                fix=_("Each is named beside the text."),
            )
        note = str(st.session_state.get("prompts-note", "")).strip()
        versions.accept(
            who=visit.user.email, note=note or None, edited=edited, seen_sha256=began_sha256
        )
        throw_away()
        st.session_state["prompts-note"] = ""

    act(Permission.EDIT_PROMPTS, save, _("Saved. The next run works with it."))


def _changed_meanwhile(visit: Visit, began: Texts, working: Texts, edited: Texts) -> None:
    with st.container(key="card-prompts-conflict", gap="small"):
        st.subheader(_("Somebody else changed the files"), anchor=False)
        newest = next(iter(visit.house.prompt_versions.history()), None)
        if newest is not None:
            told = _("Last saved {when} by {who}.")
            quiet(told.format(when=ago(visit, newest["recorded_at"]), who=newest["recorded_by"]))
        theirs = changes(began, working)
        both = sorted({each.file for each in theirs} & set(edited))
        if both:
            quiet(_("You both edited {files}. Saving yours replaces theirs.").format(
                files=", ".join(both)))  # fmt: skip
        with st.expander(_("What they changed")):
            show_changes(theirs)
        with st.container(horizontal=True, gap="small"):
            st.button(_("Go on with mine"), key="prompts-mine", on_click=begin_from,
                      args=(working,))  # fmt: skip
            st.button(_("Take theirs"), key="prompts-theirs", on_click=throw_away)


def _faults(faults: list[Fault], texts: Texts) -> None:
    if not faults:
        quiet(_("All files are in order."), mark="alive")
        return
    title = ngettext("{count} place to mend", "{count} places to mend", len(faults))
    with card(title, key="prompts-faults"):
        for fault in faults:
            where = _("{file}, line {line}").format(file=fault.file, line=fault.line)
            st.markdown(f"**{plain_markdown(where)}**")
            st.text(fault.message)
            if fault.fix:
                st.text("→ " + fault.fix)
            _line(texts.get(fault.file, ""), fault.line)


def _line(text: str, number: int) -> None:
    """The offending line with its number, and those around it."""
    lines = text.splitlines()
    first, last = max(1, number - AROUND), min(len(lines), number + AROUND)
    shown = [
        f"{'>' if each == number else ' '} {each:>3}  {lines[each - 1]}"
        for each in range(first, last + 1)
    ]
    if shown:
        st.code("\n".join(shown), language=None)


def _what_changes(visit: Visit, edited: Texts) -> None:
    accepted = visit.house.prompt_versions.accepted()
    changed = visit.house.prompt_versions.changes(edited)
    if accepted is None:
        quiet(_("No version was saved yet. The first run records one, or save it now."))
        return
    if not changed:
        quiet(_("As in version {number}.").format(number=accepted.number))
        return
    title = _("Changes since version {number}").format(number=accepted.number)
    with card(title, key="prompts-changes"):
        show_changes(changed)
