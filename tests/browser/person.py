"""What somebody does in front of the sandbox page, in their own words."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class Person:
    """One browser window; `be` changes who sits before it."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        self.page = page
        self._pictures = pictures

    def be(self, name: str) -> None:
        """Become another persona."""
        self.page.locator(".who").click()
        self.page.locator(".personas").get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(self.page.locator(".who")).to_contain_text(name)

    def go(self, place: str) -> None:
        """Open a channel, or the Afterglow app."""
        self.page.locator(".rail").get_by_role(
            "button", name=re.compile(f"^{place}", re.IGNORECASE)
        ).first.click()

    def home(self) -> Locator:
        """Open App Home."""
        self.go("Afterglow")
        self.page.get_by_role("tab", name="Home").click()
        return self.page.locator(".home")

    def messages(self) -> Locator:
        """Open the DM with Afterglow."""
        self.go("Afterglow")
        self.page.get_by_role("tab", name="Messages").click()
        return self.page.locator(".main .messages")

    def say(self, text: str, *, to: str) -> Locator:
        """Write in a channel; the message as it stands there."""
        self.go(to)
        field = self.page.get_by_label(f"Message #{to}")
        field.fill(text)
        field.press("Enter")
        said = self.page.locator(".main .message", has_text=text[:40]).last
        expect(said).to_be_visible()
        return said

    def command(self, text: str) -> None:
        """Type a slash command in the DM with Afterglow."""
        self.messages()
        field = self.page.get_by_label("Message Afterglow")
        field.fill(text)
        field.press("Escape")  # the suggestions
        field.press("Enter")

    def thread_of(self, message: Locator) -> Locator:
        """Open a message's thread."""
        message.locator(".replies").click()
        opened = self.page.locator(".thread")
        expect(opened).to_be_visible()
        return opened

    def modal(self, title: str) -> Locator:
        """The open modal, which has this title."""
        opened = self.page.locator(".modal")
        expect(opened.locator("h2")).to_have_text(title)
        return opened

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the newest button of this name."""
        (within or self.page.locator(".main")).get_by_role("button", name=name, exact=True).last.click()

    def wait(self, how: str) -> None:
        """Move the clock: "by one hour", "by one day", "to the next nudge"."""
        button = self.page.get_by_role("button", name=f"Move the clock {how}")
        button.click()
        expect(button).not_to_have_attribute("aria-busy", "true", timeout=60_000)

    def picture(self, name: str) -> None:
        """Keep a screenshot for the README, where pictures were asked for."""
        self.picture_of(self.page, name)

    def picture_of(self, page: Page, name: str) -> None:
        """The same of another page."""
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self._pictures / f"{name}.png")
