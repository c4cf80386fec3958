"""Hundreds of phones at once, as light as a load can be: prepared requests over real connections."""
