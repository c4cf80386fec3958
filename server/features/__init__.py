"""One folder per feature: `schema.py` says what its collections hold, `rules.py` who may and what follows."""
