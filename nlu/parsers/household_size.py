"""How many people live in the household: a number, or the kin counted (我和老婆带俩娃还有老娘 are five)."""

import re

from nlu.normalise import normalise
from nlu.parsers.numerals import NUMBER, whole_number
from nlu.parsers.question import QuestionContext

_MOST = 30
_NUMERALS = "0-9一二两三四五六七八九十俩仨"
_N = rf"(?P<number>{NUMBER}|[俩仨])"
_PEOPLE = r"(?:口子?人?|号人|名|位|个人|人|个(?=$|[,。!一吧了的]))"
_TOTALS = (
    re.compile(r"我[和跟同与][^0-9一二两三四五六七八九,、]{1,4}(?P<number>[俩仨])(?:个?人)?$"),
    re.compile(rf"(?:加上?|连)(?:我|本人|自己|老人|孩子|父母)(?:在内|一起)?(?:一共|总共|是|有|共)?{_N}{_PEOPLE}?"),
    re.compile(
        rf"(?:一共|总共|合计|共|全家|加起来|拢共|总计)(?:是|有|就|住)?(?:着)?{_N}{_PEOPLE}?(?!岁|年|月|块|元|套|间)"
    ),
    re.compile(
        rf"(?<!老)(?<!(?<!小)小)(?![两俩2]口子|[一1]个人(?:带|拉扯|养|领|拖)){_N}(?:口子?人?|号人|个人|人)(?!工)"
    ),
)
_WITHOUT_SELF = re.compile(
    rf"(?:不算|不包括|不含|没算|除了|除开|除去)(?:我|本人|自己)(?:自己|本人)?(?:之?外|以外)?,?(?:家里|一共|总共|还|剩|有|就)*{_N}{_PEOPLE}?(?![岁年月块元])"
)
_SUM_OF_GROUPS = re.compile(
    r"(?:[^,、加和跟与]*?家)(?P<theirs>[一二两三四五六七八九]|[1-9])口人?,?(?:加上?|和|跟|与)(?=我)"
)
_BARE = re.compile(
    rf"(?:就|有|是|大概|只有|现在|家里|我家|我们家|我们|咱家|目前|住着|的|还有|剩)*{_N}{_PEOPLE}?(?:吧|了|的)*"
)
_NOTE = re.compile(rf"(?<=[口人个])[,。;][^{_NUMERALS}加和跟]*$")
_ALONE = re.compile(
    r"(?:现在|家里|我家|目前|就|只有|只|剩下|剩|是)*(?:我|本人|俺|自己)?(?:自己)?(?:一|1)?个?(?:人|一个人)?"
    r"(?:在家|过|住|生活|过日子|一人|独居|吃饱全家不饿)*(?:吧|了|的)?"
)
_ALONE_WORDS = re.compile(
    r"独居|单身一人|光棍|孤身|孤老|孤寡|孤人|就我一个|只有我|就剩我(?!们|和|跟)|我一个人(?!带)|就我自(?:己|个儿?)|^单身(?:汉|一人|一个)?$|单独一人|无儿无女|(?:就|只有|只剩|剩)我(?=$|[,。])|^自己$|^我$|^本人$"
)
_PET = re.compile(r"[和跟与]?(?:一|两|几)?[只条]?(?:猫|狗|小狗|小猫)$")
_REALLY = re.compile(
    rf"(?:实际|其实|真正|现在|如今|眼下|还?剩下?|只剩)(?:上|住|在家|吃饭|只有|就|的|是)*{NUMBER}{_PEOPLE}"
)
_PARTED = re.compile(r"(?:离婚|离异|离了|丧偶)(?:了|后)?,?(?:我|自己|一个人)*(?=带|拉扯|养|跟)")
_GONE = re.compile(
    r"分户|分家|分出|嫁(?:出去|了|走|人)|去世|过世|走了|不在了|死了|离婚|离了|搬(?:出|走)|没了|户口(?:迁|不在)|不住(?:一起|在一起|这)|分开住|单过|另过"
)

