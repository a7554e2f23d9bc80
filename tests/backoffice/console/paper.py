"""A page as it was sent, read without a browser: its words, links, forms and the faults that a reader would trip over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
CONTROLS = frozenset({"input", "select", "textarea"})
NAMELESS = frozenset({"hidden", "submit", "button"})


@dataclass
class Node:
    """One element."""

    tag: str
    attributes: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, empty when it is missing."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """The words inside, with single spaces."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag != "template":
                yield from child._words()
                yield " "

    def find(self, tag: str = "", **attributes: str) -> "list[Node]":
        """Every element inside with that tag and those attributes."""
        return [node for node in self.walk() if _fits(node, tag, attributes)]

    def walk(self) -> "Iterator[Node]":
        """Every element inside, in order."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()


def _fits(node: Node, tag: str, attributes: dict[str, str]) -> bool:
    return (not tag or node.tag == tag) and all(
        node.attributes.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items()
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(html: str) -> Node:
    """The tree of a page; a tag that is not closed where it should be fails the test."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader._open) == 1, f"<{reader._open[-1].tag}> is never closed"
    return reader.root


def fields_of(form: Node) -> dict[str, str]:
    """What a browser would send with a form that nobody touched."""
    sent: dict[str, str] = {}
    for control in form.walk():
        name = control.get("name")
        if not name or control.tag not in CONTROLS:
            continue
        if control.tag == "textarea":
            sent[name] = "".join(child for child in control.children if isinstance(child, str)).lstrip("\n")
        elif control.tag == "select":
            options = control.find("option")
            chosen = [option for option in options if "selected" in option.attributes] or options[:1]
            for option in chosen:
                sent[name] = option.attributes.get("value", option.text)
        elif control.get("type") not in ("checkbox", "radio", "submit", "file") or "checked" in control.attributes:
            sent[name] = control.attributes.get("value", "")
    return sent


def faults(html: str) -> list[str]:
    """What makes a page unfit: for a screen reader, for a strict content policy, or for the law of the house."""
    page = read(html)
    found = []
    root = page.find("html")[0]
    if root.get("lang") != "zh-CN":
        found.append("the page does not say that it is Chinese")
    if not [title.text for title in page.find("title") if title.text]:
        found.append("no title")
    if len(page.find("h1")) != 1:
        found.append(f"{len(page.find('h1'))} first headings")
    if not page.find("main"):
        found.append("no main part")
    ids = [node.get("id") for node in page.walk() if node.get("id")]
    found += [f"id {name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    found += [f"{node.tag} without a label: {node.attributes}" for node in page.walk() if _nameless(page, node)]
    found += [f"empty {node.tag}" for node in page.find("button") + page.find("a") if not _named(node)]
    found += [f"inline script or style: {node.tag} {node.attributes}" for node in page.walk() if _inline(node)]
    found += [f"a form that posts without its token: {form.get('action')}" for form in page.find("form") if _open(form)]
    found += [f"table without headings: {table.text[:40]}" for table in page.find("table") if not table.find("th")]
    return found


def _nameless(page: Node, node: Node) -> bool:
    if node.tag not in CONTROLS or node.get("type") in NAMELESS or "hidden" in node.attributes:
        return False
    if node.get("aria-label") or node.get("aria-labelledby"):
        return False
    labels = page.find("label")
    return not any(label.get("for") == node.get("id") != "" or node in list(label.walk()) for label in labels)


def _named(node: Node) -> bool:
    return bool(node.text or node.get("aria-label") or node.get("title") or node.find("img"))


def _inline(node: Node) -> bool:
    handlers = any(name.startswith("on") for name in node.attributes)
    script = node.tag == "script" and not node.get("src")
    elsewhere = any("//" in node.get(name) for name in ("src", "action") if node.tag != "a")
    return handlers or script or node.tag == "style" or "style" in node.attributes or elsewhere


def _open(form: Node) -> bool:
    return form.get("method").lower() == "post" and "csrf" not in fields_of(form)
