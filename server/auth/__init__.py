"""People, devices, sessions, assignments; who is asking and what they may read and write now."""
