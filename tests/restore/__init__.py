"""What a backup holds, what a restore brings back, and what the phones fill in."""
