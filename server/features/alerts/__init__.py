"""Alerts: something a person must see, which knows whether it was seen."""
