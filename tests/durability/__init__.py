"""What a station keeps, whatever happens to its processes, its database and its disk."""
