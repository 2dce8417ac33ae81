"""The same pages for whoever is signed in and answers for the organiser, in its own case."""

from django.urls import path

from likvard.web.views.participation import asked, contact, facts, times, uploading

app_name = "participation"
urlpatterns = [
    path("<uuid:case_id>/kontaktperson/", contact.own_contact, name="contact"),
    path("<uuid:case_id>/kontaktperson/kvitto/", contact.own_receipt, name="contact_receipt"),
    path("<uuid:case_id>/underlag/", asked.own_documents, name="documents"),
    path("<uuid:case_id>/underlag/klart/", asked.own_finish, name="finish"),
    path("<uuid:case_id>/underlag/kvitto/", asked.own_receipt, name="documents_receipt"),
    path("<uuid:case_id>/underlag/<uuid:item_id>/", asked.own_answer, name="answer"),
    path("<uuid:case_id>/underlag/<uuid:item_id>/filer/", asked.own_files, name="files"),
    path("<uuid:case_id>/underlag/<uuid:item_id>/filer/<uuid:file_id>/", asked.own_remove, name="remove_file"),
    path("<uuid:case_id>/underlag/<uuid:item_id>/delar/", uploading.own_begin, name="begin_upload"),
    path("<uuid:case_id>/underlag/<uuid:item_id>/delar/<uuid:upload_id>/", uploading.own_piece, name="piece"),
    path(
        "<uuid:case_id>/underlag/<uuid:item_id>/delar/<uuid:upload_id>/hel/",
        uploading.own_finish,
        name="finish_upload",
    ),
    path("<uuid:case_id>/tider/", times.own_times, name="times"),
    path("<uuid:case_id>/tider/<uuid:offered_id>/", times.own_answer, name="answer_time"),
    path("<uuid:case_id>/faktagranskning/", facts.own_list, name="fact_checks"),
    path("<uuid:case_id>/faktagranskning/<uuid:handed_id>/", facts.own_check, name="fact_check"),
    path("<uuid:case_id>/faktagranskning/<uuid:handed_id>/klart/", facts.own_finish, name="finish_check"),
    path("<uuid:case_id>/faktagranskning/<uuid:handed_id>/pdf/", facts.own_pdf, name="fact_check_pdf"),
    path(
        "<uuid:case_id>/faktagranskning/<uuid:handed_id>/<uuid:handed_statement_id>/",
        facts.own_propose,
        name="propose",
    ),
]
