"""Wrong and odd cells, each with everything that is said of them: nothing more, and nothing less.

The sentences are those that a coordinator reads. (look at) marks a warning: the workbook is read all the same.
"""
# ruff: noqa: E501, DTZ001

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.importing import imported, instance_from
from tests.desk.workbook.wrong.books import Cells, book_with, grids_with, said, said_with

CASES: dict[str, tuple[Cells, list[str]]] = {
    "the name is missing": (
        {"Start!B2": None},
        [
            "sheet Start (Name): found nothing; expected a value. Add a row Name, with its value beside it.",
        ],
    ),
    "the school year is missing": (
        {"Start!B3": None},
        [
            "sheet Start (School year): found nothing; expected a value. Add a row School year, with its value beside it.",
        ],
    ),
    "the school year as one year": (
        {"Start!B3": 2027},
        [
            "sheet Start, row 3, column B (Value): found 2027; expected a school year, such as 2026-27. Maybe 2027-28 is meant.",
        ],
    ),
    "the school year became a date": (
        {"Start!B3": datetime(2026, 10, 1)},
        [
            "sheet Start, row 3, column B (Value): found 1 Oct 2026; expected a school year, such as 2026-27. Excel made a date of it: format the cell as text, and type it again.",
        ],
    ),
    "the school year does not follow": (
        {"Start!B3": "2026-28"},
        [
            "sheet Start, row 3, column B (Value): found '2026-28'; expected two years that follow each other, such as '2018-19'. Correct the second year.",
        ],
    ),
    "a misspelt fact": (
        {"Start!A3": "Scool year"},
        [
            "sheet Start (School year): found nothing; expected a value. Add a row School year, with its value beside it.",
            "(look at) sheet Start, row 3, column A (What): found 'Scool year'; expected a word of this sheet. It is not read: maybe School year is meant.",
        ],
    ),
    "a newer version of the workbook": (
        {"Start!A4": "Workbook version", "Start!B4": 9},
        [
            "sheet Start, row 4, column B (Value): found 9; expected at most 1. A newer qa-scheduler made it: install that version.",
        ],
    ),
    "terms in the year as a word": (
        {"Start!A4": "Terms in the year", "Start!B4": "three"},
        [
            "sheet Start, row 4, column B (Value): found 'three'; expected a whole number. Type the number alone, without words.",
        ],
    ),
    "no term": (
        {"Term!A2": "holiday", "Term!C2": None},
        [
            "sheet Term: found no term; expected a row of the term. Add a row with the word term, its name, its first and its last day.",
        ],
    ),
    "an unknown word on sheet Term": (
        {"Term!A3": "holliday"},
        [
            "sheet Term, row 3, column A (What): found 'holliday'; expected one of term, calendar, open, holiday. Maybe holiday is meant.",
        ],
    ),
    "the term ends before it begins": (
        {"Term!D2": date(2027, 3, 25), "Term!E2": date(2027, 1, 4)},
        [
            "sheet Term, row 2, column E (Last day): found 4 Jan 2027; expected a day from 25 Mar 2027 on. Maybe the first and the last day are swapped.",
        ],
    ),
    "a holiday ends before it begins": (
        {"Term!E3": date(2027, 2, 12)},
        [
            "sheet Term, row 3, column E (Last day): found 12 Feb 2027; expected a day from 15 Feb 2027 on. Maybe the first and the last day are swapped.",
        ],
    ),
    "a term without a last day": (
        {"Term!E2": None},
        [
            "sheet Term, row 2, column E (Last day): found nothing; expected the term's last day. Fill it in.",
        ],
    ),
    "a term of another school year": (
        {"Term!D2": date(2028, 1, 4), "Term!E2": date(2028, 3, 25)},
        [
            "sheet Term, row 2, column D (First day): found 4 Jan 2028; expected a day of the school year '2026-27', August to August. Correct the day, or the school year.",
            "sheet Term, row 2, column E (Last day): found 25 Mar 2028; expected a day of the school year '2026-27', August to August. Correct the day, or the school year.",
            "sheet Reviews due, row 2, column B (Slot 1): found 19 Jan 2027; expected a day of term 'spring', 4 Jan 2028 to 25 Mar 2028. Move the slot into the term, or the review into another term.",
            "sheet Reviews due, row 2, column C (Slot 2): found 2 Feb 2027; expected a day of term 'spring', 4 Jan 2028 to 25 Mar 2028. Move the slot into the term, or the review into another term.",
            "sheet Reviews due, row 3, column B (Slot 1): found 26 Jan 2027; expected a day of term 'spring', 4 Jan 2028 to 25 Mar 2028. Move the slot into the term, or the review into another term.",
        ],
    ),
    "a term number as a word": (
        {"Term!F2": "second"},
        [
            "sheet Term, row 2, column F (Number): found 'second'; expected a whole number. Type the number alone, without words.",
        ],
    ),
    "a term number beyond the year": (
        {"Term!F2": 4},
        [
            "sheet Term, row 2, column F (Number): found 4; expected at most 3, the terms in year. Correct the number, or terms in year.",
        ],
    ),
    "two terms with one number": (
        {
            "Term!A4": "term",
            "Term!B4": "A",
            "Term!C4": "summer",
            "Term!D4": date(2027, 4, 12),
            "Term!E4": date(2027, 7, 20),
            "Term!F4": 2,
        },
        [
            "sheet Term, row 4, column F (Number): found 2; expected a number no other term has. It stands first at sheet Term, row 2, column F (Number); rename or remove one.",
            "sheet Reviews due, row 2: found nothing; expected one of spring, summer. Say in column Term in which it is.",
            "sheet Reviews due, row 3: found nothing; expected one of spring, summer. Say in column Term in which it is.",
        ],
    ),
    "two calendars, and schools that name none": (
        {"Term!A4": "holiday", "Term!B4": "B", "Term!D4": date(2027, 2, 8)},
        [
            "sheet Term, row 4: found calendar B without open days; expected a row open, or a term that follows it. Add one, or correct the calendar's name.",
            "sheet Schools, row 2: found no calendar; expected one of A, B. Say in column Calendar by which it is open.",
            "sheet Schools, row 3: found no calendar; expected one of A, B. Say in column Calendar by which it is open.",
            "sheet Schools, row 4: found no calendar; expected one of A, B. Say in column Calendar by which it is open.",
        ],
    ),
    "a date in American order": (
        {"Away!B2": "3/23/2027", "Away!C2": None},
        [
            "(look at) sheet Away, row 2, column B (First day): found '3/23/2027'; expected the day before the month. It is read as 23 Mar 2027: look whether that is meant.",
        ],
    ),
    "a date that can be two": (
        {"Away!B2": "4/3/2027", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found '4/3/2027'; expected a date that can be read in one way only. It may be 4 Mar 2027 or 3 Apr 2027: type it like that.",
        ],
    ),
    "29 February of a common year": (
        {"Away!B2": "29/02/2027", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found '29/02/2027'; expected a day that the calendar has. There is no such day: correct it.",
        ],
    ),
    "a date as Excel's number": (
        {"Away!B2": 46450, "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found 46450; expected a date, such as 22 Oct 2018. Excel keeps 4 Mar 2027 as this number: format the cell as a date.",
        ],
    ),
    "a date as Excel's number in text": (
        {"Away!B2": "46450", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found '46450'; expected a date, such as 22 Oct 2018. Excel keeps 4 Mar 2027 as this number: format the cell as a date.",
        ],
    ),
    "a date with a time": (
        {"Away!B2": datetime(2027, 3, 4, 9, 30), "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found 4 Mar 2027 09:30; expected a date without a time. Type 4 Mar 2027 alone.",
        ],
    ),
    "a weekday that is another": (
        {"Away!B2": "Mon 4 Mar 2027", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found 'Mon 4 Mar 2027'; expected a weekday and a date that fit. It is Thursday 4 Mar 2027: correct one of the two.",
        ],
    ),
    "a date without a year": (
        {"Away!B2": "4 March", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found '4 March'; expected a date, such as 22 Oct 2018. Type it as 22 Oct 2018 or 2018-10-22.",
        ],
    ),
    "several dates in one cell": (
        {"Away!B2": "4 and 5 March 2027", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found '4 and 5 March 2027'; expected a date, such as 22 Oct 2018. Type it as 22 Oct 2018 or 2018-10-22.",
        ],
    ),
    "a month without a day": (
        {"Away!B2": "March 2027", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found 'March 2027'; expected a date, such as 22 Oct 2018. Type it as 22 Oct 2018 or 2018-10-22.",
        ],
    ),
    "a date of 1900": (
        {"Away!B2": datetime(1900, 1, 5), "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found 5 Jan 1900; expected a date of this time. Correct the year.",
        ],
    ),
    "a person away until before the first day": (
        {"Away!C2": date(2027, 3, 1)},
        [
            "sheet Away, row 2, column C (Last day): found 1 Mar 2027; expected a day from 4 Mar 2027 on. Maybe the first and the last day are swapped.",
        ],
    ),
    "an unknown hub": (
        {"Schools!C2": "Nort"},
        [
            "sheet Schools, row 2, column C (Hub): found 'Nort'; expected the id or name of a hub. Maybe H1 (North) is meant.",
        ],
    ),
    "a hub that is nowhere": (
        {"Schools!C2": "Middle Earth"},
        [
            "sheet Schools, row 2, column C (Hub): found 'Middle Earth'; expected the id or name of a hub. Correct it, or add it to sheet Hubs.",
        ],
    ),
    "an empty needed cell": (
        {"Schools!C2": None},
        [
            "sheet Schools, row 2, column C (Hub): found nothing; expected an id or a name. Fill it in.",
        ],
    ),
    "a hub that says not applicable": (
        {"Schools!C2": "N/A"},
        [
            "sheet Schools, row 2, column C (Hub): found 'N/A'; expected the id or name of a hub. Correct it, or add it to sheet Hubs.",
        ],
    ),
    "two hubs of one name": (
        {"Hubs!B3": "North", "Schools!C2": "North"},
        [
            "sheet Schools, row 2, column C (Hub): found 'North'; expected one hub. Several are called so: write the id, H1 or H2.",
        ],
    ),
    "two hubs with one id": (
        {"Hubs!A3": "H1", "Schools!C3": "H1", "Schools!C4": "H1"},
        [
            "sheet Hubs, row 3, column A (Id): found 'H1'; expected an id no other hub has. It stands first at sheet Hubs, row 2, column A (Id); rename or remove one.",
        ],
    ),
    "two schools with one id": (
        {"Schools!A4": "100002", "Reviewers!B4": "100002", "Past visits!B2": "100002"},
        [
            "sheet Schools, row 4, column A (Id): found '100002'; expected an id no other school has. It stands first at sheet Schools, row 3, column A (Id); rename or remove one.",
        ],
    ),
    "the same school twice": (
        {
            "Schools!A5": "100001",
            "Schools!B5": "Ash",
            "Schools!C5": "H1",
            "Schools!D5": "primary",
            "Schools!F5": 52.6,
            "Schools!G5": -1.1,
        },
        [
            "sheet Schools, row 5, column A (Id): found '100001'; expected an id no other school has. It stands first at sheet Schools, row 2, column A (Id); rename or remove one.",
        ],
    ),
    "a reviewer at two schools": (
        {"Reviewers!A4": "R2"},
        [
            "sheet Reviewers, row 4, column A (Id): found 'R2' at two schools, '100002' and '100003'; expected an id no other reviewer has. It stands first at sheet Reviewers, row 3, column A (Id); rename or remove one.",
        ],
    ),
    "a lead with a reviewer's id": (
        {"Leads!A2": "R1"},
        [
            "sheet Leads, row 2, column A (Id): found 'R1'; expected an id that no reviewer has. Give the lead an id of their own, such as 'L07'.",
        ],
    ),
    "an id with leading zeros elsewhere": (
        {"Reviewers!B2": "0100001"},
        [
            "sheet Reviewers, row 2, column B (School): found '0100001'; expected the id or name of a school. Maybe 100001 is meant.",
        ],
    ),
    "an id that became a date": (
        {
            "Reviewers!A2": datetime(2027, 2, 1),
            "Away!A2": None,
            "Away!B2": None,
            "Away!C2": None,
            "Weeks!A2": None,
            "Weeks!B2": None,
            "Conflicts!A2": None,
            "Conflicts!B2": None,
            "Past visits!A2": "R3",
        },
        [
            "sheet Reviewers, row 2, column A (Id): found 1 Feb 2027; expected an id. Excel made a date of it: format the cell as text, and type it again.",
        ],
    ),
    "an id of sixteen digits": (
        {"Schools!A4": 1234567890123456, "Reviewers!B4": "100001", "Past visits!B2": "100002"},
        [
            "sheet Schools, row 4, column A (Id): found 1234567890123456; expected an id. Excel keeps 15 digits of a number: format the cell as text, and type it again.",
        ],
    ),
    "an id that is TRUE": (
        {"Hubs!A3": True, "Schools!C3": "H1", "Schools!C4": "H1"},
        [
            "sheet Hubs, row 3, column A (Id): found TRUE; expected an id. Excel made a yes or no of it: format the cell as text, and type it again.",
        ],
    ),
    "an error for a name": (
        {"Schools!B2": "#REF!"},
        [
            "sheet Schools, row 2, column B (Name): found '#REF!'; expected a value. Excel could not work it out: correct or empty the cell.",
        ],
    ),
    "an error for a number": (
        {"Schools!E2": "#N/A"},
        [
            "sheet Schools, row 2, column E (Pupils): found '#N/A'; expected a value. Excel could not work it out: correct or empty the cell.",
        ],
    ),
    "a reviewer without a school": (
        {"Reviewers!B2": None},
        [
            "sheet Reviewers, row 2, column B (School): found nothing; expected an id or a name. Fill it in.",
        ],
    ),
    "a reviewer of a closed school": (
        {"Reviewers!B2": "100009"},
        [
            "sheet Reviewers, row 2, column B (School): found '100009'; expected the id or name of a school. Correct it, or add it to sheet Schools.",
        ],
    ),
    "pupils in words": (
        {"Schools!E2": "about 400"},
        [
            "sheet Schools, row 2, column E (Pupils): found 'about 400'; expected a whole number. Type the number alone, without words.",
        ],
    ),
    "pupils below zero": (
        {"Schools!E2": -5},
        [
            "sheet Schools, row 2, column E (Pupils): found -5; expected at least 0. Correct the value.",
        ],
    ),
    "far too many pupils": (
        {"Schools!E2": 4200000},
        [
            "sheet Schools, row 2, column E (Pupils): found 4200000; expected at most 100000. Correct the value.",
        ],
    ),
    "half a pupil": (
        {"Schools!E2": 420.5},
        [
            "sheet Schools, row 2, column E (Pupils): found 420.5; expected a whole number. Round it: 420.",
        ],
    ),
    "a number that is TRUE": (
        {"Schools!E2": True},
        [
            "sheet Schools, row 2, column E (Pupils): found TRUE; expected a whole number. Type the number.",
        ],
    ),
    "pupils that became a date": (
        {"Schools!E2": datetime(1901, 2, 23)},
        [
            "sheet Schools, row 2, column E (Pupils): found 23 Feb 1901; expected a whole number. It is formatted as a date: format the cell as a number.",
        ],
    ),
    "a latitude with a comma": (
        {"Schools!F2": "52,6"},
        [
            "sheet Schools, row 2, column F (Latitude): found '52,6'; expected a number. Write a point, not a comma.",
        ],
    ),
    "a latitude in degrees and minutes": (
        {"Schools!F2": "52°37'36\""},
        [
            "sheet Schools, row 2, column F (Latitude): found '52°37\\'36\"'; expected a number. Type the number alone, without words.",
        ],
    ),
    "a latitude beyond the pole": (
        {"Schools!F2": 152.6},
        [
            "sheet Schools, row 2, column F (Latitude): found 152.6; expected at most 90. Correct the value.",
        ],
    ),
    "swapped coordinates": (
        {"Schools!F2": -1.1, "Schools!G2": 52.6},
        [
            "(look at) sheet Schools, row 2, column F (Latitude): found -1.1, 52.6; expected a place in the British Isles. Maybe latitude and longitude are swapped.",
        ],
    ),
    "a longitude without its minus": (
        {"Schools!G4": 6.2, "Schools!F4": 50.0},
        [
            "(look at) sheet Schools, row 4, column F (Latitude): found 50.0, 6.2; expected a place in the British Isles. West is below 0: maybe -6.2 is meant.",
        ],
    ),
    "no coordinates yet": (
        {"Schools!F2": 0, "Schools!G2": 0},
        [
            "(look at) sheet Schools, row 2, column F (Latitude): found 0, 0; expected a place in the British Isles. Maybe nobody has looked it up yet: qa-scheduler geocode finds it by the postcode.",
        ],
    ),
    "a school in Spain": (
        {"Schools!F2": 40.4, "Schools!G2": -3.7},
        [
            "(look at) sheet Schools, row 2, column F (Latitude): found 40.4, -3.7; expected a place in the British Isles. Look whether it is right: it decides who travels how far.",
        ],
    ),
    "a school without a place": (
        {"Schools!F2": None, "Schools!G2": None},
        [
            "sheet Schools, row 2, column F (Latitude): found nothing; expected a number. Fill it in.",
            "sheet Schools, row 2, column G (Longitude): found nothing; expected a number. Fill it in.",
        ],
    ),
    "yes or no in other words": (
        {"Reviewers!G2": "perhaps"},
        [
            "sheet Reviewers, row 2, column G (Offers two): found 'perhaps'; expected yes or no. Type yes or no; empty is no.",
        ],
    ),
    "how far in miles": (
        {"Reviewers!F2": "50 miles"},
        [
            "sheet Reviewers, row 2, column F (Furthest km): found '50 miles'; expected a whole number. Type the number alone, without words.",
        ],
    ),
    "fewer than no reviews": (
        {"Reviewers!C2": -1},
        [
            "sheet Reviewers, row 2, column C (Completed reviews): found -1; expected at least 0. Correct the value.",
        ],
    ),
    "an unknown phase": (
        {"Schools!D2": "college"},
        [
            "sheet Schools, row 2, column D (Phase): found 'college'; expected one of nursery, primary, middle, secondary, all-through, special, ap. Choose one of them.",
        ],
    ),
    "a misspelt phase": (
        {"Schools!D2": "primry"},
        [
            "sheet Schools, row 2, column D (Phase): found 'primry'; expected one of nursery, primary, middle, secondary, all-through, special, ap. Maybe primary is meant.",
        ],
    ),
    "a slot on a Thursday": (
        {"Reviews due!B2": date(2027, 1, 21)},
        [
            "sheet Reviews due, row 2, column B (Slot 1): found 21 Jan 2027 (Thursday); expected the first day of a three-day slot: a Monday, Tuesday or Wednesday. A slot lies within one week and holds its Wednesday.",
        ],
    ),
    "a slot in another term": (
        {"Reviews due!B2": date(2027, 4, 19)},
        [
            "sheet Reviews due, row 2, column B (Slot 1): found 19 Apr 2027; expected a day of term 'spring', 4 Jan 2027 to 25 Mar 2027. Move the slot into the term, or the review into another term.",
        ],
    ),
    "the same slot twice": (
        {"Reviews due!C2": date(2027, 1, 19)},
        [
            "sheet Reviews due, row 2, column B (Slot 1): found 19 Jan 2027 2 times; expected each slot once. Keep the better rank.",
        ],
    ),
    "no slot": (
        {"Reviews due!B3": None},
        [
            "sheet Reviews due, row 3, column B (Slot 1): found no slot; expected at least one slot. Type first days, best first, or fill in sheet Choices.",
        ],
    ),
    "a school reviewed twice": (
        {"Reviews due!A4": "100001", "Reviews due!B4": date(2027, 2, 8)},
        [
            "sheet Reviews due, row 4, column A (Host): found '100001'; expected a host with one review in the instance. It stands first at sheet Reviews due, row 2, column A (Host); rename or remove one.",
        ],
    ),
    "a host that is no school": (
        {"Reviews due!A2": "Oak"},
        [
            "sheet Reviews due, row 2, column A (Host): found 'Oak'; expected the id or name of a school. Correct it, or add it to sheet Schools.",
        ],
    ),
    "more ranks than slots": (
        {"Reviews due!D2": "1; 1; 2"},
        [
            "sheet Reviews due, row 2, column D (Ranks): found 1; 1; 2; expected as many ranks as slots, which are 2. Add or remove ranks; or empty the cell, if no two slots are equally good.",
        ],
    ),
    "ranks out of order": (
        {"Reviews due!D2": "2; 1"},
        [
            "sheet Reviews due, row 2, column D (Ranks): found 2; 1; expected ranks from 1 that never fall and leave none out. Put the best slots first: 1; 1; 2.",
        ],
    ),
    "a team of none": (
        {"Reviews due!E2": 0},
        [
            "sheet Reviews due, row 2, column E (Team size): found 0; expected at least 1. Correct the value.",
        ],
    ),
    "slots and a form": (
        {"Choices!A2": "100001", "Choices!B2": 1},
        [
            "sheet Reviews due, row 2, column B (Slot 1): found slots, and a form on sheet Choices; expected one of the two. Empty one of them.",
        ],
    ),
    "a form with a word that nobody knows": (
        {"Reviews due!B3": None, "Choices!A2": "100002", "Choices!B2": "rather", "Choices!C2": 1},
        [
            "sheet Choices, row 2, column B (18 Jan 2027): found 'rather'; expected a rank from 1 to 20, yes, if need be or no. Type one of them.",
        ],
    ),
    "a form in which nothing suits": (
        {"Reviews due!B3": None, "Choices!A2": "100002", "Choices!B2": "no"},
        [
            "sheet Choices, row 2, column A (Host): found no slot that suits; expected a week or slot on which the host is open. Ask the host for another week.",
        ],
    ),
    "a form of a school that has no review": (
        {"Choices!A2": "100003", "Choices!B2": 1},
        [
            "(look at) sheet Choices, row 2, column A (Host): found 100003; expected a host on sheet Reviews due. It is not read: add its review, or remove the row.",
        ],
    ),
    "a form's heading on a Thursday": (
        {"Choices!B1": date(2027, 1, 21)},
        [
            "sheet Choices, row 1, column B (21 Jan 2027): found 21 Jan 2027; expected a Monday, Tuesday or Wednesday. A slot lies within one week and holds its Wednesday.",
        ],
    ),
    "a form's heading that is no date": (
        {"Choices!C1": "any time"},
        [
            "(look at) sheet Choices, row 1, column C (any time): found 'any time'; expected a week's Monday, or the first day of a slot. It is not read.",
        ],
    ),
    "somebody unknown is away": (
        {"Away!A2": "R7"},
        [
            "sheet Away, row 2, column A (Who): found 'R7'; expected the id or name of a reviewer, lead or school. Correct it, or add it to sheet Reviewers, Leads or Schools.",
        ],
    ),
    "a letter that means nothing in a week": (
        {"Weeks!B2": "perhaps"},
        [
            "sheet Weeks, row 2, column B (18 Jan 2027): found 'perhaps'; expected x where somebody is busy, or nothing. Put x, or empty it.",
        ],
    ),
    "a week twice": (
        {"Weeks!C1": date(2027, 1, 20)},
        [
            "sheet Weeks, row 1, column C (20 Jan 2027): found 20 Jan 2027; expected each week once. Remove or correct one.",
        ],
    ),
    "a week's heading that is no date": (
        {"Weeks!C1": "half term"},
        [
            "(look at) sheet Weeks, row 1, column C (half term): found 'half term'; expected a date. It is not read.",
        ],
    ),
    "the same days away twice": (
        {"Away!A3": "R1", "Away!B3": date(2027, 3, 4), "Away!C3": date(2027, 3, 5)},
        [
            "(look at) sheet Away, row 3: found the same as row 2; expected each row once. Remove it, or correct it.",
        ],
    ),
    "a conflict with the own school": (
        {"Conflicts!B2": "100001"},
        [
            "(look at) sheet Conflicts, row 2, column B (School): found '100001'; expected another school than their own. Nobody reviews their own school in any case: maybe another one is meant.",
        ],
    ),
    "the same conflict twice": (
        {"Conflicts!A3": "R1", "Conflicts!B3": "100002"},
        [
            "(look at) sheet Conflicts, row 3: found the same as row 2; expected each row once. Remove it, or correct it.",
        ],
    ),
    "a visit without a home school": (
        {"Past visits!C2": None},
        [
            "sheet Past visits, row 2, column C (Home school then): found nothing; expected the school the reviewer came from then. Add it; only a lead's visit has none.",
        ],
    ),
    "a visit to the own school": (
        {"Past visits!B2": "100001"},
        [
            "(look at) sheet Past visits, row 2, column B (Host): found '100001'; expected another school than the home. Nobody reviews their own school: correct the host, or the home school then.",
        ],
    ),
    "a visit of a later year": (
        {"Past visits!D2": "2027-28"},
        [
            "sheet Past visits, row 2, column D (School year): found '2027-28'; expected a year up to '2026-27'. Visits lie in the past; a coming review belongs under reviews.",
        ],
    ),
    "a visit of somebody on their first review": (
        {"Reviewers!C2": 0},
        [
            "sheet Reviewers, row 2, column C (Completed reviews): found 0; expected at least 1, for sheet Past visits, row 2 is theirs. Count their completed reviews.",
        ],
    ),
    "an account that does not balance": (
        {"Ledger!F2": 5},
        [
            "sheet Ledger, row 2: found 3 on the left, 6 on the right; expected received + debt brought in = sent + credited + owed. If the other numbers are right, owed is 2.",
        ],
    ),
    "two accounts of a school": (
        {"Ledger!A3": "100001"},
        [
            "sheet Ledger, row 3, column A (School): found '100001'; expected one entry a school. It stands first at sheet Ledger, row 2, column A (School); rename or remove one.",
        ],
    ),
    "a fixed decision of nothing": (
        {"Fixed!A2": "100001", "Fixed!E2": "agreed"},
        [
            "sheet Fixed, row 2: found nothing fixed; expected a slot, a lead or reviewers. Say what is fixed, or remove the entry.",
        ],
    ),
    "a fixed decision without a reason": (
        {"Fixed!A2": "100001", "Fixed!C2": "L1"},
        [
            "sheet Fixed, row 2, column E (Reason): found nothing; expected a text. Fill it in.",
        ],
    ),
    "a fixed lead who is a reviewer": (
        {"Fixed!A2": "100001", "Fixed!C2": "R1", "Fixed!E2": "agreed"},
        [
            "sheet Fixed, row 2, column C (Lead): found 'R1'; expected the id or name of a lead. Correct it, or add it to sheet Leads.",
        ],
    ),
    "a fixed review that is not due": (
        {"Fixed!A2": "100003", "Fixed!C2": "L1", "Fixed!E2": "agreed"},
        [
            "sheet Fixed, row 2, column A (Review): found '100003'; expected the id or name of a review. Correct it, or add it to sheet Reviews due.",
        ],
    ),
    "a waiver of a rule that nobody knows": (
        {
            "Waivers!A2": "distance",
            "Waivers!B2": "R1",
            "Waivers!C2": "100002",
            "Waivers!D2": "the hub",
            "Waivers!E2": "lives near",
        },
        [
            "sheet Waivers, row 2, column A (Rule): found 'distance'; expected one of outside-hub, locality, independence, availability, lead-load, reviewer-load, school-release, host-week, team-mix, experience, phase, no-return-visit, commitment. Choose one of them.",
        ],
    ),
    "a waiver of a rule that always holds": (
        {
            "Waivers!A2": "one-lead",
            "Waivers!B2": "R1",
            "Waivers!C2": "100002",
            "Waivers!D2": "the hub",
            "Waivers!E2": "lives near",
        },
        [
            "sheet Waivers, row 2, column A (Rule): found 'one-lead'; expected one of outside-hub, locality, independence, availability, lead-load, reviewer-load, school-release, host-week, team-mix, experience, phase, no-return-visit, commitment. Choose one of them.",
        ],
    ),
    "a rule that nobody knows": (
        {"Policy!A2": "localty", "Policy!B2": "on", "Policy!C2": "no"},
        [
            "sheet Policy, row 2, column A (Rule or goal): found 'localty'; expected the id of a rule or goal. Maybe locality is meant.",
        ],
    ),
    "a number that a rule does not have": (
        {"Policy!A2": "locality", "Policy!B2": "nearest", "Policy!C2": 5},
        [
            "sheet Policy, row 2, column B (Setting): found 'nearest'; expected one of on, nearest km, furthest km. Maybe nearest km is meant.",
        ],
    ),
    "a rule's number in words": (
        {"Policy!A2": "locality", "Policy!B2": "nearest km", "Policy!C2": "near"},
        [
            "sheet Policy, row 2, column C (Value): found 'near'; expected a whole number. Type the number alone, without words.",
        ],
    ),
    "a rule's number below zero": (
        {"Policy!A2": "lead-load", "Policy!B2": "reviews", "Policy!C2": -1},
        [
            "sheet Policy, row 2, column C (Value): found -1; expected at least 0. Correct the value.",
        ],
    ),
    "two goals at one place": (
        {
            "Policy!A2": "quality",
            "Policy!B2": "place among the goals (0: none)",
            "Policy!C2": 1,
            "Policy!A3": "seats-filled",
            "Policy!B3": "place among the goals (0: none)",
            "Policy!C3": 1,
        },
        [
            "sheet Policy, row 3, column C (Value): found 1; expected a place that no other goal has. quality has it, too: correct one.",
        ],
    ),
    "a sheet is missing": (
        {"Leads": None},
        [
            "sheet Leads: found no such sheet; expected a sheet Leads. Add it. It holds: Independent Lead Reviewers.",
        ],
    ),
    "a sheet under another name": (
        {"Leads": None, "Lead": [["Id", "Latitude", "Longitude"], ["L1", 52, -1]]},
        [
            "sheet Leads: found no such sheet; expected a sheet Leads. Add it. It holds: Independent Lead Reviewers.",
            "(look at) sheet Lead: found a sheet of another name; expected a sheet of this workbook. Maybe Leads is meant: rename it.",
        ],
    ),
    "no headings": (
        {"Hubs!A1": "H0", "Hubs!B1": "West"},
        [
            "sheet Hubs: found no row of headings; expected the headings Id, Name. Type them into the first row, above the data.",
        ],
    ),
    "a needed column is missing": (
        {"Schools!C1": None},
        [
            "sheet Schools, row 1: found no such column; expected a column Hub. Add it, or correct its heading.",
            "(look at) sheet Schools, row 2, column C: found 'H1', and 2 cells below; expected a heading above it. It is not read: give the column a heading, or let it be.",
        ],
    ),
    "a misspelt heading": (
        {"Schools!E1": "Pupills"},
        [
            "(look at) sheet Schools, row 1, column E (Pupills): found 'Pupills'; expected a heading of this sheet. It is not read: maybe Pupils is meant.",
        ],
    ),
    "a column of their own": (
        {"Schools!H1": "Colour", "Schools!H2": "green"},
        [
            "(look at) sheet Schools, row 1, column H (Colour): found 'Colour'; expected a heading of this sheet. It is not read; it may stay.",
        ],
    ),
    "a column twice": (
        {"Schools!H1": "Hub", "Schools!H2": "H1"},
        [
            "sheet Schools, row 1, column H (Hub): found 'Hub'; expected one column Hub. Column C is that already: remove or rename one.",
        ],
    ),
    "cells without a heading": (
        {"Schools!I2": "see Jo", "Schools!I3": "ask"},
        [
            "(look at) sheet Schools, row 2, column I: found 'see Jo', and 1 cell below; expected a heading above it. It is not read: give the column a heading, or let it be.",
        ],
    ),
    "a second table below": (
        {"Hubs!A6": "Id", "Hubs!B6": "Name", "Hubs!A7": "L1", "Hubs!B7": "Lead"},
        [
            "sheet Hubs, row 6: found headings once more; expected one table on a sheet. Put the second table on a sheet of its own: nothing from here on is read.",
        ],
    ),
    "a cell of 32,767 characters": (
        {"Schools!B2": "x" * 32_767},
        [
            "sheet Schools, row 2, column B (Name): found 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; expected at most 2,000 characters. It has 32,767: maybe too much was pasted.",
        ],
    ),
    "a number in an id's place, too long for Excel": (
        {"Reviewers!A4": 12345678901234567890},
        [
            "sheet Reviewers, row 4, column A (Id): found 12345678901234567890; expected an id. Excel keeps 15 digits of a number: format the cell as text, and type it again.",
        ],
    ),
    "a school in its own conflict by name": (
        {"Conflicts!B2": "Ash"},
        [
            "(look at) sheet Conflicts, row 2, column B (School): found '100001'; expected another school than their own. Nobody reviews their own school in any case: maybe another one is meant.",
        ],
    ),
    "everything at once": (
        {
            "Start!B3": "2026",
            "Schools!C2": "Nort",
            "Reviewers!B2": None,
            "Leads!B2": "52,0",
            "Reviews due!B2": "4/3/2027",
            "Away!A2": "R7",
            "Ledger!F2": 5,
        },
        [
            "sheet Start, row 3, column B (Value): found '2026'; expected a school year, such as 2026-27. Maybe 2026-27 is meant.",
            "sheet Schools, row 2, column C (Hub): found 'Nort'; expected the id or name of a hub. Maybe H1 (North) is meant.",
            "sheet Reviewers, row 2, column B (School): found nothing; expected an id or a name. Fill it in.",
            "sheet Leads, row 2, column B (Latitude): found '52,0'; expected a number. Write a point, not a comma.",
            "sheet Reviews due, row 2, column B (Slot 1): found '4/3/2027'; expected a date that can be read in one way only. It may be 4 Mar 2027 or 3 Apr 2027: type it like that.",
            "sheet Away, row 2, column A (Who): found 'R7'; expected the id or name of a reviewer, lead or school. Correct it, or add it to sheet Reviewers, Leads or Schools.",
            "sheet Ledger, row 2: found 3 on the left, 6 on the right; expected received + debt brought in = sent + credited + owed. If the other numbers are right, owed is 2.",
        ],
    ),
    "many problems of one row": (
        {"Schools!C2": "Nort", "Schools!D2": "primry", "Schools!E2": "many", "Schools!F2": "52,6", "Schools!G2": None},
        [
            "sheet Schools, row 2, column C (Hub): found 'Nort'; expected the id or name of a hub. Maybe H1 (North) is meant.",
            "sheet Schools, row 2, column D (Phase): found 'primry'; expected one of nursery, primary, middle, secondary, all-through, special, ap. Maybe primary is meant.",
            "sheet Schools, row 2, column E (Pupils): found 'many'; expected a whole number. Type the number alone, without words.",
            "sheet Schools, row 2, column F (Latitude): found '52,6'; expected a number. Write a point, not a comma.",
            "sheet Schools, row 2, column G (Longitude): found nothing; expected a number. Fill it in.",
        ],
    ),
    "sheets of their own": (
        {"Sheet1": [["notes"]], "Budget 2027": [["item", "cost"]]},
        [
            "(look at) sheet Sheet1: found a sheet of another name; expected a sheet of this workbook. It is not read.",
            "(look at) sheet Budget 2027: found a sheet of another name; expected a sheet of this workbook. It is not read.",
        ],
    ),
    "two sheets of one kind": (
        {"Terms": [["What", "Name"], ["term", "spring"]]},
        [
            "sheet Terms: found another such sheet; expected one sheet Term, and Term is it already. Remove or rename one of the two.",
        ],
    ),
    "an area that nobody listed": (
        {"Areas": [["Area"], ["literacy"]], "Schools!H1": "Strong in", "Schools!H2": "literacy; maths"},
        [
            "sheet Schools, row 2, column H (Strong in): found 'maths'; expected the id or name of an area. Correct it, or add it to sheet Areas.",
        ],
    ),
    "a name that two schools have": (
        {"Schools!B3": "Ash", "Reviewers!B2": "Ash"},
        [
            "sheet Reviewers, row 2, column B (School): found 'Ash'; expected one school. Several are called so: write the id, 100001 or 100002.",
        ],
    ),
    "a day of month thirteen": (
        {"Away!C2": "13/13/2027"},
        [
            "sheet Away, row 2, column C (Last day): found '13/13/2027'; expected a day that the calendar has. There is no such day: correct it.",
        ],
    ),
    "a date with a letter O": (
        {"Away!B2": "1O Mar 2027", "Away!C2": None},
        [
            "sheet Away, row 2, column B (First day): found '1O Mar 2027'; expected a date, such as 22 Oct 2018. Type it as 22 Oct 2018 or 2018-10-22.",
        ],
    ),
    "a slot in words": (
        {"Reviews due!B2": "any Tuesday in March"},
        [
            "sheet Reviews due, row 2, column B (Slot 1): found 'any Tuesday in March'; expected a date, such as 22 Oct 2018. Type it as 22 Oct 2018 or 2018-10-22.",
        ],
    ),
    "a first claim in words": (
        {"Reviews due!F1": "First claim", "Reviews due!F2": "first"},
        [
            "sheet Reviews due, row 2, column F (First claim): found 'first'; expected yes or no. Type yes or no; empty is no.",
        ],
    ),
    "a ledger in words": (
        {"Ledger!B2": "three"},
        [
            "sheet Ledger, row 2, column B (Received): found 'three'; expected a whole number. Type the number alone, without words.",
        ],
    ),
    "a week with a number": (
        {"Weeks!B2": 3},
        [
            "sheet Weeks, row 2, column B (18 Jan 2027): found 3; expected x where somebody is busy, or nothing. Put x, or empty it.",
        ],
    ),
    "a lead at sea": (
        {"Leads!B2": 45.0, "Leads!C2": -30.0},
        [
            "(look at) sheet Leads, row 2, column B (Latitude): found 45.0, -30.0; expected a place in the British Isles. Look whether it is right: it decides who travels how far.",
        ],
    ),
}


