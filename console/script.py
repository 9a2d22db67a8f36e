"""What Streamlit runs for every browser: the console, for whoever the cookie says it is."""

from __future__ import annotations

import streamlit as st

from console.frame import open_console
from console.guard import session_cookie
from console.house import house

open_console(st.context.cookies.get(session_cookie(house().settings.is_console_over_tls)))
