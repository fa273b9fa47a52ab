"""Journeys by road: a file of them, a server that measures them, and an instance that counts them."""
