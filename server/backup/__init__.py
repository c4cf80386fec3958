"""Backups: one file with everything in it, the same for SQLite and PostgreSQL, and the way back."""
