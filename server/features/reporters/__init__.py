"""Reporters: who brought a matter and how to reach them, apart from the case that everybody reads."""
