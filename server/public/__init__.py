"""What needs no account: residents report a matter, follow it with its code, judge its answer."""
