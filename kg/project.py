"""The paths in a checkout. The only module that contains the folder names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import ProjectError

_CODE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Project:
    """A checkout; each attribute is a folder or file in it."""

    root: Path

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def schemes(self) -> Path:
        """The code lists."""
        return self.ontology / "schemes.ttl"

    @property
    def shapes(self) -> Path:
        """The SHACL shapes of the data."""
        return self.ontology / "shapes.ttl"

    @property
    def entities(self) -> Path:
        return self.root / "data" / "entities"

    @property
    def reference(self) -> Path:
        """Things that reports often name; those that are named become part of the graph."""
        return self.root / "data" / "reference"

    @property
    def drafts(self) -> Path:
        """What `kg draft` proposes: no data, and not in git."""
        return self.root / "drafts"

    @property
    def dataset(self) -> Path:
        """The description of the data set as a whole: title, licence, the default report."""
        return self.root / "data" / "dataset.ttl"

    @property
    def reports(self) -> Path:
        return self.root / "data" / "reports"

    @property
    def report_names(self) -> list[str]:
        """The names of the reports, which are those of their folders."""
        return sorted(path.name for path in self.reports.glob("*") if path.is_dir())

    @property
    def links(self) -> Path:
        return self.root / "data" / "links"

    @property
    def retired(self) -> Path:
        """The table of IRIs that were published once and are so no more."""
        return self.root / "data" / "retired.tsv"

    @property
    def glossary(self) -> Path:
        """The table of terms: one translation each, and what not to call them."""
        return self.root / "data" / "glossary.tsv"

    @property
    def examples(self) -> Path:
        return self.root / "queries" / "examples"

    @property
    def columns(self) -> Path:
        """The headings of the columns of answers."""
        return self.root / "queries" / "columns.yaml"

    @property
    def tags(self) -> Path:
        """The words of the tags of questions."""
        return self.root / "queries" / "tags.yaml"

    @property
    def views(self) -> Path:
        return self.root / "queries" / "views"

    @property
    def tutorial(self) -> Path:
        return self.root / "queries" / "tutorial"

    @property
    def rules(self) -> Path:
        return self.root / "queries" / "rules"

    @property
    def rule_files(self) -> list[Path]:
        """The rules in the order in which they run."""
        return sorted(self.rules.glob("*.rq"))

    @property
    def checks(self) -> Path:
        return self.root / "queries" / "checks"

    @property
    def builds(self) -> Path:
        return self.root / "build"

    @property
    def current(self) -> Path:
        """The build that is served: a link that is switched when a new one is complete."""
        return self.builds / "current"

    @property
    def code(self) -> Path:
        """The Python code of `kg`, which a build's hash covers too."""
        return _CODE

    @property
    def texts(self) -> Path:
        """The folder of the reports' texts beside the checkout: they are not part of the project.

        The text of a report is NAME.txt there.
        """
        return self.root.parent / "shared" / "reports"

    def relative(self, path: Path) -> str:
        """The path as a curator would type it in the checkout."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def find(start: Path | None = None) -> Project:
    """The checkout at or above `start` (default: the working folder), else the code's own.

    Raises ProjectError where neither holds an ontology and data.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, _CODE.parent):
        if (folder / "ontology").is_dir() and (folder / "data").is_dir():
            return Project(folder)
    raise ProjectError(
        f"No folder with ontology/ and data/ at or above {here}. "
        "Run kg in a checkout, or name one with --root."
    )
