"""What the browser tests and the measurements share: a real server in a process of its own, and its clients."""
