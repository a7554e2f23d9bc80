"""What Twilio's error codes mean to us; the reasons are for staff.

Source: https://www.twilio.com/docs/api/errors, the codes that a text message can meet.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Meaning:
    """What a code means: `no` for good, `later`, `ours` (our account needs care), `stop` (they opted out)."""

    kind: Literal["no", "later", "ours", "stop"]
    reason: str


CODES: dict[str, Meaning] = {
    "20003": Meaning("ours", "短信账号的密钥不对，请管理员检查"),
    "20404": Meaning("ours", "短信账号不存在，请管理员检查"),
    "20429": Meaning("later", "短信平台繁忙"),
    "21211": Meaning("no", "对方号码不是有效的手机号"),
    "21408": Meaning("ours", "短信账号没有开通该地区，请管理员检查"),
    "21602": Meaning("no", "短信没有内容"),
    "21603": Meaning("ours", "发送号码没有设置，请管理员检查"),
    "21606": Meaning("ours", "发送号码不能发短信，请管理员检查"),
    "21610": Meaning("stop", "对方已退订短信"),
    "21611": Meaning("later", "发送号码排队已满"),
    "21612": Meaning("no", "运营商不支持向该号码发送"),
    "21614": Meaning("no", "对方号码不是手机号"),
    "21617": Meaning("no", "短信太长"),
    "21635": Meaning("no", "对方是固定电话，收不到短信"),
    "21656": Meaning("ours", "短信模板变量有误，请管理员检查"),
    "21659": Meaning("ours", "发送号码不属于短信平台，请管理员检查"),
    "21660": Meaning("ours", "发送号码不属于本账号，请管理员检查"),
    "30001": Meaning("later", "短信平台排队已满"),
    "30002": Meaning("ours", "短信账号被停用，请管理员检查"),
    "30003": Meaning("later", "对方手机关机或不在服务区"),
    "30004": Meaning("no", "对方手机或运营商拒收"),
    "30005": Meaning("no", "对方号码是空号或已停用"),
    "30006": Meaning("no", "对方是固定电话或运营商无法到达"),
    "30007": Meaning("no", "被运营商当作垃圾短信拦截"),
    "30008": Meaning("later", "运营商没有说明原因"),
    "30009": Meaning("later", "长短信缺了一段"),
    "30010": Meaning("no", "超过账号的单条价格上限"),
    "30017": Meaning("later", "运营商网络拥堵"),
    "30022": Meaning("later", "超过运营商的发送速度"),
    "30034": Meaning("ours", "发送号码没有登记，请管理员检查"),
    "30036": Meaning("later", "短信过了有效期仍未送达"),
    "30410": Meaning("later", "运营商超时"),
}
