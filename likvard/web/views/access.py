"""Administration: people and roles in the organisations that a person administers."""

from datetime import date
from smtplib import SMTPException
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from likvard.access import actions, queries
from likvard.access.forms import InviteForm, RoleForm, SearchForm
from likvard.access.models import Membership, User
from likvard.access.words import REFUSED, ROLE, ROLE_MEANS, roles_in
from likvard.intake.import_log import Entry
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.organisations.queries import imports, search_organisations
from likvard.quality.actions.year import begin_years
from likvard.rulebook.permissions import Permission, Role
from likvard.web.guards import grants, needs
from likvard.web.invitation_mail import send

PAGE = 50


def _today() -> date:
    return timezone.localdate()


def _refused(request: HttpRequest, error: actions.Refused) -> None:
    messages.error(request, str(REFUSED[error.code]))


def _is_system_owner(request: HttpRequest) -> bool:
    return any(g.role == Role.SYSTEM_OWNER for g in grants(request).grants)


@needs(Permission.USERS_MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The organisations that the person administers; straight to the one when there is one."""
    found = queries.managed_organisations(request.user, on=_today())
    if not _is_system_owner(request) and found.count() == 1:
        return redirect("access:organisation", found.get().pk)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    valid = Q(memberships__valid_from__lte=_today()) & (
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=_today())
    )
    found = found.annotate(people=Count("memberships__user", filter=valid, distinct=True))
    total = found.count()
    if words:
        known = [one.pk for one in search_organisations(words, limit=PAGE)]
        found = found.filter(pk__in=known).order_by("name")
    elif _is_system_owner(request):
        # In a register of a thousand organisers few use the installation: the others are found by the search.
        found = found.filter(people__gt=0).order_by("name")
    page = Paginator(found, PAGE).get_page(request.GET.get("sida"))
    context = {"page": page, "words": words, "total": total, "is_system_owner": _is_system_owner(request)}
    return render(request, "access/index.html", context)


def _rows(memberships: list[Membership], today: date) -> list[dict]:
    """One row per person with the roles that hold today; people whose roles have all ended come last."""
    people: dict[UUID, dict] = {}
    for membership in memberships:
        row = people.setdefault(membership.user_id, {"person": membership.user, "roles": []})
        if membership.valid_from <= today and (membership.valid_to is None or membership.valid_to >= today):
            row["roles"].append((ROLE[membership.role], list(membership.school_units.all())))
    return sorted(people.values(), key=lambda row: not row["roles"])


@needs(Permission.USERS_MANAGE)
@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    today = _today()
    here = get_object_or_404(queries.managed_organisations(request.user, on=today), pk=organisation_id)
    rows = _rows(list(queries.managed_memberships(request.user, on=today).filter(organisation=here)), today)
    waiting = sum(not row["person"].has_usable_password() for row in rows if row["roles"])
    context = {
        "organisation": here,
        "rows": rows,
        "people": sum(bool(row["roles"]) for row in rows),
        "waiting": waiting,
        "means": [(ROLE[role], ROLE_MEANS[role]) for role in roles_in(here)],
        "one_of_several": queries.managed_organisations(request.user, on=today).count() > 1
        or _is_system_owner(request),
    }
    return render(request, "access/organisation.html", context)


@needs(Permission.USERS_MANAGE)
@require_safe
def system_owners(request: HttpRequest) -> HttpResponse:
    today = _today()
    rows = _rows(list(queries.managed_memberships(request.user, on=today).filter(organisation=None)), today)
    if not rows:
        return redirect("access:index")
    return render(request, "access/system_owners.html", {"rows": rows})


@needs(Permission.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    here = get_object_or_404(queries.managed_organisations(request.user, on=_today()), pk=organisation_id)
    return _invite(request, here)


@needs(Permission.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def invite_system_owner(request: HttpRequest) -> HttpResponse:
    if not _is_system_owner(request):
        return redirect("access:index")
    return _invite(request, None)


def _invite(request: HttpRequest, here: Organisation | None) -> HttpResponse:
    form = InviteForm(request.POST or None, organisation=here)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            invitation = actions.invite(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                title=form.cleaned_data["title"],
                language=form.cleaned_data["language"],
                role=form.cleaned_data["role"],
                organisation=here,
                units=form.cleaned_data["school_units"],
                by=request.user,
                at=now,
            )
        except actions.Refused as error:
            form.add_error(None, REFUSED[error.code])
        else:
            begin_years(at=now)
            _send(request, invitation.user, here)
            return redirect("access:organisation", here.pk) if here else redirect("access:system_owners")
    context = {
        "form": form,
        "organisation": here,
        "means": [(ROLE[role], ROLE_MEANS[role]) for role in roles_in(here)],
    }
    return render(request, "access/invite.html", context, status=422 if form.is_bound else 200)


def _send(request: HttpRequest, user: User, here: Organisation | None) -> None:
    """The letter is sent after the role is saved: a mail server that rests costs nobody the role."""
    now = timezone.now()
    try:
        send(request, user=user, inviter=request.user, organisation=here, at=now)
    except (SMTPException, OSError):
        messages.error(
            request,
            _("The role is saved, but the e-mail could not be sent. Send the invitation again from the person's page."),
        )
        return
    actions.note_invitation_sent(user=user, organisation=here, by=request.user, at=now)
    messages.success(request, _("An e-mail has been sent to %(address)s.") % {"address": user.email})


# What an import changed, in the order that matters to who looks after the register.
COUNTS = {
    "units_new": gettext_noop("new school units"),
    "units_ended": gettext_noop("school units that have ended"),
    "units_moved": gettext_noop("school units with another organiser"),
    "units_renamed": gettext_noop("school units with a new name"),
    "units_changed": gettext_noop("school units with other facts"),
    "organisers_new": gettext_noop("new organisers"),
    "organisers_renamed": gettext_noop("organisers with a new name"),
    "organisers_changed": gettext_noop("organisers with other facts"),
    "without_organiser": gettext_noop("school units without a known organiser, left out"),
    "older": gettext_noop("rows older than what is known, left alone"),
}


@needs(Permission.REGISTER_IMPORT)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The school unit register: what is known, and what each import changed."""
    found = Paginator(imports(), 20).get_page(request.GET.get("sida"))
    language = "sv" if get_language() == "sv" else "en"
    shown = [
        {
            "import": one,
            "counts": [(one.counts[key], _(words)) for key, words in COUNTS.items() if one.counts.get(key)],
            "log": [(entry, entry.sentence(language)) for entry in (Entry(**row) for row in one.log[:50])],
            "left": max(0, len(one.log) - 50),
        }
        for one in found
    ]
    context = {
        "page": found,
        "shown": shown,
        "units": SchoolUnit.objects.count(),
        "organisations": Organisation.objects.count(),
        "latest": imports().first(),
    }
    return render(request, "access/registers.html", context)


def _person(request: HttpRequest, user_id: UUID) -> User:
    return get_object_or_404(queries.visible_to(request.user, on=_today()), pk=user_id)


@needs(Permission.USERS_MANAGE)
@require_safe
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    today = _today()
    who = _person(request, user_id)
    memberships = list(queries.managed_memberships(request.user, on=today).filter(user=who))
    roles = [
        {
            "membership": m,
            "word": ROLE[m.role],
            "units": list(m.school_units.all()),
            "holds": m.valid_from <= today and (m.valid_to is None or m.valid_to >= today),
        }
        for m in memberships
    ]
    context = {
        "person": who,
        "holding": [role for role in roles if role["holds"]],
        # A role given and taken back on the same day never held for a day, and says nothing.
        "ended": [r for r in roles if not r["holds"] and r["membership"].valid_to >= r["membership"].valid_from],
        "is_me": who == request.user,
        "may_close": queries.may_close_account(request.user, who, on=today),
        "home": memberships[0].organisation if memberships else None,
    }
    return render(request, "access/person.html", context)


@needs(Permission.USERS_MANAGE)
@require_POST
def send_invitation(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = _person(request, user_id)
    if who.is_active and not who.has_usable_password():
        first = queries.managed_memberships(request.user, on=_today()).filter(user=who).first()
        _send(request, who, first.organisation if first else None)
    else:
        messages.info(request, _("The person already has a password. “Forgotten password” on the sign-in page helps."))
    return redirect("access:person", who.pk)


@needs(Permission.USERS_MANAGE)
@require_POST
def close_account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = _person(request, user_id)
    try:
        actions.close_account(user=who, by=request.user, at=timezone.now())
    except actions.Refused as error:
        _refused(request, error)
    else:
        messages.success(request, _("The account is closed. %(name)s can no longer sign in.") % {"name": who.name})
    return redirect("access:person", who.pk)


@needs(Permission.USERS_MANAGE)
@require_POST
def reopen_account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = _person(request, user_id)
    try:
        actions.reopen_account(user=who, by=request.user, at=timezone.now())
    except actions.Refused as error:
        _refused(request, error)
    else:
        messages.success(request, _("The account is open again. Give the person a role."))
    return redirect("access:person", who.pk)


def _membership(request: HttpRequest, membership_id: int) -> Membership:
    return get_object_or_404(queries.managed_memberships(request.user, on=_today()), pk=membership_id)


@needs(Permission.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def change_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    membership = _membership(request, membership_id)
    held = {"role": membership.role, "school_units": list(membership.school_units.all())}
    form: Form = RoleForm(request.POST or None, organisation=membership.organisation, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(
                membership=membership,
                role=form.cleaned_data["role"],
                units=form.cleaned_data["school_units"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.Refused as error:
            form.add_error(None, REFUSED[error.code])
        else:
            messages.success(request, _("The role is changed from today."))
            return redirect("access:person", membership.user_id)
    context = {
        "form": form,
        "membership": membership,
        "person": membership.user,
        "organisation": membership.organisation,
        "means": [(ROLE[role], ROLE_MEANS[role]) for role in roles_in(membership.organisation)],
    }
    return render(request, "access/change_role.html", context, status=422 if form.is_bound else 200)


@needs(Permission.USERS_MANAGE)
@require_POST
def end_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    membership = _membership(request, membership_id)
    try:
        actions.end_role(membership=membership, by=request.user, at=timezone.now())
    except actions.Refused as error:
        _refused(request, error)
    else:
        messages.success(request, _("The role has ended."))
    return redirect("access:person", membership.user_id)
