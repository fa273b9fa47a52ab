"""The EAL trial: the schools and delivery centres of the Annual Report's lists, with the region of each school."""

from models.network import School
from models.programmes.eal_trial import Centre, EALTrial, EALTrialPolicy, InRegion
from scheduler.generating.programmes.network import (
    calendars_of,
    drawn,
    hubs_of,
    origin,
    rows_of,
)
from scheduler.generating.streams import Stream

_REGIONS = {
    "North East": ("Sunderland",),
    "North West": ("Bolton", "Liverpool", "Manchester", "Oldham", "St. Helens", "Trafford"),
    "Yorkshire and the Humber": ("Bradford", "Kingston Upon Hull, City of", "Rotherham", "Sheffield"),
    "East Midlands": ("Leicester", "Leicestershire", "Northamptonshire", "Nottinghamshire"),
    "West Midlands": (
        *("Birmingham", "Coventry", "Sandwell", "Staffordshire", "Stoke-on-Trent", "Walsall", "Wolverhampton"),
    ),
    "East of England": ("Bedford", "Essex", "Hertfordshire", "Luton", "Peterborough", "Suffolk"),
    "London": (
        *("Barnet", "Ealing", "Enfield", "Hammersmith and Fulham", "Haringey", "Harrow", "Hillingdon", "Hounslow"),
        *("Newham", "Tower Hamlets"),
    ),
    "South East": ("Hampshire", "Kent", "Portsmouth", "Slough", "Southampton", "Surrey"),
    "South West": ("Bournemouth", "Bristol, City of", "Swindon"),
}
REGION_OF = {authority: region for region, authorities in _REGIONS.items() for authority in authorities}
"""The region of each local authority of the report's lists, as the Office for National Statistics has them."""


def eal_trial_2018() -> EALTrial:
    """The report's schools: as many are to be trained as its list says were."""
    rows = rows_of("eal")
    schools = [row.school for row in rows if row.role != "delivery-centre"]
    centres = [_centre(row.school) for row in rows if row.role == "delivery-centre"]
    text = (
        "The 70 schools that the Annual Report 2018 lists of 71, of which it has 37 as trained, and its 11 delivery "
        "centres. Regions are those of the schools' local authorities."
    )
    return EALTrial(
        name="eal-trial-2018",
        origin=origin(text, "eal-trial-2018", 0),
        calendars=calendars_of([*schools, *centres]),
        hubs=hubs_of([*schools, *centres]),
        schools=(*schools, *centres),
        trained=sum(row.role == "intervention" for row in rows),
        centres=tuple(Centre(id=centre.id) for centre in centres),
        regions=tuple(InRegion(school=one.id, region=REGION_OF[one.local_authority or ""]) for one in schools),
    )


def eal_trial_drawn(count: int, seed: int) -> EALTrial:
    """Drawn schools, half of them to be trained, in regions of about 15 by where they lie; a centre for every six."""
    schools, stream = drawn(count, seed, max(2, count // 15)), Stream(seed, "centres")
    centres = [_centre(school) for school in stream.sample(schools, -(-count // 6))]
    name = f"eal-trial-{count}-{seed}"
    return EALTrial(
        name=name,
        origin=origin(f"{count} drawn schools.", name, seed, of_the_report=False),
        calendars=calendars_of(schools),
        hubs=hubs_of(schools),
        schools=(*schools, *centres),
        trained=count // 2,
        centres=tuple(Centre(id=centre.id) for centre in centres),
        regions=tuple(InRegion(school=one.id, region=one.hub) for one in schools),
        policy=EALTrialPolicy(),
    )


def _centre(school: School) -> School:
    return school.model_copy(update={"id": f"centre-{school.id}"})
