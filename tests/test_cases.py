"""Where each reported case is held. A case is a file of a report; its test says what is right, and tries its kind.

A report adds its files' names here, each with the test that holds it; this file says which test does not exist.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CASES = {
    "blank-trust-two-schools.json": "rules/test_independence.py::test_an_empty_text_is_no_trust",
    "date-as-seconds.json": "storage/test_nothing_ignored.py::test_a_day_is_written_year_month_day",
    "empty-lead.schedule.json": "storage/test_nothing_ignored.py::test_an_empty_id_is_refused",
    "excel-error-in-first-cell.csv": (
        "generating/test_reading.py::test_an_error_value_in_the_first_cell_is_no_licence_line"
    ),
    "experience.json": ("rules/test_experience.py::test_one_who_is_waived_is_no_first_timer_and_vouches_for_nobody"),
    "failed-run-leaves-repairs.sh": "cli/test_repairs.py::test_failed_run_leaves_repairs",
    "full-or-closed-output.sh": "cli/test_streams.py::test_full_or_closed_output",
    "hub-column-one-blank.csv": "generating/test_reading.py::test_hubs_of_some_schools_only_are_refused",
    "ill-on-the-second-day.changes.json": (
        "repairs/test_begun.py::test_ill_on_the_second_day_the_review_goes_on_one_fewer"
    ),
    "ill-while-others-are-free.changes.json": (
        "repairs/test_begun.py::test_ill_while_others_are_free_no_other_review_is_called_off"
    ),
    "joins.json": (
        "changes/test_carry_over.py::test_a_school_that_joined_is_carried_with_account_people_review_and_visitors"
    ),
    "kind.json": "repairs/test_kinds.py::test_other_kinds_need_not_hold_what_nobody_held_before",
    "label.json": "repairs/test_kinds.py::test_a_reserve_with_somebody_ordinary_is_no_use_of_reserves",
    "larger-teams.json": "repairs/test_kinds.py::test_a_begun_review_freed_while_teams_grow_counts_alike",
    "lead-drops-out.changes.json": ("changes/test_reasons.py::test_lead_drops_out_and_all_three_reviews_say_so"),
    "line-separator-in-why.changes.json": "storage/test_histories.py::test_line_separator_in_why",
    "misspelt-optional-headings.csv": ("generating/test_reading.py::test_headings_that_are_nearly_known_are_refused"),
    "more-leads-than-schools.sh": "generating/test_reading.py::test_as_many_leads_as_are_asked_for",
    "notice-a-year-too-early.changes.json": "changes/test_situation.py::test_what_cannot_be_is_refused_in_words",
    "notice-in-the-year-18.changes.json": "changes/test_situation.py::test_what_cannot_be_is_refused_in_words",
    "only-review.json": "explaining/test_vacancies.py::test_a_review_cancelled_for_good_has_no_date_left",
    "output-over-input.sh": "cli/test_overwriting.py::test_output_over_input",
    "pin-for-misspelt-review.schedule.json": (
        "storage/test_nothing_ignored.py::test_states_are_of_reviews_and_people_who_are_there"
    ),
    "pins-of-nobody.schedule.json": (
        "storage/test_nothing_ignored.py::test_states_are_of_reviews_and_people_who_are_there"
    ),
    "prices-json.sh": "cli/test_data.py::test_standard_output_is_json_and_nothing_else",
    "same-stem.sh": "storage/test_histories.py::test_same_stem",
    "sizes.json": (
        "changes/test_situation.py::test_larger_teams_leave_alone_what_is_owed_for_a_review_of_an_earlier_term"
    ),
    "slash-in-ids.json": ("storage/test_nothing_ignored.py::test_an_id_may_hold_the_sign_between_review_and_person"),
    "strangers-with-same-pseudonyms.json": "changes/test_carry_over.py::test_a_strangers_network_is_refused",
    "strict-no-repair.changes.json": "cli/test_repairs.py::test_what_makes_every_repair_impossible_is_named",
    "undo-leaves-a-file.sh": "cli/test_refused.py::test_undo_leaves_a_file",
}
BESIDE = {
    "joins.next.json": "joins.json",
    "joins.schedule.json": "joins.json",
    "kind.schedule.json": "kind.json",
    "label.changes.json": "label.json",
    "label.schedule.json": "label.json",
    "larger-teams.changes.json": "larger-teams.json",
    "larger-teams.schedule.json": "larger-teams.json",
    "only-review.schedule.json": "only-review.json",
    "sizes.schedule.json": "sizes.json",
}
"""Files that belong to the case of another."""


@pytest.mark.parametrize("case", [*CASES, *BESIDE])
def test_a_case_is_held_by_a_test_that_exists(case: str) -> None:
    file, _, name = CASES[BESIDE.get(case, case)].partition("::")
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
