"""The planner's page: a local web page for a term's folder, drawn by the server. It has no logic of its own.

A request passes `server.safety`, goes to a place (a file in `places/`), which opens a plan by `home`, calls what the
commands call, and draws a template by `drawing`. What takes long is a job (`server.jobs`); what must be quick and is
costly to build is kept in one process that stays (`server.engine`).
"""
