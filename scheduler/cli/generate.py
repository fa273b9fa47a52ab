"""Making an instance: generate."""

import shlex
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import json_option
from scheduler.showing.printing import print_data, print_json, print_text

if TYPE_CHECKING:
    from models.programmes.instance import ProgrammeInstance
    from scheduler.generating import Recipe

TERMS = {"autumn": 1, "spring": 2, "summer": 3}


@click.command("generate", short_help="Make an instance.", epilog=EXIT_CODES)
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.  [default: standard output]")
@click.option("--schools", type=click.Path(path_type=Path), metavar="FILE", help="CSV file of schools.")
@click.option("--nearest", type=int, metavar="N", help="Only so many schools of the file, nearest to its middle.")
@click.option("--draw", type=int, metavar="N", help="Draw so many schools instead.")
@click.option("--trusts", type=int, metavar="N", help="Trusts in place of their schools: those with most schools.")
@click.option("--hubs", type=int, help="How many hubs to make by place.  [default: the file's, or of a dozen schools]")
@click.option("--term", "terms", multiple=True, type=click.Choice(list(TERMS)), help="Terms (repeatable).")
@click.option("--single-offer-percent", type=int, help="Schools that offer one reviewer only.  [default: 0]")
@click.option("--free-percent", type=int, help="School weeks in which reviewers are free.  [default: 50]")
@click.option("--leads", type=int, help="How many leads.  [default: one for a dozen schools]")
@click.option("--leads-free-percent", type=int, help="School weeks in which leads are free.  [default: 60]")
@click.option("--leads-late-free-percent", type=int, help="The same in the last three weeks of a term.")
@click.option("--seed", type=click.IntRange(min=0), help="Where chance begins.  [default: 2018]")
@json_option
def generate(name: str, output: Path | None, terms: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Make the bundled instance NAME again, byte for byte, or another one called NAME, of schools from a file or drawn.

    \b
    Examples:
      qa-scheduler generate noe-2018-autumn -o autumn-2018.json
      qa-scheduler generate england --schools england.csv --hubs 1800 --seed 7 -o england.json
      qa-scheduler generate midlands --schools england.csv --nearest 1000 --term autumn -o midlands.json
      qa-scheduler generate our-trusts --schools england.csv --trusts 20 --leads 6 -o our-trusts.json
      qa-scheduler generate small --draw 40 --term autumn --single-offer-percent 33 -o small.json
    """
    from scheduler.generating import BUNDLED, generate_bundled, schools_of, with_schools
    from scheduler.generating.programmes import MAKERS
    from scheduler.storage import dumps, save
    from scheduler.storage.kinds import Kind
    from scheduler.storage.overwriting import refuse_overwriting

    given = {key: value for key, value in options.items() if value is not None}
    if output is not None:
        kind = Kind.PROGRAMME if name in MAKERS else Kind.INSTANCE
        refuse_overwriting(output, kind, [options["schools"]])
    listed = None
    if name in MAKERS:
        if given or terms:
            raise click.UsageError(f"{name!r} is a bundled instance, which takes no options. Choose another name.")
        _programme(MAKERS[name](), output, as_json=as_json)
        return
    if name in BUNDLED:
        if given or terms:
            raise click.UsageError(f"{name!r} is a bundled instance, which takes no options. Choose another name.")
        made = generate_bundled(name)
    else:
        recipe = _recipe(name, terms, given, BUNDLED)
        listed = schools_of(recipe)
        made = with_schools(recipe, listed)
    if output is None:
        print_data(dumps(made).removesuffix("\n"))
        return
    save(output, dumps(made))
    if as_json:
        left_out = [asdict(one) for one in listed.left_out] if listed is not None else []
        print_json({"written": str(output), "name": made.name, "schools": len(made.schools), "left_out": left_out})
    else:
        print_text(f"Written to {output}: {len(made.schools):,} {made.hosts_are}, {len(made.reviews):,} reviews.")
        if listed is not None and listed.left_out:
            print_text(listed.text)


def _programme(made: "ProgrammeInstance", output: Path | None, *, as_json: bool) -> None:
    from scheduler.storage import dumps, save

    if output is None:
        print_data(dumps(made).removesuffix("\n"))
        return
    save(output, dumps(made))
    if as_json:
        print_json({"written": str(output), "name": made.name, "schools": len(made.schools), "left_out": []})
    else:
        print_text(f"Written to {output}: {len(made.schools):,} schools, {len(made.members):,} to be placed.")


def _recipe(name: str, terms: tuple[str, ...], given: dict[str, Any], bundled: tuple[str, ...]) -> "Recipe":
    from scheduler.generating import Recipe
    from scheduler.generating.years import MAT_REVIEWS

    file, drawn = given.pop("schools", None), given.pop("draw", None)
    if (file is None) == (drawn is None):
        near = get_close_matches(name, bundled, n=1)
        maybe = f" Maybe the bundled {near[0]!r} is meant." if near else f" Bundled are {', '.join(bundled)}."
        raise click.UsageError(f"{name!r} needs either --schools FILE or --draw N.{maybe}")
    words = ["qa-scheduler", "generate", name, *(["--draw", str(drawn)] if file is None else ["--schools", str(file)])]
    words += [word for term in terms for word in ("--term", term)]
    words += [word for key, value in given.items() for word in (f"--{key.replace('_', '-')}", str(value))]
    if terms:
        given["terms"] = tuple(sorted(TERMS[term] for term in terms))
    elif "trusts" in given:
        given["terms"] = MAT_REVIEWS.numbers
    return Recipe(name=name, schools=drawn if file is None else file, command=shlex.join(words), **given)
