"""Signing in and one's own account. The names of the sign-in library are kept, since its own code asks for them;
only the pages that a person invited to Likvärd needs are here."""

from django.urls import path, re_path

from likvard.web.views import account as v
from likvard.web.views import vouching

urlpatterns = [
    path("", v.my_account, name="my_account"),
    path("sprak/", v.language, name="language"),
    path("organisation/", v.work_in, name="work_in"),
    path("valkommen/<str:token>/", v.welcome, name="welcome"),
    path("logga-in/", v.login, name="account_login"),
    path("logga-in/kod/", v.authenticate, name="mfa_authenticate"),
    path("logga-in/hos/", vouching.leave, name="vouch"),
    path("logga-in/hos/klar/", vouching.come_back, name="vouched"),
    path("logga-ut/", v.logout, name="account_logout"),
    path("stangt/", v.inactive, name="account_inactive"),
    path("skaffa/", v.signup, name="account_signup"),
    path("e-post/", v.my_account, name="account_email"),
    path("bekrafta/", v.reauthenticate, name="account_reauthenticate"),
    path("bekrafta/kod/", v.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("losenord/", v.change_password, name="account_change_password"),
    path("losenord/forsta/", v.set_password, name="account_set_password"),
    path("losenord/glomt/", v.reset_password, name="account_reset_password"),
    path("losenord/glomt/skickat/", v.reset_password_sent, name="account_reset_password_done"),
    path("losenord/nytt/klart/", v.new_password_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^losenord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        v.new_password,
        name="account_reset_password_from_key",
    ),
    path("tvasteg/", v.second_factor, name="mfa_index"),
    path("tvasteg/app/", v.activate_app, name="mfa_activate_totp"),
    path("tvasteg/app/av/", v.deactivate_app, name="mfa_deactivate_totp"),
    path("tvasteg/koder/", v.recovery_codes, name="mfa_view_recovery_codes"),
    path("tvasteg/koder/nya/", v.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("tvasteg/koder/fil/", v.recovery_codes_file, name="mfa_download_recovery_codes"),
]
