"""Stations: places of service, with the functions a resident finds there."""
