"""Figures since the beginning: those by day are too many to add up for every dashboard."""

from __future__ import annotations

_ADD = """
  INSERT INTO total_figures (campaign_id, figure, amount) VALUES ({row}.campaign_id, {row}.figure,
    {amount}) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE total_figures (
      campaign_id INTEGER NOT NULL,
      figure TEXT NOT NULL,
      amount INTEGER NOT NULL,
      PRIMARY KEY (campaign_id, figure)
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO total_figures (campaign_id, figure, amount)
      SELECT campaign_id, figure, sum(amount) FROM daily_figures GROUP BY 1, 2""",
    "CREATE TRIGGER total_figures_more AFTER INSERT ON daily_figures FOR EACH ROW BEGIN"
    + _ADD.format(row="new", amount="new.amount")
    + " END",
    "CREATE TRIGGER total_figures_changed AFTER UPDATE OF amount ON daily_figures"
    " FOR EACH ROW BEGIN" + _ADD.format(row="new", amount="new.amount - old.amount") + " END",
    "CREATE TRIGGER total_figures_fewer AFTER DELETE ON daily_figures FOR EACH ROW BEGIN"
    + _ADD.format(row="old", amount="-old.amount")
    + " END",
)
