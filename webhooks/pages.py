"""The two pages that somebody who unsubscribes may see. No script, no address, no name."""

from __future__ import annotations

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><title>{title}</title><style>body{{font:17px/1.5 system-ui;'
    "max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1d2433;background:#fbfaf7}}"
    "button{{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:8px;background:#1f6f5c;"
    "color:#fff}}</style></head><body><main>{body}</main></body></html>"
)
ASK = _PAGE.format(
    title="Unsubscribe / Se désabonner",
    body=(
        '<p>No more mail from us?<br><span lang="fr">Ne plus recevoir nos messages ?</span></p>'
        '<form method="post"><button name="List-Unsubscribe" value="One-Click">'
        'Unsubscribe / <span lang="fr">Se désabonner</span></button></form>'
    ),
)
DONE = _PAGE.format(
    title="Done / C’est fait",
    body=(
        "<p>Done: we will not write to you again.<br>"
        '<span lang="fr">C’est fait : nous ne vous écrirons plus.</span></p>'
    ),
)
