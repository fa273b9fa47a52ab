"""Letters to those whose own line has changed, and calendars: what somebody was told is kept in the schedule."""
