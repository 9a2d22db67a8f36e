"""A campaign as the file that ``rendezvous campaign create`` reads."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from console.i18n import _


def campaign_yaml(answers: Mapping[str, Any]) -> str:
    """The answers as YAML, in the order of the campaign's own model."""
    from ruamel.yaml import YAML

    from domain.campaign import CampaignSpec

    order = list(CampaignSpec.model_fields)
    ordered = dict(sorted(answers.items(), key=lambda item: order.index(item[0])))
    out = io.StringIO()
    writer = YAML(typ="safe")
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.dump(ordered, out)
    return out.getvalue()


def yaml_download(answers: Mapping[str, Any], *, name: str, key: str = "yaml") -> None:
    """Show it, and save it as a file."""
    with st.popover(_("Show as YAML"), icon=":material/code:", key=f"{key}-shown"):
        text = campaign_yaml(answers)
        st.code(text, language="yaml", height=320)
        st.download_button(
            _("Save as a file"),
            text,
            file_name=f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'campaign'}.yaml",
            mime="application/yaml",
            key=f"{key}-saved",
            on_click="ignore",
        )
