"""Repairs of a schedule after changes that disturb as few people as possible."""
