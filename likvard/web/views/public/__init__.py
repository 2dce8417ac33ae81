"""What everybody may read without an account."""

from .files import decisions_csv, decisions_json, feed
from .listing import index, news_list, statistics, statistics_csv
from .page import news, pdf, publication

__all__ = [
    "decisions_csv",
    "decisions_json",
    "feed",
    "index",
    "news",
    "news_list",
    "pdf",
    "publication",
    "statistics",
    "statistics_csv",
]
