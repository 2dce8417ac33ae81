from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "likvard.reviews"
    label = "reviews"
