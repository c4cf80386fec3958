"""One module a part: `TITLE`, and `run(scale)`, which yields a `Line` for everything it saw."""
