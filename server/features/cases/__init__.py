"""Cases: one matter to settle, with its number, clocks, people and timeline."""
