"""What everybody may read without an account."""

from .files import decisions_csv, decisions_json, feed
from .listing import index, news_list, statistics, statistics_csv
from .page import news, pdf, publication
from .school_figures import figure, figure_csv, figures, figures_of

__all__ = [
    "decisions_csv",
    "decisions_json",
    "feed",
    "figure",
    "figure_csv",
    "figures",
    "figures_of",
    "index",
    "news",
    "news_list",
    "pdf",
    "publication",
    "statistics",
    "statistics_csv",
]