_NUMBER_BEHIND = re.compile(
    rf"(?:大人|大){_N}个?[,、和加]?(?:小孩|孩子|娃|小)(?P<children>{NUMBER}|[俩仨])个?".replace(
        "?P<number>", "?P<adults>"
    )
    + rf"|(?P<big>{NUMBER})大(?P<small>{NUMBER})小"
)

# Groups that hold the resident too, and how many they are; {n} where the number is said.
_WITH_SELF: tuple[tuple[str, int], ...] = (
    (
        r"我们?(?:俩|两个|两口子|二人)|老两口|两口子|小两口|夫妻俩|夫妻二人|夫妻两个人?|夫妇俩|夫妇|夫妻|两夫妻|俩口子|两公婆|老夫老妻",
        2,
    ),
    (
        r"(?:娘|爷|母女|母子|父女|父子|爷孙|祖孙|奶孙|婆孙|兄弟|姐妹|兄妹|姐弟|姊妹|师徒|孤儿寡母|父|母|婆媳)(?:俩|两个?人?)",
        2,
    ),
    (
        r"(?:娘|爷|母女|母子|父女|父子|爷孙|祖孙|兄弟|弟兄|姐妹|兄妹|姐弟|姊妹|孤儿寡母)(?:仨|三个?人?)|我们(?:仨|三个)",
        3,
    ),
)
_PAIRS = (
    r"爸妈|父母|爹娘|爹妈|爸爸妈妈|老爸老妈|公婆|公公婆婆|爷爷奶奶|外公外婆|姥姥姥爷|岳父岳母|岳父母|丈人丈母|"
    r"儿子儿媳妇?|一儿一女|一男一女|儿女双全|双胞胎"
)
_KIN = (
    r"[长次三][子女]|大宝|二宝|三宝|小宝|老大|老二|老三|老婆|老公|媳妇(?:儿(?!子|女))?|妻子|丈夫|爱人|老伴|对象|堂客|婆娘|老头子?|老太婆|"
    r"儿媳妇?|儿子|女儿|闺女|姑娘|丫头|男孩|女孩|小子|孩子|小孩|娃娃|娃儿|娃|崽|宝宝|孙子|孙女|外孙女?|孙儿|小家伙|小朋友|学生|"
    r"爸爸?|父亲|老爹|爹|老爸|妈妈?|母亲|老娘|娘|老妈|公公|婆婆|岳父|岳母|丈人|丈母娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|继父|继母|"
    r"哥哥?|弟弟?|姐姐?|妹妹?|叔叔?|伯伯|姑姑|舅舅|姨妈?|侄子|侄女|外甥|女婿|嫂子|老人|亲戚|保姆|奶孙"
)
_COUNTED_KIN = re.compile(
    rf"(?:(?P<n>[一二两三四五六七八九俩仨]|[1-9])个?)?(?:小|大|老|亲|我的?|他的?)?(?P<kin>{_PAIRS}|{_KIN})(?P<after>俩|仨|[两三四五]个)?"
)
_CHILD_PAIR = re.compile(r"([一二两三四]|[1-4])儿([一二两三四]|[1-4])女")
_ADULTS_AND_CHILDREN = re.compile(
    rf"(?P<adults>{NUMBER})个?(?:大人|成年人|老人|老的)[^0-9一二两三四五六七八九俩仨]{{0,3}}(?P<children>{NUMBER})个?(?:小孩|孩子|娃|未成年|小的|小人)"
)
_SELF = re.compile(rf"我(?!(?:的)?(?:{_PAIRS}|{_KIN})|家|们|屋|屋头)|本人|自己|俺|^(?:和|跟|带|同|与)|带着")


_OUTRIGHT = re.compile(r"[0-9一二两三四五六七八九十]口|(?:就|只)(?:有|剩)?我们?[0-9一二两三四五六七八九十]个")


def counts_outright(text: str) -> bool:
    """Whether a message says how many a household is, whatever was asked (5口, 就我1个)."""
    return _OUTRIGHT.search(normalise(text).text) is not None


