"""Sets of others with known answers: the engine's own rows and search on problems that are not ours.

Nothing of these sets is in the project, as they state no licence: a loader takes the path of a folder that holds them.
"""
