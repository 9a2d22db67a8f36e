"""The console's script with the session's token in the session state: AppTest has no cookies."""

from __future__ import annotations

import streamlit as st

from console.frame import open_console

open_console(st.session_state["token_of_the_test"])
