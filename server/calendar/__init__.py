"""Days and deadlines of the district: working days with make-up days, calendar days, minutes."""
