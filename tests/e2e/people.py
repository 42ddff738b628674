"""What a person does with a browser, in words."""

from dataclasses import dataclass, field
from typing import Any

PASSWORD = "tenon-demo"
REVIEWER_EN = "reviewer.en@tenon.example"
REVIEWER_ZH = "reviewer.zh@tenon.example"
OPERATOR = "operator@tenon.example"


@dataclass
class Person:
    page: Any
    email: str
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, password: str) -> None:
        self.page.goto("/account/login/")
        self.fills("login", self.email)
        self.fills("password", password)
        self.presses("form[action='/account/login/'] button[type=submit]")
        assert self.page.locator(".person-menu-button").count() == 1, self.page.inner_text("main")

    def opens(self, path: str) -> int:
        return self.page.goto(path).status

    def fills(self, name: str, value: str) -> None:
        self.page.fill(f"main [name='{name}']", value)

    def presses(self, selector: str) -> None:
        """A click that leads to another page."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def reads(self, selector: str = "main") -> str:
        return self.page.inner_text(selector)

    def picture(self, shots, name: str) -> None:
        self.page.screenshot(path=shots / f"{name}.png", full_page=True)
