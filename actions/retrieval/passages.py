"""The knowledge folder -> pages and passages."""

from __future__ import annotations

from pathlib import Path

from actions.retrieval.errors import KnowledgeError, Problem
from actions.retrieval.pages import Page, read_page

GUIDES = {"HUONG-DAN.md", "README.md"}


def page_files(knowledge_dir: Path) -> list[Path]:
    """Return the page files in a fixed order; guides and hidden files are no pages."""
    return sorted(
        path
        for path in knowledge_dir.glob("*/*.md")
        if path.name not in GUIDES and not path.name.startswith((".", "~"))
    )


def shown(path: Path, knowledge_dir: Path) -> str:
    """Return the path as messages print it: knowledge/thu-tuc/ho-chieu.md."""
    return (Path(knowledge_dir.name) / path.relative_to(knowledge_dir)).as_posix()


def read_pages(knowledge_dir: Path) -> tuple[list[Page], list[Problem]]:
    """Read all pages; those with problems are left out and their problems returned."""
    pages: list[Page] = []
    problems: list[Problem] = []
    for path in page_files(knowledge_dir):
        page, found = read_page(path, shown(path, knowledge_dir))
        problems += found
        if page is not None:
            pages.append(page)
    return pages, problems


def load_pages(knowledge_dir: Path) -> list[Page]:
    """Return all pages that are no drafts.

    Raises:
        KnowledgeError: any page has a problem, or there is no page at all.
    """
    pages, problems = read_pages(knowledge_dir)
    if not pages and not problems:
        problems = [Problem(f"{knowledge_dir.name}/", 1, "Không có trang nào.")]
    if problems:
        raise KnowledgeError(problems)
    return [page for page in pages if not page.is_draft]
