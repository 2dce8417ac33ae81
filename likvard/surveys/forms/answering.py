"""The questionnaire as a form. Words come from the survey, in the language that was chosen; nothing is required."""

from collections.abc import Mapping
from typing import Any

from django import forms

from likvard.rulebook.surveys import said, words
from likvard.surveys.queries.questionnaire import groups_of, options_of, question_keys


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "ds-input"}
        ),
    )


class AnswerForm(forms.Form):
    """`answers` is question → place of the option; `group` what the person says of herself."""

    def __init__(self, *args: Any, questionnaire: Mapping[str, Any], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        options = [(str(place), said(text, language)) for place, text in enumerate(questionnaire["options"])]
        options.append((str(options_of(questionnaire)), said(questionnaire["unknown"], language)))
        for area in questionnaire["areas"]:
            for one in area["questions"]:
                self.fields[one["key"]] = forms.TypedChoiceField(
                    label=said(one["text"], language), choices=options, coerce=int, required=False, empty_value=None,
                    widget=forms.RadioSelect,
                )  # fmt: skip
        if questionnaire["asks_sex"]:
            told = words()[language]
            self.fields["sex"] = forms.ChoiceField(
                label=told["sex"],
                choices=[(key, told[key]) for key in groups_of(questionnaire)],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> dict[str, int]:
        given = ((key, self.cleaned_data.get(key)) for key in question_keys(self.questionnaire))
        return {key: place for key, place in given if place is not None}

    @property
    def group(self) -> str:
        return (self.cleaned_data.get("sex") or "unsaid") if self.questionnaire["asks_sex"] else ""
