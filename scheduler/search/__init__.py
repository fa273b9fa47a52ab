"""The search for the best schedule: bound, dive, prove, goal by goal."""
