"""SS 12000:2020, the Swedish standard for information about pupils: organisations, persons, enrolments, grades,
absences, aggregated attendance. Whole answers or changes since a time; nothing personal goes further than the door."""
