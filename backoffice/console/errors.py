"""Why a page was not shown or a form not acted on. `str(error)` is for the log; `text` is for the page.

ConsoleRefusal
├── NotSignedIn         no session, or it is over
├── PasswordIsOld       the drawn password must be changed first
├── FormNotGenuine      a form without the session's CSRF token, or sent by another site's page
├── NothingHere         no such page, case or conversation, or it is not for this person
├── FieldRefused        a field of a form cannot be read
├── TooLarge            more bytes than a form has
└── TooMany             too much from one address
"""


class ConsoleRefusal(Exception):
    """Root of this edge's refusals; `unsaved` is what the person had written, given back to them."""

    status = 400
    title = "没有办成"
    text = "请返回上一页再试一次。"

    def __init__(self, message: str, *, text: str = "", unsaved: str = "") -> None:
        super().__init__(message)
        self.text = text or type(self).text
        self.unsaved = unsaved


class NotSignedIn(ConsoleRefusal):
    """Raised when a page is asked for without a session; leads to sign-in and back."""

    status = 401
    title = "登录已过期"
    text = "为了安全，长时间没有操作会自动退出。请重新登录；刚才的操作没有生效。"

    def __init__(self, *, unsaved: str = "") -> None:
        super().__init__("There is no session, or it is over.", unsaved=unsaved)


class PasswordIsOld(ConsoleRefusal):
    """Raised while a drawn password was not changed; leads to the page where it is."""

    status = 403
    title = "请先换密码"
    text = "第一次登录要先换成自己的密码。"

    def __init__(self) -> None:
        super().__init__("The drawn password must be changed first.")


class FormNotGenuine(ConsoleRefusal):
    """Raised for a form that did not come from a page of ours in this session."""

    status = 403
    title = "这个操作没有生效"
    text = "页面可能放得太久了。请返回、刷新页面，再做一次。"

    def __init__(self, *, unsaved: str = "") -> None:
        super().__init__("The form carries no valid CSRF token or comes from another site.", unsaved=unsaved)


class NothingHere(ConsoleRefusal):
    """Raised for what does not exist and, in the same words, for what is not shown to this person."""

    status = 404
    title = "找不到"
    text = "没有这一页，或者您的岗位不能看。"


class FieldRefused(ConsoleRefusal):
    """Raised when a field cannot be read; the page says what to write instead."""

    status = 422
    title = "有一处要改"
    text = "有一处没有填对，请返回修改。"


class TooLarge(ConsoleRefusal):
    """Raised when a request has more bytes than its form can have."""

    status = 413
    title = "内容太大"
    text = "内容太大，没有收下。请分开提交。"


class TooMany(ConsoleRefusal):
    """Raised when an address asks for too much; `retry_after` in seconds."""

    status = 429
    title = "请稍等一会儿"
    text = "操作太频繁了，请稍等一会儿再试。"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too much from one address; again in {retry_after} s.")
        self.retry_after = retry_after
