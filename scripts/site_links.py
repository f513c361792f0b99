"""python scripts/site_links.py FOLDER: links of a site that lead nowhere, and addresses outside of it that are none.

Prints one a line and ends with 1 where there are any. Nothing is fetched.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKS = {"a": "href", "img": "src", "link": "href", "script": "src", "source": "src"}


class Page(HTMLParser):
    """Where a page links to, and the anchors that it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors = {"", "top"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors |= {found[name] or "" for name in ("id", "name") if name in found}
        if found.get(LINKS.get(tag, "")) is not None:
            self.links.append(found[LINKS[tag]] or "")


def wrong_address(link: str) -> bool:
    """Whether an address outside of the site has the form of none."""
    parts = urlsplit(link)
    if parts.scheme in ("data", "mailto"):
        return False
    return parts.scheme not in ("http", "https") or "." not in parts.netloc or any(letter.isspace() for letter in link)


def broken_links(folder: Path) -> list[str]:
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts}
    if not pages:
        return [f"{folder}: no pages"]
    found = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                wrong = wrong_address(link)
            else:
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                anchors = pages[target].anchors if target in pages else {"", unquote(parts.fragment)}
                wrong = not target.is_file() or unquote(parts.fragment) not in anchors
            if wrong:
                found.append(f"{path.relative_to(folder.resolve())}: {link}")
    return found


if __name__ == "__main__":
    lines = broken_links(Path(sys.argv[1]))
    print("\n".join(lines) or "all lead somewhere")
    sys.exit(bool(lines))
