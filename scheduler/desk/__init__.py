"""The coordinator's desk: workbooks, letters, calendars and the report. Nothing here decides anything."""