@pytest.mark.parametrize(("cells", "said"), CASES.values(), ids=CASES)
def test_what_is_said(cells: Cells, said: list[str]) -> None:
    assert said_with(cells) == said


def test_nothing_is_said_of_the_good_workbook() -> None:
    assert said_with({}) == []


def test_the_same_is_said_of_a_file(tmp_path: Path) -> None:
    cells, sentences = CASES["everything at once"]
    book_with(cells).save(tmp_path / "term.xlsx")
    assert said(imported(tmp_path / "term.xlsx")) == sentences


READ: dict[str, tuple[Cells, str]] = {
    "spaces, and letters that cannot be seen": ({"Schools!C2": "\u00a0 North\u200b "}, "$.schools[0].hub = H1"),
    "capitals": ({"Schools!C2": "NORTH", "Schools!D2": "Primary"}, "$.schools[0].phase = primary"),
    "quotation marks": ({"Hubs!B2": "St Mary's", "Schools!C2": "st mary\u2019s"}, "$.schools[0].hub = H1"),
    "the name of a home school": ({"Reviewers!B2": "ash"}, "$.reviewers[0].school = 100001"),
    "a number typed as a text": ({"Schools!E2": "1,420"}, "$.schools[0].pupils = 1420"),
    "an id that Excel made a number": ({"Schools!A2": 100001.0}, "$.schools[0].id = 100001"),
    "nothing known": ({"Schools!E2": "N/A"}, "$.schools[0].pupils = None"),
    "a dash": ({"Schools!E2": "-"}, "$.schools[0].pupils = None"),
    "a school year with a slash": ({"Start!B3": "2026/2027"}, "$.school_year = 2026-27"),
    "a date in words": ({"Away!B2": "Thursday 4th March 2027"}, "$.reviewers[0].away[1] = 2027-03-04/2027-03-05"),
    "a formula's text": ({"Schools!B2": "=cmd|' /C calc'!A0"}, "$.schools[0].name = =cmd|' /C calc'!A0"),
    "a script": ({"Schools!B2": "<script>alert(1)</script>"}, "$.schools[0].name = <script>alert(1)</script>"),
    "a path": ({"Schools!B2": "../../x"}, "$.schools[0].name = ../../x"),
    "a device": ({"Schools!B2": "CON"}, "$.schools[0].name = CON"),
    "a name of 300 letters": ({"Schools!B2": "x" * 300}, "$.schools[0].name = " + "x" * 300),
    "a picture of a face": ({"Schools!B2": "Ash \U0001f333"}, "$.schools[0].name = Ash \U0001f333"),
    "a script from right to left": ({"Schools!B2": "\u05d0\u05e9"}, "$.schools[0].name = \u05d0\u05e9"),
    "a place in Ireland": ({"Leads!B2": 53.3, "Leads!C2": -6.3}, "$.leads[0].latitude = 53.3"),
    "an example above the rows": ({"Hubs!A4": "e.g. H9", "Hubs!B4": "Nowhere"}, "$.hubs[1].id = H2"),
    "a person's name in place of an id": ({"Away!A2": "Jo Gray"}, "$.reviewers[0].id = R1"),
    "headings of the register": ({"Schools!A1": "URN", "Schools!B1": "EstablishmentName"}, "$.schools[0].id = 100001"),
    "headings in another order": (
        {
            "Hubs!A1": "HUB NAME",
            "Hubs!B1": "hub_id",
            "Hubs!A2": "North",
            "Hubs!B2": "H1",
            "Hubs!A3": "South",
            "Hubs!B3": "H2",
        },
        "$.hubs[0].id = H1",
    ),
}


@pytest.mark.parametrize(("cells", "reading"), READ.values(), ids=READ)
def test_what_people_type_is_read(cells: Cells, reading: str) -> None:
    found = instance_from(grids_with(cells), "term.xlsx", Remarks())
    assert said(found) == []
    path, _, value = reading.removeprefix("$.").partition(" = ")
    part: Any = found.instance
    for field, at in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        part = getattr(part, field)[int(at)] if at else getattr(part, field)
    assert str(part) == value
