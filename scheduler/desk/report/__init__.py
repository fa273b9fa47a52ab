"""The report: one HTML file that needs no network, made of what `showing` says, with a calendar and a map."""
