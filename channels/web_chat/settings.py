"""What the page must know of the office it stands for."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Hotline:
    """A number that residents may ring, with the words beside it."""

    label: str
    number: str


HOTLINES = (Hotline("政务服务热线", "12345"), Hotline("法律援助热线", "12348"))


@dataclass(frozen=True)
class WebChatSettings:
    """How the page presents itself.

    Attributes:
        county: the county's name as residents know it.
        public_url: the address under which residents open the page; https makes the cookie secure.
        account: our own side of these conversations.
        leave_url: an innocent page to which the quick exit leads.
        leave_words: what is typed instead of pressing the quick exit; such a message is not sent.
        hotlines: numbers in the page's head.
    """

    county: str
    public_url: str = "http://127.0.0.1:8000"
    account: str = "web"
    leave_url: str = "https://www.weather.com.cn/"
    leave_words: tuple[str, ...] = ("离开", "隐藏")
    hotlines: tuple[Hotline, ...] = HOTLINES

    @property
    def is_secure(self) -> bool:
        """Whether residents come over https."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def origin(self) -> str:
        """Scheme and host of the page."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def leave_origin(self) -> str:
        """Scheme and host of the innocent page."""
        parts = urlsplit(self.leave_url)
        return f"{parts.scheme}://{parts.netloc}"
