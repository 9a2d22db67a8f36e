"""A draft as the file that the command line reads."""

from __future__ import annotations

from pathlib import Path

from configuration import load_campaign_file
from console.components.yaml_download import campaign_yaml

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "campaign.yaml"


def test_the_yaml_of_a_campaign_is_that_campaign(tmp_path: Path) -> None:
    spec = load_campaign_file(EXAMPLE)
    path = tmp_path / "again.yaml"
    path.write_text(campaign_yaml(spec.model_dump(mode="json")), encoding="utf-8")
    assert load_campaign_file(path) == spec
    assert path.read_text(encoding="utf-8").startswith("name: SaaS France\nsector:")
