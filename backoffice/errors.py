"""What can go wrong in the back office. `str(error)` is for the log; `error.text` is the Chinese line for staff.

BackOfficeError
├── UnknownDraft            no draft has that id
├── DraftClosed             the draft was filed or dropped and takes no more answers from a resident
├── ConsentMissing          an application that needs consent was filed without it
├── PersonalFactNotText     a personal fact was written with something that is not text
├── UnknownCase             no case has that id
├── NoSuchStep              the process has no such step from the present stage
├── UnknownPaper            the case needs no such paper
├── NoPapersMissing         the resident was to be asked for papers, and none is missing
├── PeriodNotOver           a period that must run out, such as a public notice, is not over
├── TakenByAnother          a colleague already works on the case
├── DangerOpen              a conversation was handed back although nobody wrote down that its danger is over
├── NotAllowed              the roles of a staff member do not allow the command
│   └── NotShown            … and do not even show what it is about: pages answer as if it were not there
├── ReceiptsExhausted       no free receipt number was found
├── ProcessFileError        a process file contradicts itself
├── PersonalValueInAudit    something that may be personal was about to enter the audit log
├── CardFileError           the header of a card roll cannot be used
├── OnCallFileError         the list of the people on call cannot be used
├── StationFileError        the file is not a directory of stations
├── UnknownCard             no card has that id
├── UnknownUnclearMessage   no unclear message with that id waits to be judged
└── StaffError
    ├── UnknownStaff        no staff account has that id
    ├── UsernameTaken       the user name is in use
    ├── LastAdministrator   the change would leave nobody who can manage accounts
    ├── NobodySeesDanger    the change would leave nobody to whom people in danger are shown
    └── WeakPassword        the new password is too short or too plain
"""

from datetime import date
from pathlib import Path


class BackOfficeError(Exception):
    """Root of this room's errors."""

    text = "操作没有成功，请刷新后再试。"

    def __init__(self, message: str, text: str | None = None) -> None:
        super().__init__(message)
        if text is not None:
            self.text = text


class UnknownDraft(BackOfficeError):
    """Raised when an id names no draft."""

    def __init__(self, draft_id: str) -> None:
        super().__init__(f"There is no draft {draft_id}; it may have expired.", "找不到这份草稿，可能已经过期。")


class DraftClosed(BackOfficeError):
    """Raised when a filed or dropped draft is written to; a filed one is changed by staff only."""

    def __init__(self, draft_id: str, stage: str) -> None:
        super().__init__(f"Draft {draft_id} is {stage}; open a new one, or let staff change the filed facts.")
        self.text = "这份草稿已经提交或作废，不能再改。"


class DangerOpen(BackOfficeError):
    """Raised when a conversation in danger is handed back; settle the danger, or hand it back with the danger open."""

    text = "险情还没有解除，没有交还。请先写明人怎么安全的，或者选“带着险情交还”。"

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"The danger of conversation {conversation_id} is open; say whether to hand it back with it.")


class OnCallFileError(BackOfficeError):
    """Raised when the list of the people on call is missing or malformed."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The list of the people on call {path} {why}. ASSISTANT_ON_CALL_FILE names it.")


class ConsentMissing(BackOfficeError):
    """Raised on filing without the consent that the process asks for; ask the resident and call `give_consent`."""

    def __init__(self, draft_id: str) -> None:
        super().__init__(f"Draft {draft_id} cannot be filed: consent was not given. Ask for it first.")
        self.text = "申请人还没有同意授权，不能提交。"


class PersonalFactNotText(BackOfficeError):
    """Raised when a personal fact is not text; the vault keeps text only."""

    def __init__(self, fact: str) -> None:
        super().__init__(f"Fact '{fact}' is personal and must be text.", f"“{fact}”只能填文字。")


class UnknownCase(BackOfficeError):
    """Raised when an id names no case."""

    def __init__(self, case_id: int) -> None:
        super().__init__(f"There is no case {case_id}.", "找不到这个案件。")


class NoSuchStep(BackOfficeError):
    """Raised when a case is moved to a stage that its process does not lead to from where it stands."""

    def __init__(self, case_id: int, stage: str, to: str, allowed: tuple[str, ...]) -> None:
        ways = ", ".join(allowed) or "none: the case is closed"
        super().__init__(f"Case {case_id} stands at '{stage}' and cannot go to '{to}'; possible: {ways}.")
        self.text = "案件现在的环节不能这样流转，请刷新页面查看最新进度。"


class UnknownPaper(BackOfficeError):
    """Raised when a paper is named that the case does not need; its list may have changed with an answer."""

    def __init__(self, case_id: int, paper_id: int) -> None:
        super().__init__(f"Case {case_id} needs no paper {paper_id}.", "材料清单已经变了，请刷新后再试。")


class NoPapersMissing(BackOfficeError):
    """Raised when the resident is to be asked for papers and none is missing."""

    def __init__(self, case_id: int) -> None:
        super().__init__(f"No paper of case {case_id} is missing.", "没有缺的材料，不用再要。")


class PeriodNotOver(BackOfficeError):
    """Raised when a case would leave a stage whose period has not run out; it can still be withdrawn or sent back."""

    def __init__(self, case_id: int, until: date) -> None:
        super().__init__(f"Case {case_id} must stay in its stage until the end of {until.isoformat()}.")
        self.text = f"公示等期限未满，{until.month}月{until.day}日期满后才能进入下一环节。"
        self.until = until


class TakenByAnother(BackOfficeError):
    """Raised on claiming a case that a colleague has; transfer it instead."""

    def __init__(self, case_id: int, holder: str) -> None:
        super().__init__(f"Case {case_id} is already with staff {holder}; ask for a transfer.")
        self.text = "这个案件已由同事办理，如需接手请转办。"
        self.holder = holder


class NotAllowed(BackOfficeError):
    """Raised when none of a person's roles allows a command or the sight of a case."""

    def __init__(self, staff_id: str, command: str) -> None:
        super().__init__(f"Staff {staff_id} may not '{command}'; an administrator can change the roles.")
        self.text = "您的岗位没有这项权限，需要时请联系管理员。"


