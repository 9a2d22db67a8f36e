"""The sqlite-utils database: migrations, the unit of work, named queries, dataframes."""
