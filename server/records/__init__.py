"""Records: their collections, the database that keeps them, and the way in and out over HTTP."""
