"""Who applies, and how and where to find them: asked late, and of everybody in the same words."""

from collections.abc import Mapping
from dataclasses import replace

from actions.questions.question import Choice, FactQuestion

FOR_WHOM = FactQuestion(
    fact="for_whom",
    slot="choice",
    text="question.for_whom",
    label="fact.for_whom",
    choices=(Choice("self", "self"), Choice("family", "family")),
    must=True,
)
#: The same where the rules look at one person: who writes may not be the one who gets it.
FOR_WHICH_PERSON = replace(FOR_WHOM, text="question.for_which_person")
NAME = FactQuestion("name", "person_name", "question.name", "fact.name", must=True)
CONTACT_NAME = FactQuestion("contact_name", "person_name", "question.contact_name", "fact.contact_name")
VILLAGE = FactQuestion("village", "place", "question.village", "fact.village")
ID_NUMBER = FactQuestion("id_number", "id_number", "question.id_number", "fact.id_number")

#: Stands for the number that the resident writes from; the number itself is filled in when the answer is kept.
THIS_NUMBER = "this"


def phone(on_phone: bool) -> FactQuestion:
    """The telephone; who writes from one may say that it is that one."""
    this = (Choice("this", THIS_NUMBER),) if on_phone else ()
    return FactQuestion("phone", "phone", "question.phone", "fact.phone", choices=this)


#: Name of the fact that consent is.
CONSENT = "consent"


def consent(text: str, variables: Mapping[str, str]) -> FactQuestion:
    """Consent to hand the answers over, asked for each kind of draft with its own purpose (PIPL Art. 14, 29).

    Only its own words or a bare yes or no answer it: no other sentence may be taken for consent.

    Args:
        text: the end of the id of the registered question.
    """
    return FactQuestion(
        fact=CONSENT,
        slot="choice",
        text=f"consent.{text}",
        label="fact.consent",
        variables=variables,
        choices=(Choice("agree", True, said_by="yes"), Choice("refuse", False, said_by="no")),
        must=True,
    )
