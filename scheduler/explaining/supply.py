"""How many people can flow to the reviews: over their loads, over the weeks of their schools, and leads over weeks."""

import numpy as np

from scheduler.explaining.flows import UNLIMITED, Flow, Network
from scheduler.explaining.teams import Teams
from scheduler.tables.arrays import Ints


def over_loads(teams: Teams) -> Flow:
    """School by term, reviewer by term, their school in the team, their hub in the team, review."""
    network, facts, pairs = Network(), teams.facts, teams.usable(teams.seats)
    terms, reviews, schools, hubs = (facts.n[key] for key in ("term", "review", "school", "hub"))
    school_nodes = _schools(network, teams)
    waived = teams.waived("reviewer-load", facts.reviewers, "person")
    load = np.where(teams.not_bound("reviewer-load", facts.n["reviewer"], waived), UNLIMITED, facts.reviewer_load)
    people = network.nodes(facts.n["reviewer"] * terms).reshape(-1, terms)
    for term in range(terms):
        network.arcs(school_nodes[facts.reviewer_home, term], people[:, term], load)
    person, review = np.divmod(np.unique(pairs.person * reviews + teams.dates.review[pairs.date]), reviews)
    homes, at_home = np.unique(review * schools + facts.reviewer_home[person], return_inverse=True)
    in_hubs, at_hub = np.unique(homes // schools * hubs + facts.school_hub[homes % schools], return_inverse=True)
    home_nodes, hub_nodes, review_nodes = map(network.nodes, (len(homes), len(in_hubs), reviews))
    mix, free = teams.policy.team_mix, teams.free_teams("team-mix")
    network.arcs(people[person, _term_of_reviews(teams)[review]], home_nodes[at_home.reshape(-1)], 1)
    of_a_school = np.where(free[homes // schools], UNLIMITED, mix.of_a_school)
    network.arcs(home_nodes, hub_nodes[at_hub.reshape(-1)], of_a_school)
    network.arcs(hub_nodes, review_nodes[in_hubs // hubs], np.where(free[in_hubs // hubs], UNLIMITED, mix.of_a_hub))
    return network.flow_to(review_nodes, teams.most)


def over_weeks(teams: Teams) -> Flow:
    """School by term, school by week, review: what schools can spare in the weeks that reviews can have.

    A week in which two terms meet counts twice: that only loosens.
    """
    network, facts, pairs = Network(), teams.facts, teams.usable(teams.seats)
    weeks, reviews, terms, schools = (facts.n[key] for key in ("week", "review", "term", "school"))
    school_nodes = _schools(network, teams)
    free = teams.not_bound("school-release", schools, _homes_of(teams, "school-release"))
    people = np.bincount(facts.reviewer_home, minlength=schools)
    spared = np.where(free, people, np.minimum(facts.release, people))
    home, week = facts.reviewer_home[pairs.person], teams.dates.week[pairs.date]
    at = (home * weeks + week) * terms + teams.dates.term[pairs.date]
    people_at = np.unique((at * reviews + teams.dates.review[pairs.date]) * facts.n["reviewer"] + pairs.person)
    at_review, count = np.unique(people_at // max(1, facts.n["reviewer"]), return_counts=True)
    at, review = np.divmod(at_review, reviews)
    spells, position = np.unique(at, return_inverse=True)
    spell_nodes, review_nodes = network.nodes(len(spells)), network.nodes(reviews)
    of = spells // terms // weeks
    network.arcs(school_nodes[of, spells % terms], spell_nodes, spared[of])
    together = np.minimum(count, teams.policy.team_mix.of_a_school)
    together = np.where(teams.free_teams("team-mix")[review], count, together)
    network.arcs(spell_nodes[position.reshape(-1)], review_nodes[review], together)
    return network.flow_to(review_nodes, teams.most)


def of_leads(teams: Teams) -> Flow:
    """Lead by term, lead by week, review."""
    network, facts, pairs = Network(), teams.facts, teams.usable(teams.leads)
    weeks, reviews, terms, leads = (facts.n[key] for key in ("week", "review", "term", "lead"))
    free = teams.not_bound("lead-load", leads, teams.waived("lead-load", facts.leads, "person"))
    load = np.where(free, UNLIMITED, teams.policy.lead_load.reviews)
    by_term = network.nodes(leads * terms).reshape(leads, terms)
    network.arcs(0, by_term.reshape(-1), np.repeat(load, terms))
    at = (pairs.person * weeks + teams.dates.week[pairs.date]) * terms + teams.dates.term[pairs.date]
    spells, position = np.unique(at, return_inverse=True)
    spell_nodes, review_nodes = network.nodes(len(spells)), network.nodes(reviews)
    network.arcs(by_term[spells // terms // weeks, spells % terms], spell_nodes, 1)
    spell, review = np.divmod(np.unique(position.reshape(-1) * reviews + teams.dates.review[pairs.date]), reviews)
    network.arcs(spell_nodes[spell], review_nodes[review], 1)
    return network.flow_to(review_nodes, np.ones(reviews, dtype=np.int64))


def _schools(network: Network, teams: Teams) -> Ints:
    """(school, term): nodes that pass on at most what rule commitment lets the school send by the end of a term."""
    schools, terms = teams.facts.n["school"], teams.facts.n["term"]
    free = teams.not_bound("commitment", schools, _homes_of(teams, "commitment"))
    most = np.where(free[:, None], UNLIMITED, np.minimum(teams.facts.most, UNLIMITED))
    nodes = network.nodes(schools * terms).reshape(schools, terms)
    network.arcs(0, nodes[:, -1], most[:, -1])
    for term in range(terms - 1, 0, -1):
        network.arcs(nodes[:, term], nodes[:, term - 1], most[:, term - 1])
    return nodes


def _homes_of(teams: Teams, rule: str) -> list[int]:
    """The schools of the reviewers for whom the rule is waived somewhere."""
    people = teams.waived(rule, teams.facts.reviewers, "person")
    return [int(home) for home in teams.facts.reviewer_home[people]] if people else []


def _term_of_reviews(teams: Teams) -> Ints:
    term = np.zeros(teams.facts.n["review"], dtype=np.int64)
    term[teams.dates.review] = teams.dates.term
    return term
