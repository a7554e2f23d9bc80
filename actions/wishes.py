"""What a resident may want, as a choice that can be picked."""

from collections.abc import Mapping

from bot.dialogue.texts import Pick, Texts
from conversations.messages import Guess

#: The step that an act leads to, for the acts that can be offered as a choice. Never `stop`: a stray "1" must not
#: silence the office.
STEP_OF_ACT: Mapping[str, str] = {
    "ask_eligibility": "action_eligibility",
    "ask_amount": "action_eligibility",
    "ask_documents": "action_papers",
    "ask_procedure": "action_policy",
    "apply": "action_apply",
    "request_legal_help": "action_legal_help",
    "check_status": "action_status",
    "report_change": "action_report_change",
    "complain_or_appeal": "action_complain",
    "danger": "action_danger",
    "human": "action_person",
    "help": "action_help",
}


def pick_of(guess: Guess, texts: Texts) -> Pick | None:
    """The choice that stands for a reading; none for an act that cannot be offered."""
    step = STEP_OF_ACT.get(guess.act)
    if step is None:
        return None
    topic = "general" if guess.topic == "none" else guess.topic
    named = f"guess.{guess.act}"
    words = {"topic": texts.phrase(f"topic.{topic}")} if "{topic}" in texts.phrases[named] else {}
    return Pick(named, {"step": step, "act": guess.act, "topic": guess.topic, "matter": guess.matter}, words=words)
