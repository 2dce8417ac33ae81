"""Pages without an account: the secret in the address is the key (web/linkdoor.py)."""

from django.urls import path

from likvard.web.views.participation import asked, contact, facts, times, uploading

app_name = "links"
urlpatterns = [
    path("<str:secret>/kontaktperson/", contact.by_link_contact, name="contact"),
    path("<str:secret>/kontaktperson/kvitto/", contact.by_link_receipt, name="contact_receipt"),
    path("<str:secret>/underlag/", asked.by_link_documents, name="documents"),
    path("<str:secret>/underlag/klart/", asked.by_link_finish, name="finish"),
    path("<str:secret>/underlag/kvitto/", asked.by_link_receipt, name="documents_receipt"),
    path("<str:secret>/underlag/<uuid:item_id>/", asked.by_link_answer, name="answer"),
    path("<str:secret>/underlag/<uuid:item_id>/filer/", asked.by_link_files, name="files"),
    path("<str:secret>/underlag/<uuid:item_id>/filer/<uuid:file_id>/", asked.by_link_remove, name="remove_file"),
    path("<str:secret>/underlag/<uuid:item_id>/delar/", uploading.by_link_begin, name="begin_upload"),
    path("<str:secret>/underlag/<uuid:item_id>/delar/<uuid:upload_id>/", uploading.by_link_piece, name="piece"),
    path(
        "<str:secret>/underlag/<uuid:item_id>/delar/<uuid:upload_id>/hel/",
        uploading.by_link_finish,
        name="finish_upload",
    ),
    path("<str:secret>/tider/", times.by_link_times, name="times"),
    path("<str:secret>/tider/<uuid:offered_id>/", times.by_link_answer, name="answer_time"),
    path("<str:secret>/faktagranskning/", facts.by_link_list, name="fact_checks"),
    path("<str:secret>/faktagranskning/<uuid:handed_id>/", facts.by_link_check, name="fact_check"),
    path("<str:secret>/faktagranskning/<uuid:handed_id>/klart/", facts.by_link_finish, name="finish_check"),
    path("<str:secret>/faktagranskning/<uuid:handed_id>/pdf/", facts.by_link_pdf, name="fact_check_pdf"),
    path(
        "<str:secret>/faktagranskning/<uuid:handed_id>/<uuid:handed_statement_id>/",
        facts.by_link_propose,
        name="propose",
    ),
]
