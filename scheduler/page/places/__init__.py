"""The places of the page, a file each: what is asked there, which function answers, which template draws it."""

from fastapi import APIRouter

from scheduler.page.places import (
    calendar,
    changes,
    directory,
    files,
    history,
    jobs,
    letters,
    map,
    marks,
    overview,
    people,
    plans,
    programmes,
    repairs,
    reviews,
    schools,
    solve,
    stress,
    strip,
    whatif,
)

PLACES: tuple[APIRouter, ...] = (
    plans.router,
    programmes.router,
    overview.router,
    calendar.router,
    map.router,
    marks.router,
    people.router,
    schools.router,
    directory.router,
    strip.router,  # before the panel, whose address may end in anything
    reviews.router,
    changes.router,
    repairs.router,
    letters.router,
    history.router,
    files.router,
    solve.router,
    whatif.router,
    stress.router,
    jobs.router,
)
"""All of them; the order is that of the addresses."""
