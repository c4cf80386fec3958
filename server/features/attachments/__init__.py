"""Attachments: what a photo, voice note, signature or document is of; its bytes travel apart."""
