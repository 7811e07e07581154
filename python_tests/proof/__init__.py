"""Statistical proof of the model on real DuckDB: `pytest -m proof`. docs/proof.md says what and how sure."""
