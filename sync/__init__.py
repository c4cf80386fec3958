"""The sync protocol, merge and engine: Python's standard library only."""
