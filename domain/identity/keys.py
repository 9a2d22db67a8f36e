"""The keys under which a record finds the person it may be."""

from __future__ import annotations

from functools import lru_cache

from domain.identity.companies import Employer, domain_label
from domain.identity.diminutives import full_names_of
from domain.identity.folding import without_umlaut_e
from domain.identity.names import PersonName
from domain.identity.phones import phone_tail
from domain.identity.records import IdentityKey, IdentityRecord, read_record
from domain.identity.surnames import significant

# Enough of an employer's name to tell most apart, and little enough that
# "Acme", "Acme Software" and acme-software.example meet.
_EMPLOYER_LETTERS = 4


@lru_cache(maxsize=4_096)
def strong_keys(record: IdentityRecord) -> tuple[IdentityKey, ...]:
    """The keys that identify a person by themselves: RocketReach id, LinkedIn, e-mail.

    Role and disposable addresses give none. That an address is shared by two
    people shows only beside their names: ``compare`` sees to that.
    """
    read = read_record(record)
    keys = []
    if read.rocketreach:
        keys.append(IdentityKey("rocketreach", read.rocketreach))
    if read.linkedin:
        keys.append(IdentityKey("linkedin", read.linkedin))
    if read.personal_email:
        keys.append(IdentityKey("email", read.personal_email.key))
    return tuple(keys)


@lru_cache(maxsize=4_096)
def blocking_keys(record: IdentityRecord) -> tuple[IdentityKey, ...]:
    """The keys under which doubtful candidates are looked up; few, and narrow.

    ``full_name_at``: both names at the employer. ``name_at``: one of them there.
    ``name_near``: one of the names, an initial of the other and the employer's first letters.
    ``phone_name``: one of the names with the telephone's last digits. Which
    name stands first does not count, so swapped names meet; nicknames meet
    through the names they are short for. A name alone gives no key: it would
    find a thousand people and prove none of them.
    """
    read = read_record(record)
    if not read.name.last and not read.name.first:
        return ()
    keys = [
        IdentityKey("name_near", f"{pair}@{start}")
        for start in dict.fromkeys(name[:_EMPLOYER_LETTERS] for name in _employers(read.employer))
        for pair in _name_pairs(read.name)
    ]
    if read.name.first and read.name.last:
        if not read.name.first_is_initial and len("".join(read.name.last)) > 1:
            full = " ".join(sorted(("".join(read.name.first), "".join(read.name.last))))
            generation = f" {read.name.generation}" if read.name.generation else ""
            keys.extend(
                IdentityKey("full_name_at", f"{full}{generation}@{employer}")
                for employer in _employers(read.employer)
            )
        keys.extend(
            IdentityKey("name_at", f"{word}@{employer}")
            for employer in _employers(read.employer)
            for word in _words(read.name)
        )
    tail = phone_tail(record.phone)
    if tail:
        keys.extend(IdentityKey("phone_name", f"{word}@{tail}") for word in _words(read.name))
    return tuple(keys)


@lru_cache(maxsize=65_536)
def _employers(employer: Employer) -> tuple[str, ...]:
    name = employer.name.replace(" ", "") if employer.name else None
    return tuple(dict.fromkeys(text for text in (name, domain_label(employer.domain)) if text))


@lru_cache(maxsize=65_536)
def _name_pairs(name: PersonName) -> tuple[str, ...]:
    if not name.first or not name.last:
        return ()
    core = significant(name.last)
    lasts = _distinct("".join(name.last), core[0], core[-1])
    firsts = _distinct("".join(name.first), name.first[0], name.first[-1])
    full = full_names_of(" ".join(name.first))
    pairs = [
        f"{last}+{initial}"
        for last in lasts
        if len(last) > 1
        for initial in dict.fromkeys(word[0] for word in (*firsts, *sorted(full)))
    ]
    pairs += [
        f"{first}+{initial}"
        for first in firsts
        if len(first) > 1
        for initial in dict.fromkeys(last[0] for last in lasts)
    ]
    return tuple(dict.fromkeys(pairs))


def _distinct(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(without_umlaut_e(word) for word in words))


@lru_cache(maxsize=65_536)
def _words(name: PersonName) -> tuple[str, ...]:
    """The longest last name, and the first name when it is not an initial."""
    longest = max(significant(name.last), key=len, default="")
    return tuple(word for word in _distinct(longest, *name.first[:1]) if len(word) > 1)
