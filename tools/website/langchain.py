"""The parts of langchain-community that are used, imported in one place.

The package is in maintenance and says so by a warning at each import; the decision to use
it is written down, so the warning is silenced here and nowhere else. So is its advice to
set USER_AGENT for the requests of its loaders: they make none here.
"""

from __future__ import annotations

import logging
import warnings

logging.getLogger("langchain_community.utils.user_agent").setLevel(logging.ERROR)
with warnings.catch_warnings():
    warnings.filterwarnings(
        "ignore", message=".*langchain-community.*", category=DeprecationWarning
    )
    from langchain_community.document_loaders.sitemap import SitemapLoader
    from langchain_community.document_transformers.beautiful_soup_transformer import (
        BeautifulSoupTransformer,
    )
    from langchain_core.documents import Document

__all__ = ["BeautifulSoupTransformer", "Document", "SitemapLoader"]
