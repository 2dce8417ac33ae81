"""Answering a survey: by the code on a paper or in a link, without an account, a cookie or a script.

As with other addresses that are keys (web/linkdoor.py) there is no session that another site could ride on, so
Django's cross-site check is left out. Nothing is stored before the answers are sent, and then only counted.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reports.paper import written_date
from likvard.rulebook.surveys import RIGHT_TO_LEFT, languages_of, words
from likvard.surveys.actions import CodeIsSpent, NothingAnswered, SurveyIsShut, answer
from likvard.surveys.forms import AnswerForm, CodeForm
from likvard.surveys.models import Survey
from likvard.surveys.queries.codes import code_row, typed
from likvard.web.guards import public
from likvard.web.linkdoor import place_of, private

# A whole school comes from one place, and children mistype. Against 49 bits this many tries in ten minutes are nothing.
GUESSES = 300
REST = 600  # seconds

View = Callable[..., HttpResponse]


def _open_to_all(view: View) -> View:
    @public
    @csrf_exempt
    @sensitive_post_parameters()
    @sensitive_variables("code")
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return private(view(request, *args, **kwargs))

    guarded.guard = "public"
    return guarded


def _language(request: HttpRequest, offered: tuple[str, ...]) -> str:
    asked = request.POST.get("language") or request.GET.get("sprak") or request.POST.get("in_language", "")
    if asked in offered:
        return asked
    return request.LANGUAGE_CODE if request.LANGUAGE_CODE in offered else offered[0]


def _page(
    request: HttpRequest, page: str, language: str, offered: tuple[str, ...], status: int = 200, **context: object
) -> HttpResponse:
    said = words()
    return render(
        request,
        f"answering/{page}.html",
        {
            "said": said[language],
            "language": language,
            "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
            "offered": [(one, said[one]["language"], said[one]["choose_language"]) for one in offered],
            **context,
        },
        status=status,
    )


def _day(day: date, language: str) -> str:
    return written_date(day, language) if language in ("sv", "en") else day.isoformat()


def _resting(request: HttpRequest) -> bool:
    return cache.get(place_of(request, "codes"), 0) >= GUESSES


def _guessed(request: HttpRequest) -> None:
    place = place_of(request, "codes")
    cache.set(place, cache.get(place, 0) + 1, REST)


@_open_to_all
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code is typed here; every language that any survey may have is offered."""
    offered = tuple(words())
    language = _language(request, offered)
    said, fault, status = words()[language], "", 200
    form = CodeForm(request.POST if "code" in request.POST else None)
    form.fields["code"].label = said["code"]
    if _resting(request):
        return _page(request, "message", language, offered, 429, message=said["resting"])
    if form.is_bound:
        code = typed(form.data.get("code", ""))
        row = code_row(code)
        if row is not None:
            return redirect(reverse("answering:questionnaire", args=[code]) + f"?sprak={language}")
        _guessed(request)
        fault, status = said["wrong_code"], 422
    return _page(request, "enter", language, offered, status, form=form, fault=fault)


@_open_to_all
@require_http_methods(["GET", "POST"])
def questionnaire(request: HttpRequest, code: str) -> HttpResponse:
    """All questions on one page. Another language keeps what is ticked; only the button at the end sends anything."""
    everything = tuple(words())
    language = _language(request, everything)
    if _resting(request):
        return _page(request, "message", language, everything, 429, message=words()[language]["resting"])
    code = typed(code)
    row = code_row(code)
    if row is None:
        _guessed(request)
        return _page(request, "message", language, everything, 404, message=words()[language]["wrong_code"])
    survey = row.unit.survey
    offered = languages_of(survey.questionnaire)
    language = _language(request, offered)
    said = words()[language]
    if row.spent:
        return _page(request, "message", language, offered, 410, message=said["spent_code"])
    if shut := _shut(survey, language):
        return _page(request, "message", language, offered, 403, message=shut)
    sends, fault = "send" in request.POST, ""
    if request.method == "POST":
        form = AnswerForm(request.POST, questionnaire=survey.questionnaire, language=language)
    else:
        form = AnswerForm(questionnaire=survey.questionnaire, language=language)
    if sends and form.is_valid():
        try:
            answer(code=code, group=form.group, answers=form.answers, on=timezone.localdate())
            return redirect(reverse("answering:thanks") + f"?sprak={language}")
        except NothingAnswered:
            fault = said["nothing_answered"]
        except CodeIsSpent:
            return _page(request, "message", language, offered, 410, message=said["spent_code"])
        except SurveyIsShut:
            return _page(request, "message", language, offered, 403, message=_shut(survey, language) or said["closed"])
    return _page(
        request,
        "questionnaire",
        language,
        offered,
        422 if fault or (sends and form.errors) else 200,
        survey=survey,
        unit=row.unit.school_unit,
        intro=survey.questionnaire["intro"][language],
        last_day=said["last_day"].format(day=_day(survey.last_day, language)),
        parts=[
            (area["name"][language], [form[one["key"]] for one in area["questions"]])
            for area in survey.questionnaire["areas"]
        ],
        sex=form["sex"] if survey.questionnaire["asks_sex"] else None,
        fault=fault,
    )


@_open_to_all
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    offered = tuple(words())
    return _page(request, "thanks", _language(request, offered), offered)


def _shut(survey: Survey, language: str) -> str:
    """Why it cannot be answered now; "" when it can."""
    said, today = words()[language], timezone.localdate()
    if survey.opens_on > today:
        return f"{said['closed']} {said['open_from'].format(day=_day(survey.opens_on, language))}"
    if survey.closed_on is not None or survey.last_day < today:
        day = survey.closed_on or survey.last_day
        return f"{said['closed']} {said['closed_since'].format(day=_day(day, language))}"
    return ""
