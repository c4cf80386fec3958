"""Posters with a QR code: one A4 page for each building, which opens the form with the place filled in."""
