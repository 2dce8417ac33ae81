"""The vocabulary of Swedish school reviews, as data with parsers and printers. Knows nothing of other rooms.

Every `find_…(text)` gives a list of `found.Found(value, start, end)` in text order, `text[start:end]` being the
place; every `parse_…(text)` takes the whole text for one value and gives `None` for anything else. Nothing
damaged is completed: what may be something else says so.

    found              Found(value, start, end), .within(text), .moved(by)
    municipalities     by_code, by_name, by_organisation_number, all_municipalities, find_municipalities(bare=),
                       find_mentions; Municipality.official_name ("Kalmar kommun"), .genitive
    dates              find_written_dates (year may be None) → .resolve(context), .on_or_after(day); find_dates,
                       find_date_ranges, parse_date, format_date, format_date_range
    weeks              find_weeks → (Monday, Sunday), find_written_weeks, find_days_in_weeks, format_weeks
    terms_and_years    SchoolYear, Term; find_school_years, find_terms, parse_…, term_of(day)
    statutes           find_references → lists of Reference, find_citations (what was mended, what is unsure),
                       parse_references, format_references (the record's legal_basis), format_list (compact);
                       all_statutes, by_name(name, day), by_sfs
    case_numbers       find_case_numbers, find_candidates (label, look_alike), parse_case_number
    school_forms       find_school_forms, parse_school_form, by_code, by_register_code, .name_at(day)
    year_groups        find_year_groups (årskurs 7–9, F-3), format_year_groups
    review_kinds       find_review_kinds (kind and name), parse_review_kind, by_code, .name_at(day)
    scales             JUDGEMENTS, FOLLOW_UPS, find_judgements, find_follow_ups, is_better
    interventions      find_interventions, all_interventions, by_code, severity
    amounts            find_amounts, parse_amount, format_amount
    organiser_kinds    KINDS, by_register_word, of_name
    organisation_numbers, school_unit_codes, personal_numbers (mask_personal_numbers)
    names              fold (a key without capitals and marks), ordinary_capitals
    swedish_days       is_working_day, next_working_day, moved_by_law, add_working_days, working_days_left
"""
