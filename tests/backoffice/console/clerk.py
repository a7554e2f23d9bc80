"""Somebody of the staff at a browser: goes to pages, reads them, fills in fields and presses buttons that are there."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

from fastapi.testclient import TestClient
from httpx import Response

from backoffice.roles import StaffMember
from tests.backoffice.console.paper import Node, faults, fields_of, read


@dataclass
class Clerk:
    """One browser; it checks every page that it gets for the faults that no page may have."""

    client: TestClient
    member: StaffMember
    password: str
    answer: Response = field(init=False)

    @property
    def page(self) -> Node:
        """The page before them."""
        return read(self.answer.text)

    @property
    def address(self) -> str:
        """Where they are."""
        return self.answer.url.path

    @property
    def reads(self) -> str:
        """The words of the page's main part."""
        return self.page.find("main")[0].text

    @property
    def buttons(self) -> list[str]:
        """What can be pressed."""
        return [button.text for button in self.page.find("button")]

    @property
    def links(self) -> list[str]:
        """Where the page leads."""
        return [link.get("href") for link in self.page.find("a")]

    def goes_to(self, address: str, status: int = 200) -> "Clerk":
        """Open an address."""
        return self._got(self.client.get(address), status)

    def signs_in(self, password: str | None = None, status: int = 200) -> "Clerk":
        """Go to the door, give name and password."""
        self.goes_to("/staff/sign-in")
        given = self.password if password is None else password
        return self.presses("登录", username=self.member.username, password=given, status=status)

    def follows(self, words: str) -> "Clerk":
        """Follow the link that has these words in it."""
        found = [link for link in self.page.find("a") if words in link.text]
        assert found, f"no link with “{words}” on {self.address}: {[link.text for link in self.page.find('a')]}"
        return self.goes_to(urljoin(self.address, found[0].get("href")))

    def form(self, button: str, inside: str = "") -> Node:
        """The form that a button belongs to; `inside` names words of the form where several have such a button."""
        pressed = [
            form
            for form in self.page.find("form")
            if inside in form.text and any(b.text == button for b in form.find("button"))
        ]
        assert pressed, f"no button “{button}” on {self.address}: {self.buttons}"
        return pressed[0]

    def would_send(self, button: str, inside: str = "", **written: str) -> tuple[str, dict[str, str]]:
        """What pressing a button sends, and to where."""
        form = self.form(button, inside)
        names = {control.get("name") for control in form.walk()}
        assert set(written) <= names, f"“{button}” has no field {set(written) - names}: {names}"
        sent = {**fields_of(form), **written}
        own = next(b for b in form.find("button") if b.text == button)
        if own.get("name"):
            sent[own.get("name")] = own.get("value")
        return urljoin(self.address, form.get("action") or str(self.answer.url)), sent

    def presses(self, button: str, inside: str = "", status: int = 200, **written: str) -> "Clerk":
        """Fill in fields by their names and press a button."""
        action, sent = self.would_send(button, inside, **written)
        method = self.form(button, inside).get("method").lower()
        return self._got(
            self.client.post(action, data=sent) if method == "post" else self.client.get(action, params=sent), status
        )

    def _got(self, answer: Response, status: int) -> "Clerk":
        assert answer.status_code == status, f"{answer.status_code} from {answer.url}: {answer.text[:800]}"
        self.answer = answer
        assert not faults(answer.text), f"{answer.url}: {faults(answer.text)}"
        return self
