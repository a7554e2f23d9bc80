"""How house renovation goes: papers, the grading of the house, two public notices, approval, building, acceptance."""

from datetime import date

from knowledge.programmes.programme import Document, Step
from knowledge.programmes.rental_housing import without_home
from knowledge.trees.nodes import household, yes

ZJ_HSE = date(2020, 9, 24)


def documents() -> tuple[Document, ...]:
    """Application, identity and status, the report on the house, the right to the land, photographs and quotation."""
    return (
        Document(law="RHR", label_zh="申请书", told_here=True),
        Document(law="RHR", label_zh="身份证、户口簿和低保、特困等证明", office_looks_up=True),
        Document(law="RHR; ZJ-HSE 19", label_zh="房屋安全鉴定报告", when=~without_home()),
        Document(law="RHR", label_zh="宅基地手续"),
        Document(law="S1; RHR", label_zh="改造前的照片、施工报价"),
    )


def procedure() -> tuple[Step, ...]:
    """Village, township, county; then building, acceptance and the last payment."""
    return (
        *_assessment(),
        Step(law="S1; RHR", id="house.apply", body_zh="村委会", label_zh="申请，村里评议"),
        Step(
            law="S1; RHR", id="house.publish_village", body_zh="村委会", label_zh="村里公示", limit="danger_publicity"
        ),
        Step(law="S1; RHR", id="house.visit", body_zh="乡镇", label_zh="入户核查"),
        Step(law="S1; RHR", id="house.publish_township", body_zh="乡镇", label_zh="乡镇公示", limit="danger_publicity"),
        Step(law="S1; RHR", id="house.approve", body_zh="县住建部门", label_zh="审批，定改造方式和补助金额"),
        Step(law="S1; RHR", id="house.build", body_zh="农户", label_zh="动工，补助按进度分次拨付"),
        Step(law="S1; RHR", id="house.accept", body_zh="县住建部门", label_zh="竣工验收"),
        Step(law="S1; RHR", id="house.pay", body_zh="县财政部门", label_zh="拨付最后一笔补助"),
    )


def _assessment() -> tuple[Step, ...]:
    """The house is graded by an assessor whom the owner orders, or in danger the office; urgent and complex cases have their own times."""
    assessor, law = "房屋鉴定机构", "ZJ-HSE 15; ZJ-HSE 19"
    return (
        Step(
            law=law,
            since=ZJ_HSE,
            id="house.assess",
            body_zh=assessor,
            label_zh="鉴定危险等级",
            limit="danger_assessment_deadline",
        ),
        Step(
            law=law,
            since=ZJ_HSE,
            id="house.assess_urgent",
            body_zh=assessor,
            label_zh="情况紧急的鉴定",
            limit="danger_assessment_urgent",
            when=yes(household("disaster_damaged_house")),
        ),
        Step(
            law=law,
            since=ZJ_HSE,
            id="house.assess_complex",
            body_zh=assessor,
            label_zh="情况复杂的，先出阶段意见，再出最终报告",
            limit="danger_assessment_complex_stage",
            alarm="danger_assessment_complex",
        ),
    )
