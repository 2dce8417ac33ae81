"""Small files of the sources' own shapes, about invented schools."""

import gzip
import io
import json
import zipfile

import openpyxl

_HEADER = (
    "Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Huvudman;Huvudman orgnr;Elever, förskoleklass;"
    "Andel (%) flickor, förskoleklass;Elever, årskurs 1-9;Andel (%) flickor, årskurs 1-9;"
    "Andel (%) elever med utländsk bakgrund, åk 1-9;"
    "Andel (%) elever med föräldrar med eftergymnasial utb., åk 1-9;Elever, årskurs 1;Elever, årskurs 2;"
)
COMPOSITION = f"""\ufeffStatistik från Skolverket, https://www.skolverket.se

Grundskolan - Antal elever per årskurs
Valt läsår: 2019/20

{_HEADER}
Njupkärrs skola;74174879;Tyresö;0138;Kommunal;Tyresö;2120000092;27;44;345;44,5;..;~100;32;30;
Gamla skolan;013800503;Tyresö;138;Kommunal;Tyresö;2120000092;.;.;40;45;0;;20;20;
Kompassrosens friskola;80509560;Annanstans;9999;Enskild;Kompassrosens Friskola AB;123;..;..;9;..;..;101;x;5;

;Rapporten visar antal elever och andel flickor.
Uppgifter som bygger på färre än 10 elever visas inte.
"""
GRADES = """\ufeffStatistik från Skolverket, https://www.skolverket.se;;;;;;;;;;
;;;;;;;;;;
Grundskola - Slutbetyg årskurs 9, samtliga elever;;;;;;;;;;
Valt läsår: 2024/25;;;;;;;;;;
;;;;;;;;;;
Skola;Skol-enhetskod;Skolkommun;Kommun-kod;Typ av huvudman;Huvudman;Huvudman orgnr;Antal elever;Andel (%) elever som \
uppfyllt betygskriterierna i alla ämnen;Andel (%) elever behöriga till yrkesprog.;Genomsnittligt meritvärde (17 ämnen)
Njupkärrs skola;74174879;Tyresö;0138;Kommunal;Tyresö kommun;2120000092;100;70,5;~100;240,0
Nyboda skola;55512387;Tyresö;0138;Kommunal;Tyresö kommun;2120000092;50;50,0;80,0;210,0
Kompassrosens friskola;80509560;Tyresö;0138;Enskild;Kompassrosens Friskola AB;5566778899;..;.;.;..
;Observera att om antalet EJ behöriga är 1-4, så visas andelen behöriga som ~100.;;;;;;;;;
"""
STATISTICS = {
    "url": "https://interface.example/v4/school-units/74174879/statistics/gr",
    "fetched": "2026-04-21T10:23:37.083Z",
    "body": {
        "schoolUnit": "74174879",
        "averageGradesMeritRating9thGrade": [
            {"value": "240,0", "valueType": "EXISTS", "timePeriod": "2024/25"},
            {"value": "..", "valueType": "OMITTED_DUE_TO_BASED_ON_FEW_PUPILS", "timePeriod": "2023/24"},
        ],
        "certifiedTeachersQuota": [
            {"value": "*", "valueType": "TEACHERS_EXCLUDED_DUE_TO_NO_REQUIRED_LEGITIMATION", "timePeriod": "2024/25"}
        ],
        "averageResultNationalTestsSubjectSVA6thGrade": [],
        "totalNumberOfPupils": [{"value": "cirka 270", "valueType": "EXISTS", "timePeriod": "2025/26"}],
        "somethingNew": [{"value": None, "valueType": "MISSING", "timePeriod": "2024/25"}],
        "docLinks": None,
        "_links": {"self": {"href": "https://interface.example/v3/school-units/74174879/statistics/gr"}},
    },
}
SALSA = {
    "compulsorySchoolUnitSalsaMetricList": [
        {
            "schoolUnitCode": "74174879",
            "name": "Njupkärrs skola",
            "geographicalAreaCode": "0138",
            "salsaAverageGradesIn9thGradeActual": {"value": "213", "valueType": "EXISTS"},
            "salsaAverageGradesIn9thGradeDeviation": {"value": "-20", "valueType": "EXISTS"},
            "salsaParentsEducation": {"value": "2,4", "valueType": "EXISTS"},
            "salsaAverageCalculated": {"value": "233", "valueType": "EXISTS"},
        }
    ],
    "timePeriod": "2022/23",
}
_TOPIC = {"average": "7,7", "ratioCorrespondsFully": "41%", "ratioCorrespondsWell": "-", "ratioNoAnswer": "10%"}
NESTED = {
    "schoolYearMetrics": [
        {
            "schoolUnitCode": "74174879", "semester": "VT24", "noOfAnswers": "204", "schoolYear": "ar2",
            "noInGroup": "259", "answeringFrequency": "79%",
            "securityMetrics": {**_TOPIC, "questionDescription": "Känner du dig trygg?", "questionSubject": "Trygghet"},
            "recommendMetrics": {"average": None, "ratioCorrespondsFully": None, "questionDescription": None},
        }
    ]
}  # fmt: skip
FLAT = {
    "schoolUnitCode": "74174879",
    "semester": "VT24",
    "noOfAnswers": "3",
    "securityAverage": "-",
    "securityRatioCorrespondsFully": "-",
    "securityRatioNoAnswer": "100%",
    "securityQuestionDescription": "Känner sig ditt barn tryggt?",
}


def lines(*values: object) -> bytes:
    return ("\n".join(json.dumps(value, ensure_ascii=False) for value in values) + "\n").encode()


def packed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def workbook(*sheets: tuple[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one more part inside."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()
