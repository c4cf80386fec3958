"""Attention: what came to nothing or only in part, shown to its author until it is settled."""
