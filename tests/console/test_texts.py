"""Every text of the console, in every language."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from console.i18n import LANGUAGES, SOURCE
from console.texts import FOLDER, missing, source_texts, translations

OTHERS = [language for language in LANGUAGES if language != SOURCE]
FIELD = re.compile(r"\{\w*\}")
SHOWN_BY = {
    "title", "header", "subheader", "markdown", "caption", "text", "write", "button", "checkbox",
    "toggle", "radio", "selectbox", "multiselect", "slider", "select_slider", "text_input",
    "text_area", "number_input", "date_input", "time_input", "file_uploader", "download_button",
    "form_submit_button", "link_button", "page_link", "pills", "segmented_control", "expander",
    "popover", "tabs", "metric", "info", "success", "warning", "error", "toast", "dialog",
    "progress", "spinner", "status", "data_editor", "card", "empty", "quiet", "note",
}  # fmt: skip
WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2}")
NAMES = {"Rendezvous"}
"""The same in every language."""


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_untranslated(language: str) -> None:
    assert missing(language) == {}, "see: python -m console.texts"


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    said = set(source_texts())
    # What services say in errors is translated too; it is marked nowhere.
    unused = {
        text for text, _, file, _ in translations(language)
        if text not in said and file != "errors.po"
    }  # fmt: skip
    assert unused == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_one_translation_and_keeps_its_fields(language: str) -> None:
    ways = defaultdict(set)
    for text, translation, _, _ in translations(language):
        ways[text].add(translation)
        one = text if isinstance(text, str) else text[-1]
        several = (translation,) if isinstance(translation, str) else translation
        for each in several:
            fields = set(FIELD.findall(one))
            assert set(FIELD.findall(each)) == fields, text
    assert {text for text, found in ways.items() if len(found) > 1} == set()


@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.relative_to(FOLDER).as_posix()
)
def test_nothing_is_shown_that_is_not_marked(path: Path) -> None:
    unmarked = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        is_log = getattr(getattr(node.func, "value", None), "id", None) == "log"
        if name not in SHOWN_BY or is_log:
            continue
        shown = [node.args[0]] if node.args else []
        shown += [k.value for k in node.keywords if k.arg in ("label", "help", "placeholder")]
        for each in shown:
            text = each.value if isinstance(each, ast.Constant) else None
            if isinstance(text, str) and WORDS.search(text) and text not in NAMES:
                unmarked.append(f"{path.name}:{each.lineno} {text!r}")
    assert unmarked == []


@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.relative_to(FOLDER).as_posix()
)
def test_no_text_hides_in_an_f_string_where_it_cannot_be_found(path: Path) -> None:
    hidden = [
        f"{path.name}:{call.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", None) in ("_", "N_", "ngettext")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
