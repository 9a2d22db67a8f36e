"""The sandbox's own pages: one plain frame, everything from outside escaped, nothing fetched."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2457d6; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--accent); }
@media (prefers-color-scheme: dark) { :root { --accent: #8fb0ff; } }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft);
  padding: 1rem; border-radius: .4rem; }
iframe { width: 100%; min-height: 24rem; border: 1px solid var(--line); background: #fff;
  border-radius: .4rem; }
input, select, button { font: inherit; padding: .45rem .7rem; border: 1px solid var(--line);
  border-radius: .4rem; }
button { background: #2457d6; color: #fff; border: 0; cursor: pointer; }
button:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid #f5a623; }
label { display: block; margin: .7rem 0 .2rem; }
.slots { display: flex; flex-wrap: wrap; gap: .5rem; border: 0; padding: 0; }
.slots label { border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .7rem;
  margin: 0; cursor: pointer; }
.soft { color: #777; }
"""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-src "
    "'self'; base-uri 'none'"
)
"""No script, no request to anywhere; the frame is for a message's own sandboxed page."""


def page(title: str, body: str, *, status: int = 200, language: str = "en") -> HTMLResponse:
    """A whole page. ``body`` is trusted HTML: what came from outside is escaped by the caller."""
    document = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(document, status, headers)
