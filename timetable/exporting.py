"""The run ``export``: a frame as a file for whoever asked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from bootstrap import Rendezvous
from services.runs import Progress
from services.unit_of_work import Row


def export(app: Rendezvous, run: Row, progress: Progress) -> Mapping[str, Any]:
    """Reading is the first half of the way, writing the second; ``rows`` and ``bytes``."""
    from storage import frames
    from storage.frames.filters import Filter
    from tools.tables.writer import write_frame

    asked = json.loads(run["request"])
    filters = [Filter.from_json(told) for told in asked["filters"]]
    name, format = asked["frame"], asked["format"]
    rows = frames.count(app.store, name, run["campaign_id"], filters)
    whole = max(2 * rows, 1)
    progress.advance(done=0, total=whole)
    app.export_folder.clear()
    path = app.export_folder.path(run["id"], format)
    path.touch(mode=0o600)
    began = path.stat().st_mtime
    frame = frames.filtered(
        app.store, name, run["campaign_id"], filters,
        on_rows=lambda read: progress.advance(done=min(read, rows)),
    )  # fmt: skip
    write_frame(frame, path, format)
    # Who is erased while it is written may be in it: it is as old as what was read.
    os.utime(path, (began, began))
    progress.advance(done=whole)
    return {"rows": len(frame), "bytes": path.stat().st_size}
