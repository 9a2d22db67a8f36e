"""Who may do what: four roles, and one table of what each may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    GROWTH_LEAD = "growth_lead"
    REP = "rep"
    ANALYST = "analyst"


class Permission(StrEnum):
    SEE_FIGURES = "see_figures"
    """The dashboard and the tracker."""
    SEE_PEOPLE = "see_people"
    """Prospects, their history and what was written to them."""
    JUDGE = "judge"
    """Agree or disagree with a verdict, move the threshold."""
    REVIEW = "review"
    """Approve, edit and reject drafts."""
    ANSWER = "answer"
    """Deal with replies, meetings and messages whose fate is unknown."""
    STEER = "steer"
    """Run now, pause, resume, stop."""
    SET_UP_CAMPAIGNS = "set_up_campaigns"
    EDIT_PROMPTS = "edit_prompts"
    EXPORT = "export"
    SUPPRESS = "suppress"
    """Add to and lift from the suppression list."""
    CONFIGURE = "configure"
    """Vendors, model, timetable, sender, backups, the audit log."""
    MANAGE_USERS = "manage_users"


P = Permission
_SEES = frozenset({P.SEE_FIGURES, P.SEE_PEOPLE})
_SELLS = _SEES | {P.JUDGE, P.REVIEW, P.ANSWER, P.STEER, P.SET_UP_CAMPAIGNS, P.SUPPRESS, P.EXPORT}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ANALYST: _SEES | {P.EXPORT},
    Role.REP: _SELLS,
    Role.GROWTH_LEAD: _SELLS | {P.EDIT_PROMPTS},
    Role.ADMINISTRATOR: frozenset(Permission),
}


def may(role: Role, permission: Permission) -> bool:
    return permission in PERMISSIONS[role]
