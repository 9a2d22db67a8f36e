"""The console opened by AppTest, at a home of its own and as whoever one likes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bootstrap import Rendezvous
from console.page import FIRST
from domain.roles import Role

ENTRY = Path(__file__).with_name("entry.py")


@dataclass
class Console:
    """``house`` is what the pages themselves use."""

    house: Rendezvous

    def token(self, role: Role = Role.ADMINISTRATOR, *, language: str = "en") -> str:
        """A session of a new user of that role."""
        number = len(self.house.users.all())
        user_id, _ = self.house.users.add(
            f"{role}{number}@firm.example", role=role, who="test", name="Ana", language=language
        )
        return self.house.sessions.open(user_id, why="test")

    def open(
        self,
        path: str = FIRST,
        *,
        token: str | None = None,
        role: Role = Role.ADMINISTRATOR,
        language: str = "en",
    ) -> AppTest:
        """The page at ``path``, drawn once."""
        app = AppTest.from_file(str(ENTRY), default_timeout=30)
        app.session_state["token_of_the_test"] = token or self.token(role, language=language)
        if path != FIRST:
            app.run()
            # switch_page() knows files alone; our pages are functions, known by their address.
            app._page_hash = _hash_of(path)
        return app.run()


def _hash_of(path: str) -> str:
    from streamlit.util import calc_hash

    return calc_hash(path)


def texts(app: AppTest) -> str:
    """Everything that the page says, in one string."""
    kinds = ("title", "subheader", "markdown", "caption", "text", "error", "info", "warning",
             "button", "metric", "html")  # fmt: skip
    said: list[str] = []
    for kind in kinds:
        for element in app.get(kind):
            said += [str(getattr(element, name, "")) for name in ("label", "value", "body")]
    return "\n".join(said)
