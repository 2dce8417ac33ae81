from django.urls import path

from likvard.web.views import access as v

app_name = "access"
urlpatterns = [
    path("", v.index, name="index"),
    path("register/", v.registers, name="registers"),
    path("systemagare/", v.system_owners, name="system_owners"),
    path("systemagare/bjud-in/", v.invite_system_owner, name="invite_system_owner"),
    path("organisationer/<uuid:organisation_id>/", v.organisation, name="organisation"),
    path("organisationer/<uuid:organisation_id>/bjud-in/", v.invite, name="invite"),
    path("personer/<uuid:user_id>/", v.person, name="person"),
    path("personer/<uuid:user_id>/inbjudan/", v.send_invitation, name="send_invitation"),
    path("personer/<uuid:user_id>/stang/", v.close_account, name="close_account"),
    path("personer/<uuid:user_id>/oppna/", v.reopen_account, name="reopen_account"),
    path("roller/<int:membership_id>/", v.change_role, name="change_role"),
    path("roller/<int:membership_id>/avsluta/", v.end_role, name="end_role"),
]
