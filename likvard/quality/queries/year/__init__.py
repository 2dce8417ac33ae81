"""The year as a person may see it: occurrences of events, errands, days for the calendar."""
