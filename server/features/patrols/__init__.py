"""Patrols: one round by one patroller, and the inspections made on it."""