def parse(text: str, question: QuestionContext) -> int | None:
    """Members of the household with the resident, 1 to 30. Who moved out, married or died is not counted.

    Kin listed without 我 are the resident's, who is added; one of them told alone leaves open who else lives there: None.
    """
    said = re.sub(r"\s", "", normalise(text).text)
    whole = _PET.sub("", re.sub(r"[,。!?、]+$", "", said))
    lived = _REALLY.search(whole)
    whole = whole[lived.start() :] if lived else whole
    stated = _stated(whole)
    number = stated if stated is not None else _counted(whole)
    return number if number is not None and 1 <= number <= _MOST else None


def members_listed(text: str) -> tuple[str, ...]:
    """The others of the household as somebody listed them, in their words (老婆, 俩娃); empty where a number was said.

    Only where every listed word was counted one by one, so that saying them back says how the number came about.
    """
    said = re.sub(r"\s", "", normalise(text).text)
    whole = _PET.sub("", re.sub(r"[,。!?、]+$", "", said))
    if _REALLY.search(whole) or _stated(whole) is not None or _GONE.search(whole) or _counted(whole) is None:
        return ()
    if _group_with_self(whole)[0] or _CHILD_PAIR.search(whole):
        return ()
    return tuple(found.group().removeprefix("我的").removeprefix("我") for found in _COUNTED_KIN.finditer(whole))


def _stated(said: str) -> int | None:
    if _ALONE_WORDS.search(said) or (said and _ALONE.fullmatch(said) and re.search("我|人|自己|独", said)):
        return 1
    without = _WITHOUT_SELF.search(said)
    if without:
        number = whole_number(without.group("number"))
        return None if number is None else number + 1
    behind = _NUMBER_BEHIND.fullmatch(said)
    if behind:
        adults = whole_number(behind.group("adults") or behind.group("big"))
        children = whole_number(behind.group("children") or behind.group("small"))
        return None if adults is None or children is None else adults + children
    groups = _SUM_OF_GROUPS.match(said)
    if groups:
        ours = _counted(said[groups.end() :]) or 1
        theirs = whole_number(groups.group("theirs"))
        return None if theirs is None else ours + theirs
    pairs = _ADULTS_AND_CHILDREN.search(said)
    if pairs and "大人" in said:
        adults, children = whole_number(pairs.group("adults")), whole_number(pairs.group("children"))
        return None if adults is None or children is None else adults + children
    for pattern in _TOTALS:
        numbers = {whole_number(found.group("number")) for found in pattern.finditer(said)}
        if numbers:
            return numbers.pop() if len(numbers) == 1 else None
    bare = _BARE.fullmatch(said) or _BARE.fullmatch(_NOTE.sub("", said))
    return whole_number(bare.group("number")) if bare else None


def _counted(said: str) -> int | None:
    clauses = [clause for clause in re.split(r"[,。;!]", _PARTED.sub("", said)) if clause]
    present = [clause for clause in clauses if not _GONE.search(clause)]
    if len(present) < len(clauses) and present and _ALONE.fullmatch("".join(present)):
        return 1
    listed = "、".join(present)
    group, rest = _group_with_self(listed)
    children = sum(_figure(a) + _figure(b) for a, b in _CHILD_PAIR.findall(rest))
    kin = [_how_many(found) for found in _COUNTED_KIN.finditer(_CHILD_PAIR.sub("", rest))]
    others = children + sum(kin)
    if group:
        return group + others
    if others == 0:
        return None
    if not _SELF.search(listed) and len(kin) == 1:
        return None
    return others + 1


def _group_with_self(said: str) -> tuple[int, str]:
    for pattern, number in _WITH_SELF:
        found = re.search(pattern, said)
        if found:
            return number, said.replace(found.group(), "", 1)
    return 0, said


def _how_many(found: re.Match[str]) -> int:
    kin = found.group("kin")
    if re.fullmatch(_PAIRS, kin):
        return 2
    return _figure(found.group("n") or (found.group("after") or "一")[0])


def _figure(numeral: str) -> int:
    return whole_number(numeral) or 1