class NotShown(NotAllowed):
    """Raised when a case or draft is not for a person at all; whoever asks is told the same as of one that is not."""


class ReceiptsExhausted(BackOfficeError):
    """Raised when every receipt number that was drawn is taken, which chance alone does not explain."""

    def __init__(self, prefix: str, tries: int) -> None:
        super().__init__(f"No free receipt number for '{prefix}' in {tries} draws; check the source of randomness.")


class ProcessFileError(BackOfficeError):
    """Raised while processes are loaded: a stage or role that does not exist, or a missing entry."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}. Correct the process file.")


class PersonalValueInAudit(BackOfficeError):
    """Raised when an audit detail is not a code or a small number: names and numbers of people stay out of the log."""

    def __init__(self, action: str, key: str) -> None:
        super().__init__(f"Audit of '{action}': detail '{key}' must be a short ASCII code without long digit runs.")


class CardFileError(BackOfficeError):
    """Raised when a card roll cannot be read at all; nothing was imported."""

    def __init__(self, what: str, text: str) -> None:
        super().__init__(f"The card roll cannot be read: {what}. Export it again as CSV with the named columns.", text)


class StationFileError(BackOfficeError):
    """Raised when a directory of stations cannot be read at all; nothing was loaded."""

    def __init__(self, what: str, text: str) -> None:
        super().__init__(f"The directory cannot be read: {what}. Export it as CSV with the named columns.", text)


class UnknownCard(BackOfficeError):
    """Raised when an id names no card."""

    def __init__(self, card_id: int) -> None:
        super().__init__(f"There is no card {card_id}.", "找不到这张法律援助卡。")


class UnknownUnclearMessage(BackOfficeError):
    """Raised when a message that is to be judged does not wait any more: a colleague judged it, or it was forgotten."""

    def __init__(self, message_id: int) -> None:
        super().__init__(f"No unclear message {message_id} waits to be judged.", "这句话已经有人看过了。")


class StaffError(BackOfficeError):
    """Root of what can go wrong with staff accounts."""


class UnknownStaff(StaffError):
    """Raised when an id names no account."""

    def __init__(self, staff_id: str) -> None:
        super().__init__(f"There is no staff account {staff_id}.", "找不到这个工作人员账号。")


class UsernameTaken(StaffError):
    """Raised when an account is added under a user name that exists."""

    def __init__(self, username: str) -> None:
        super().__init__(f"The user name '{username}' is in use; choose another.", "这个用户名已经有人用了。")


class LastAdministrator(StaffError):
    """Raised when a change would leave no active administrator; name another one first."""

    def __init__(self, staff_id: str) -> None:
        super().__init__(f"Staff {staff_id} is the last active administrator; name another one first.")
        self.text = "这是最后一个管理员，请先设置另一位管理员。"


class NobodySeesDanger(StaffError):
    """Raised when a change would leave nobody who sees people in danger; name somebody else first."""

    def __init__(self, staff_id: str) -> None:
        super().__init__(f"Staff {staff_id} is the last who sees people in danger; name somebody else first.")
        self.text = "这是最后一个能看有危险的人的账号，请先指定另一位同事。"


class WeakPassword(StaffError):
    """Raised when a new password can be guessed."""

    def __init__(self, text: str) -> None:
        super().__init__("The new password is too short or too plain.", text)
