"""Residents without an account, over HTTP, on both databases."""
