"""The bytes of photos, voice notes, signatures and documents: how they come, where they lie."""
