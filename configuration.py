"""Reading what the growth lead edits under ``config/``, and campaign files."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from errors import ConfigurationInvalid

# The models are imported where they are used: scoring a list needs none of the mail's.
if TYPE_CHECKING:
    from domain.bant import BantRules
    from domain.campaign import CampaignSpec
    from domain.grounding.writing import WritingRules
    from domain.template import EmailTemplate
    from services.frozen_set import FrozenSet

Model = TypeVar("Model", bound=BaseModel)

LARGEST_FILE = 1_000_000
SHIPPED = Path(__file__).resolve().parent / "config"


class Configuration:
    """One folder of configuration files. Each is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._bant_rules: BantRules | None = None
        self._writing_rules: WritingRules | None = None

    def bant_rules(self) -> BantRules:
        from domain.bant import BantRules

        if self._bant_rules is None:
            self._bant_rules = load_yaml(self.folder / "bant.yaml", BantRules)
        return self._bant_rules

    def bant_version(self) -> str:
        """Content hash of ``bant.yaml``, stamped on every assessment."""
        return hashlib.sha256((self.folder / "bant.yaml").read_bytes()).hexdigest()[:12]

    def writing_rules(self) -> WritingRules:
        from domain.grounding.writing import WritingRules

        if self._writing_rules is None:
            self._writing_rules = load_yaml(self.folder / "writing.yaml", WritingRules)
        return self._writing_rules

    def templates(self) -> dict[str, EmailTemplate]:
        """All templates, by the name of their file."""
        paths = sorted((self.folder / "templates").glob("*.yaml"))
        return {path.stem: self.template(path.stem) for path in paths}

    def frozen_set(self) -> FrozenSet:
        """The prospects that an edit is tried on: the folder's own, or the shipped ones."""
        from services.frozen_set import FrozenSet

        own = self.folder / "frozen_set.yaml"
        return load_yaml(own if own.is_file() else SHIPPED / "frozen_set.yaml", FrozenSet)

    def template(self, name: str) -> EmailTemplate:
        from domain.template import EmailTemplate

        path = self.folder / "templates" / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(self.template_names()) or "none"
            raise ConfigurationInvalid(
                f"There is no template {name!r}.", record=str(path), fix=f"Known ones: {known}."
            )
        return load_yaml(path, EmailTemplate)

    def template_names(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "templates").glob("*.yaml"))


def check_everything(folder: Path) -> list[dict[str, Any]]:
    """Every fault of every configuration file, with file, line and what to write instead."""
    from domain.bant import BantRules
    from domain.grounding.writing import WritingRules
    from domain.placeholders import known_placeholders
    from domain.template import EmailTemplate
    from domain.template import check as check_template
    from services.frozen_set import FrozenSet
    from tasks.prompt_files import check as check_prompts

    problems = [
        {"file": problem.file, "line": problem.line, "message": problem.message,
         "fix": problem.fix}
        for problem in check_prompts(folder)
    ]  # fmt: skip
    files: list[tuple[Path, type[BaseModel]]] = [
        (folder / "bant.yaml", BantRules),
        (folder / "writing.yaml", WritingRules),
        *((path, FrozenSet) for path in [folder / "frozen_set.yaml"] if path.is_file()),
        *((path, EmailTemplate) for path in sorted((folder / "templates").glob("*.yaml"))),
    ]
    for path, model in files:
        try:
            loaded = load_yaml(path, model)
        except ConfigurationInvalid as error:
            for part in error.message.split("; "):
                name, line, said = [*part.split(":", 2), "", ""][:3]
                problems.append(
                    {"file": name, "line": int(line) if line.isdigit() else 1,
                     "message": said.strip() or part, "fix": error.fix}
                )  # fmt: skip
            continue
        if isinstance(loaded, EmailTemplate):
            for fault in check_template(loaded, known_placeholders()):
                problems.append(
                    {"file": f"templates/{path.name}", "line": fault.line,
                     "message": str(fault), "fix": None}
                )  # fmt: skip
    return problems


def load_campaign_file(path: Path) -> CampaignSpec:
    """A campaign file such as docs/examples/campaign.yaml. Raises ``ConfigurationInvalid``."""
    from domain.campaign import CampaignSpec

    return load_yaml(path, CampaignSpec)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """``path`` as a ``model``. Raises ``ConfigurationInvalid`` with every fault's line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigurationInvalid(
            "There is no such file.", record=str(path), fix="Check its name and folder."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not written in UTF-8"
        raise ConfigurationInvalid(
            f"The file cannot be read: {said}.",
            record=str(path),
            fix="Check what it is, who may read it, and that it is saved as UTF-8.",
        ) from error
    document = _parsed(text, path)
    if not isinstance(document, CommentedMap):
        raise ConfigurationInvalid(
            f"{path.name}:1: a mapping of keys to values is expected.",
            record=str(path),
            fix="Write it as docs/examples/campaign.yaml is written: a key, a colon, a value.",
        )
    try:
        return model.model_validate(_plain(document))
    except ValidationError as error:
        faults = [
            f"{path.name}:{_line_of(document, fault['loc'])}: "
            f"{'.'.join(str(part) for part in fault['loc']) or 'the file'}: {_said(fault)}"
            for fault in error.errors()
        ]
        raise ConfigurationInvalid(
            "; ".join(faults), record=str(path), fix="Correct these lines and try again."
        ) from None


@lru_cache(maxsize=64)
def _parsed(text: str, path: Path) -> Any:
    """Kept, since a file is read by its check, by its reader, and by each lane of the worker.

    What is returned is read and never changed.
    """
    if len(text) > LARGEST_FILE:
        raise ConfigurationInvalid(
            f"The file has over {LARGEST_FILE:,} characters.",
            record=str(path),
            fix="Is it the right file? Ours have a few thousand.",
        )
    try:
        # A few lines of aliases can stand for billions of values.
        for event in YAML(typ="rt").parse(text):
            if isinstance(event, AliasEvent):
                line = event.start_mark.line + 1
                raise ConfigurationInvalid(
                    f"{path.name}:{line}: aliases are not read here.",
                    record=f"{path}:{line}",
                    fix="Write the value out where it is needed.",
                )
        return YAML(typ="rt").load(text)
    except ValueError as error:
        raise ConfigurationInvalid(
            f"The file holds a value that cannot be read: {str(error)[:120]}.",
            record=str(path),
            fix="Write numbers plainly, and text in quotes.",
        ) from None
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else _line_of_odd_character(text)
        said = error.problem if isinstance(error, MarkedYAMLError) else "a control character"
        raise ConfigurationInvalid(
            f"{path.name}:{line}: this is no YAML: {said}.",
            record=f"{path}:{line}",
            fix="Look at the indentation, the colons and the quotes there.",
        ) from None
    except RecursionError:
        raise ConfigurationInvalid(
            f"{path.name}:1: it is nested too deeply.", record=str(path), fix="Write it flat."
        ) from None


def _line_of_odd_character(text: str) -> int:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.replace("\t", "").rstrip("\r").isprintable():
            return number
    return 1


def _said(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "there is no such key here"
    if fault["type"] == "missing":
        return "this key is missing"
    return str(fault["msg"])


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node


def _line_of(node: Any, where: tuple[Any, ...]) -> int:
    """The line of the deepest key of ``where`` that the document has."""
    line = 1
    for part in where:
        try:
            if isinstance(node, CommentedMap):
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq):
                line = node.lc.item(part)[0] + 1
            node = node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line
