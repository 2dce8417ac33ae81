"""What the signed-in person may see of signals; every view here begins with one of these."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from likvard.signals.models import Signal
from likvard.signals.queries.visibility import Side, handled_wholly, receipts_of, sides_of, visible_to
from likvard.web import formpage
from likvard.web.guards import grants

OPENED = "opened_signals"  # the session's key: signal → when it was opened
OPEN_FOR = timedelta(minutes=30)


def signal_for(request: HttpRequest, signal_id: UUID) -> tuple[Signal, frozenset[Side]]:
    """The signal and what the person is to it; 404 for everybody whom it does not let in."""
    signal = get_object_or_404(visible_to(request.user, grants(request)), pk=signal_id)
    return signal, sides_of(request.user, grants(request), signal)


def own_report(request: HttpRequest, signal_id: UUID) -> Signal | None:
    """A signal that the person has reported and does not work with: she sees its receipt."""
    return receipts_of(request.user).filter(pk=signal_id).first()


def handles_wholly(request: HttpRequest) -> frozenset[UUID]:
    found = handled_wholly(grants(request))
    if not found:
        raise PermissionDenied
    return found


def note_opened(request: HttpRequest, signal: Signal) -> None:
    """For half an hour the person's own browser may show what is sealed; the ledger knows already."""
    now = timezone.now()
    opened = {key: at for key, at in request.session.get(OPENED, {}).items() if _holds(at, now)}
    request.session[OPENED] = {**opened, str(signal.pk): now.isoformat()}


def forget_opened(request: HttpRequest, signal: Signal) -> None:
    request.session[OPENED] = {k: at for k, at in request.session.get(OPENED, {}).items() if k != str(signal.pk)}


def is_opened(request: HttpRequest, signal: Signal) -> bool:
    return _holds(request.session.get(OPENED, {}).get(str(signal.pk), ""), timezone.now())


def must_be_opened(request: HttpRequest, signal: Signal) -> None:
    """Who writes in a signal has opened it first."""
    if not is_opened(request, signal):
        raise Http404


def _holds(at: str, now: datetime) -> bool:
    try:
        return timedelta() <= now - datetime.fromisoformat(at) < OPEN_FOR
    except ValueError:
        return False


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything that was posted, also nothing at all."""
    return request.POST if request.method == "POST" else None


form_page = partial(formpage.form_page, template="signals/form.html")
