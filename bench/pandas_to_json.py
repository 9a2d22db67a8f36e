"""``python -m bench.pandas_to_json IN.csv OUT.json``: pandas reads and writes, no more."""

from __future__ import annotations

import sys

import pandas as pd

if __name__ == "__main__":
    source, target = sys.argv[1:]
    pd.read_csv(source).to_json(target, orient="records", force_ascii=False)
