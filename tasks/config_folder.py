"""The configuration folder as versions see it: texts in, texts out, checked as a whole."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from configuration import Configuration, check_everything
from errors import ConfigurationInvalid, InvalidInput
from services.prompt_versions import Fault, Stamps, Texts

_VERSIONED = ("agents.yaml", "tasks.yaml", "bant.yaml", "writing.yaml")
_NAME = re.compile(r"(?:agents|tasks|bant|writing)\.yaml|templates/\w[\w-]{0,80}\.yaml", re.ASCII)


class ConfigFolder:
    """Satisfies :class:`services.prompt_versions.ConfigFiles` over ``folder``.

    Versions in use are laid out under ``kept``. A file that is no UTF-8 is read all the
    same, byte for byte, so that it can be named, kept, and put back.
    """

    def __init__(self, folder: Path, kept: Path) -> None:
        self._folder = folder
        self._kept = kept

    def read(self) -> Texts:
        """Raises :class:`errors.ConfigurationInvalid` for a file that may not be read."""
        texts: dict[str, str] = {}
        for path in self._files():
            name = path.relative_to(self._folder).as_posix()
            try:
                texts[name] = path.read_bytes().decode("utf-8", "surrogateescape")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise ConfigurationInvalid(
                    f"The file cannot be read: {error.strerror}.",
                    record=str(path),
                    fix="Check what it is and who may read it.",
                ) from error
        return texts

    def faults(self, texts: Texts) -> list[Fault]:
        with tempfile.TemporaryDirectory(prefix="rendezvous-check-") as folder:
            _fill(Path(folder), texts)
            return [Fault(**problem) for problem in check_everything(Path(folder))]

    def stamps(self, texts: Texts) -> Stamps:
        from tasks.prompt_files import load

        with tempfile.TemporaryDirectory(prefix="rendezvous-check-") as folder:
            _fill(Path(folder), texts)
            configuration = Configuration(Path(folder))
            return Stamps(load(Path(folder)).version, configuration.bant_version())

    def write(self, texts: Texts) -> None:
        """Each file is replaced as a whole: who reads meanwhile sees the old one or the new."""
        for name in texts:
            _require_name(name)
        before = self.read()
        for name, text in texts.items():
            if before.get(name) != text:
                _replace(self._folder / name, text)
        for name in before.keys() - texts.keys():
            (self._folder / name).unlink(missing_ok=True)

    def lay_out(self, sha256: str, texts: Texts) -> Path:
        folder = self._kept / sha256[:16]
        if folder.is_dir() and ConfigFolder(folder, self._kept).read() == texts:
            return folder
        self._kept.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=self._kept))
        _fill(made, texts)
        if folder.is_dir():  # somebody changed it: it is put right
            folder.rename(made.with_name(f"{made.name}-old"))
            shutil.rmtree(made.with_name(f"{made.name}-old"), ignore_errors=True)
        try:
            made.rename(folder)
        except OSError:  # another process was quicker
            shutil.rmtree(made, ignore_errors=True)
        return folder

    def _files(self) -> list[Path]:
        templates = sorted((self._folder / "templates").glob("*.yaml"))
        named = [path for path in templates if _NAME.fullmatch(f"templates/{path.name}")]
        return [*(self._folder / name for name in _VERSIONED), *named]


def _fill(folder: Path, texts: Texts) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    for name, text in texts.items():
        _require_name(name)
        (folder / name).write_bytes(_bytes(text))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_bytes(text))
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{name!r} is no file of the configuration.",
            record=name,
            fix=f"Known: {', '.join(_VERSIONED)} and templates/NAME.yaml.",
        )
