"""What the browser tests and the measurements share: a real server and its clients."""
