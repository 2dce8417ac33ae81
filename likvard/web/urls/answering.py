"""Where a survey is answered: no account, no cookie; the code on the paper opens it once."""

from django.urls import path

from likvard.web.views import answering as v

app_name = "answering"
urlpatterns = [
    path("", v.enter, name="enter"),
    path("tack/", v.thanks, name="thanks"),
    path("<slug:code>/", v.questionnaire, name="questionnaire"),
]
