from django.urls import path

from likvard.web.views import documents as views

app_name = "documents"
urlpatterns = [
    path("dokument/", views.index, name="index"),
    path("dokument/nya/", views.add, name="add"),
    path("dokument/<uuid:document_id>/", views.reading, name="reading"),
    path("dokument/<uuid:document_id>/lage/", views.state, name="state"),
    path("dokument/<uuid:document_id>/granska/", views.review, name="review"),
    path("dokument/<uuid:document_id>/granska/sakra/", views.confirm_sure, name="confirm_sure"),
    path("dokument/<uuid:document_id>/las-igen/", views.read_again, name="read_again"),
    path("dokument/<uuid:document_id>/arende/", views.case, name="case"),
    path("dokument/<uuid:document_id>/original/", views.original, name="original"),
    path("dokument/<uuid:document_id>/sidor/<int:number>.png", views.page_image, name="page_image"),
    path("arenden/ur-diariet/", views.register, name="register"),
    path("sok/", views.search, name="search"),
]
