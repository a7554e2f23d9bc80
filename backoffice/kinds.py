"""Kinds of drafts, and of the cases that they become: each aid of social assistance, legal aid, and what is asked besides."""

from typing import Final, Literal, get_args

#: What a household or a person applies for; named as knowledge names its programmes.
Aid = Literal[
    "dibao",
    "dibao_edge",
    "rigid_expenditure",
    "tekun",
    "medical",
    "education",
    "rental_housing",
    "house_renovation",
    "employment",
    "temporary",
    "price_subsidy",
    "disability_living",
    "disability_nursing",
]
#: What is asked of the office besides an aid (办事请求): no rule decides it, a person does.
Request = Literal["household_change", "objection", "complaint", "dangerous_house", "home_visit"]

#: What the holder of a legal-aid card asks for: a new one for one that expired or broke, or for one that was lost.
CardService = Literal["card_renewal", "card_loss"]

DraftKind = Literal[Aid, Request, CardService, "legal_aid_card", "legal_help", "legal_join"]
CaseKind = Literal[Aid, Request, CardService, "legal_aid", "legal_aid_card"]

AIDS: Final[tuple[Aid, ...]] = get_args(Aid)
REQUESTS: Final[tuple[Request, ...]] = get_args(Request)
CARD_SERVICES: Final[tuple[CardService, ...]] = get_args(CardService)

CASE_OF_DRAFT: Final[dict[str, CaseKind]] = {
    **{kind: kind for kind in (*AIDS, *REQUESTS, *CARD_SERVICES)},
    "legal_help": "legal_aid",
    "legal_join": "legal_aid",
    "legal_aid_card": "legal_aid_card",
}
