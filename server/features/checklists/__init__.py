"""Checklists: versioned questions of a duty class, written by the district and never by a programmer."""
