"""What the open statistics measure: one code for one thing, whichever source prints it.

A code that two sources share (the merit value of the export and of the interface) makes their figures comparable;
that they are equal is tested. Interfaces' own names are given beside, so that a figure can be found again.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

Unit = Literal["count", "share", "points", "ratio", "years", "index"]


@dataclass(frozen=True, slots=True)
class Measure:
    """`unit`: count of pupils or posts, share in per cent, points (merit value 0-340, test grade 0-20), ratio,
    index 0-10. `least`-`most` is what is possible."""

    code: str
    swedish: str
    english: str
    unit: Unit
    least: float = 0
    most: float = 100
    interface: str = ""  # name in Planned Educations, version 4


_M = Measure
MEASURES: tuple[Measure, ...] = (
    _M("pupils_preschool_class", "Elever i förskoleklass", "Pupils in preschool class", "count", 0, 10_000),
    _M("girls_share_preschool_class", "Andel flickor i förskoleklass", "Girls in preschool class", "share"),
    _M("pupils", "Elever i årskurs 1-9", "Pupils in years 1-9", "count", 0, 100_000),
    _M("girls_share", "Andel flickor i årskurs 1-9", "Girls in years 1-9", "share"),
    _M("foreign_background_share", "Andel elever med utländsk bakgrund", "Pupils of foreign background", "share"),
    _M("parents_post_secondary_share", "Andel elever med föräldrar med eftergymnasial utbildning",
       "Pupils whose parents have post-secondary education", "share"),
    _M("pupils_in_year", "Elever i årskursen", "Pupils in the year", "count", 0, 10_000),
    _M("pupils_all", "Elever, avrundat", "Pupils, rounded", "count", 0, 100_000, "totalNumberOfPupils"),
    _M("year9_pupils", "Elever med slutbetyg i årskurs 9", "Pupils with final grades in year 9", "count", 0, 200_000),
    _M("year9_all_subjects_share", "Andel som uppfyllt kriterierna i alla ämnen, årskurs 9",
       "Pupils who met the criteria in all subjects, year 9", "share", 0, 100,
       "ratioOfPupilsIn9thGradeWithAllSubjectsPassed"),
    _M("year9_merit_value", "Genomsnittligt meritvärde (17 ämnen)", "Mean merit value (17 subjects)", "points", 0, 340,
       "averageGradesMeritRating9thGrade"),
    _M("year9_merit_value_16", "Genomsnittligt meritvärde (16 ämnen)", "Mean merit value (16 subjects)", "points",
       0, 320),
    _M("year9_eligible_share", "Andel behöriga till yrkesprogram", "Eligible for vocational programmes", "share",
       0, 100, "ratioOfPupils9thGradeEligibleForNationalProgramYR"),
    _M("year9_eligible_arts_share", "Andel behöriga till estetiska programmet", "Eligible for the arts programme",
       "share", 0, 100, "ratioOfPupils9thGradeEligibleForNationalProgramES"),
    _M("year9_eligible_social_share", "Andel behöriga till ekonomi, humanistiska och samhällsvetenskap",
       "Eligible for business, humanities and social science", "share", 0, 100,
       "ratioOfPupils9thGradeEligibleForNationalProgramSAEKHU"),
    _M("year9_eligible_science_share", "Andel behöriga till naturvetenskap och teknik",
       "Eligible for natural science and technology", "share", 0, 100,
       "ratioOfPupils9thGradeEligibleForNationalProgramNATE"),
    _M("year6_all_subjects_share", "Andel som uppfyllt kriterierna i alla ämnen, årskurs 6",
       "Pupils who met the criteria in all subjects, year 6", "share", 0, 100,
       "ratioOfPupilsIn6thGradeWithAllSubjectsPassed"),
    _M("national_test_points", "Genomsnittlig provbetygspoäng, nationella prov", "Mean points, national tests",
       "points", 0, 20),
    _M("certified_teachers_share", "Andel lärare med legitimation och behörighet", "Certified teachers", "share",
       0, 100, "certifiedTeachersQuota"),
    _M("pupils_per_teacher", "Elever per lärare", "Pupils per teacher", "ratio", 0, 1000, "studentsPerTeacherQuota"),
    _M("special_teacher_posts", "Speciallärare och specialpedagoger, heltidstjänster",
       "Special teachers and educators, full-time posts", "count", 0, 100_000, "specialTeacherPositions"),
    _M("special_educators_share", "Andel med speciallärar- eller specialpedagogexamen",
       "With a special education degree", "share", 0, 100, "specialEducatorsQuota"),
    _M("upper_secondary_points", "Genomsnittlig betygspoäng, avgångselever", "Mean grade points of leavers", "points",
       0, 22.5, "gradesPointsForStudents"),
    _M("upper_secondary_points_with_degree", "Genomsnittlig betygspoäng, elever med examen",
       "Mean grade points of leavers with a degree", "points", 0, 22.5, "gradesPointsForStudentsWithExam"),
    _M("upper_secondary_eligible_share", "Andel med grundläggande behörighet till högskola",
       "Eligible for higher education", "share", 0, 100, "ratioOfStudentsEligibleForUndergraduateEducation"),
    _M("upper_secondary_degree_share", "Andel med examen inom tre år", "With a degree within three years", "share",
       0, 100, "ratioOfPupilsWithExamWithin3Years"),
    _M("salsa_merit_actual", "SALSA: faktiskt meritvärde", "SALSA: actual merit value", "points", 0, 340,
       "salsaAverageGradesIn9thGradeActual"),
    _M("salsa_merit_modelled", "SALSA: modellberäknat meritvärde", "SALSA: modelled merit value", "points", 0, 400,
       "salsaAverageCalculated"),
    _M("salsa_merit_residual", "SALSA: avvikelse i meritvärde", "SALSA: deviation in merit value", "points",
       -340, 340, "salsaAverageGradesIn9thGradeDeviation"),
    _M("salsa_passed_actual", "SALSA: andel som nått alla mål", "SALSA: share that passed all subjects", "share",
       0, 100, "salsaRequirementsReachedActual"),
    _M("salsa_passed_modelled", "SALSA: modellberäknad andel", "SALSA: modelled share", "share", -50, 150,
       "salsaRequirementsReachedCalculated"),
    _M("salsa_passed_residual", "SALSA: avvikelse i andel", "SALSA: deviation in share", "share", -100, 100,
       "salsaRequirementsReachedDeviation"),
    _M("newly_arrived_share", "Andel nyinvandrade", "Newly arrived", "share", 0, 100, "salsaNewlyImmigratedQuota"),
    _M("boys_share", "Andel pojkar", "Boys", "share", 0, 100, "salsaBoysQuota"),
    _M("parents_education", "Föräldrars genomsnittliga utbildningsnivå (1-3)", "Parents' mean education (1-3)",
       "years", 1, 3, "salsaParentsEducation"),
    _M("survey_index", "Skolenkäten: medelvärde 0-10", "Skolenkäten: mean 0-10", "index", 0, 10),
    _M("survey_share", "Skolenkäten: andel svar", "Skolenkäten: share of answers", "share"),
    _M("survey_mean", "Skolenkäten: frågans medelvärde 0-10", "Skolenkäten: mean of the question 0-10", "index", 0, 10),
    _M("survey_count", "Skolenkäten: antal som svarat så", "Skolenkäten: how many answered so", "count", 0, 1_000_000),
    _M("survey_answers", "Skolenkäten: antal svar", "Skolenkäten: answers", "count", 0, 1_000_000),
    _M("survey_group", "Skolenkäten: antal i gruppen", "Skolenkäten: people in the group", "count", 0, 1_000_000),
    _M("survey_response_share", "Skolenkäten: svarsfrekvens", "Skolenkäten: response rate", "share"),
    _M("correlation_absence_grade", "Samband mellan frånvaro och betyg (Pearson)",
       "Correlation of absence and grade (Pearson)", "ratio", -1, 1),
)  # fmt: skip


@cache
def by_code() -> dict[str, Measure]:
    return {one.code: one for one in MEASURES}


@cache
def by_interface_name() -> dict[str, Measure]:
    return {one.interface: one for one in MEASURES if one.interface}
