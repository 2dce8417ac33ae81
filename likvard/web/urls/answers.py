"""The answer (redovisning) of a case, and the case's last days."""

from django.urls import path

from likvard.web.views import answers, deadlines

app_name = "answers"
urlpatterns = [
    path("<uuid:case_id>/", answers.compose, name="compose"),
    path("<uuid:case_id>/borja/", answers.begin, name="begin"),
    path("<uuid:case_id>/inledning/", answers.introduction, name="introduction"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/", answers.item, name="item"),
    path("<uuid:case_id>/skicka/", answers.send, name="send"),
    path("<uuid:case_id>/version/<int:number>/", answers.read, name="read"),
    path("<uuid:case_id>/version/<int:number>/pdf/", answers.pdf, name="pdf"),
    path("<uuid:case_id>/version/<int:number>/word/", answers.word, name="word"),
    path("<uuid:case_id>/sista-dagar/ny/", deadlines.add, name="add_deadline"),
    path("<uuid:case_id>/sista-dagar/<uuid:deadline_id>/", deadlines.deadline, name="deadline"),
    path("<uuid:case_id>/sista-dagar/<uuid:deadline_id>/flytta/", deadlines.move, name="move_deadline"),
    path("<uuid:case_id>/sista-dagar/<uuid:deadline_id>/ansvarig/", deadlines.assign, name="assign_deadline"),
    path("<uuid:case_id>/sista-dagar/<uuid:deadline_id>/klar/", deadlines.finish, name="finish_deadline"),
    path("<uuid:case_id>/sista-dagar/<uuid:deadline_id>/oppna/", deadlines.reopen, name="reopen_deadline"),
]
