"""The product's parts, wired once for all sessions of this process."""

from __future__ import annotations

from functools import cache

from bootstrap import Rendezvous, bootstrap
from settings import load_settings


@cache
def house() -> Rendezvous:
    return bootstrap(load_settings())
