"""Every address of the site; pages live in likvard.web."""

from django.urls import include, path

urlpatterns = [
    path("", include("likvard.web.urls")),
]

handler400 = "likvard.web.views.site.bad_request"
handler403 = "likvard.web.views.site.forbidden"
handler404 = "likvard.web.views.site.not_found"
handler500 = "likvard.web.views.site.failed"
