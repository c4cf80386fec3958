"""The description of the whole HTTP interface, for programs and for people."""
