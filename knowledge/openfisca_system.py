"""The same rules as an OpenFisca tax-benefit system, generated from the trees.

It serves OpenFisca's simulations, reforms, test format and web API, and must agree with our evaluator on every case.
A number is a pair of input variables `…_lo` and `…_hi`; a truth is one variable, NaN while it is not known. Each criterion and each
programme is a variable, which reads the others through OpenFisca. Supporters are told by their count and by whether all are unable,
not one by one. Nothing on the way of a message uses this module.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.errors import ParameterNotFoundError
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from knowledge.county import County
from knowledge.facts import Fact, FactKind, Interval, Scope, vocabulary
from knowledge.parameters.dated import ParameterSet, whole_number
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import programmes_on, rule_book
from knowledge.trees.arithmetic import Pair
from knowledge.trees.nodes import Criterion, Node, walk
from knowledge.trees.registers import RegisterFrame

MEMBER: Any = {"key": "member", "plural": "members", "label": "Member"}
LEVELS = ("household", "person")


def system_of(county: County) -> TaxBenefitSystem:
    """The tax-benefit system of a county: its parameters, the facts as inputs, criteria and programmes as variables."""
    person = Entity("person", "persons", "A person", "")
    household = GroupEntity("household", "households", "A household", "", roles=[MEMBER])
    system = TaxBenefitSystem([person, household])
    system.parameters = ParameterNode("", data=_parameters_data(county.parameters))
    entities: tuple[Any, Any] = (household, person)
    for fact in vocabulary().values():
        if fact.scope is not Scope.SUPPORTER:
            system.add_variables(*_inputs(fact, entities[fact.scope is Scope.PERSON]))
    system.add_variables(
        *(_computed(name, entities[depth], county.parameters) for name, depth in _computed_names().items())
    )
    for variable in system.variables.values():
        variable.dtype = np.float64  # single precision loses fen above 16.7 million
    return system


def variable_of(criterion: str) -> str:
    """The variable of a criterion id or of a programme's verdict: dibao.alone is dibao_alone, dibao is dibao_verdict."""
    return criterion.replace(".", "_") if "." in criterion else f"{criterion}_verdict"


def _inputs(fact: Fact, entity: Entity) -> list[type[Variable]]:
    if fact.kind is FactKind.FLAG:
        return [_variable(fact.name, entity, fact.label_zh, np.nan)]
    low, high = fact.untold
    return [
        _variable(f"{fact.name}_lo", entity, fact.label_zh, low),
        _variable(f"{fact.name}_hi", entity, fact.label_zh, high),
    ]


def _variable(name: str, entity: Entity, label: str, default: float, **attributes: Any) -> type[Variable]:
    common = {"value_type": float, "entity": entity, "definition_period": DateUnit.MONTH, "label": label}
    return type(name, (Variable,), {**common, "default_value": default, **attributes})


def _computed_names() -> dict[str, int]:
    """Every criterion and programme ever in force, with the level that it belongs to."""
    names = {variable_of(name): int(programme.unit is Unit.PERSON) for name, programme in rule_book().items()}
    for programme in rule_book().values():
        walk(
            programme.rule,
            lambda node: names.update({variable_of(node.id): node.depth}) if isinstance(node, Criterion) else None,
        )
    return names


def _computed(name: str, entity: Entity, declared: ParameterSet) -> type[Variable]:
    def formula(population: Any, period: Any, parameters: Any) -> Any:
        node = _rules_on(period).get(name)
        if node is None:
            return np.full(population.count, np.nan)
        surely, possibly = _frame(
            population.simulation, period, parameters, declared, name, LEVELS.index(entity.key)
        ).value(node)
        return np.broadcast_to(np.where(surely, 1.0, np.where(possibly, np.nan, 0.0)), (population.count,))

    return _variable(name, entity, name, np.nan, formula=formula)


def _rules_on(period: Any) -> dict[str, Node]:
    """The trees in force at the start of a period, by the name of their variable."""
    found: dict[str, Node] = {}

    def collect(node: Node) -> None:
        if isinstance(node, Criterion):
            found[variable_of(node.id)] = node

    for name, programme in programmes_on(_day(period)).items():
        if programme is not None:
            walk(programme.rule, collect)
            found[variable_of(name)] = programme.rule
    return found


def _day(period: Any) -> date:
    return date(period.start.year, period.start.month, period.start.day)


def _frame(
    simulation: Any, period: Any, parameters: Any, declared: ParameterSet, asked: str, level: int
) -> RegisterFrame:
    households, persons = (simulation.populations[name] for name in LEVELS)
    figures, today = _Figures(parameters(period), declared), float(_day(period).toordinal())
    top = _VariableFrame(_Told(households, period), figures, today, households.count)
    below = _VariableFrame(
        _Told(persons, period), figures, today, persons.count, parent=top, home=households.members_entity_id
    )
    top.read_from(households, period, asked)
    below.read_from(persons, period, asked)
    return (top, below)[level]


class _VariableFrame(RegisterFrame):
    """A register's frame that takes every criterion but the one asked for from OpenFisca."""

    def read_from(self, population: Any, period: Any, asked: str) -> None:
        """Where the other criteria are read."""
        self.source, self.period, self.asked = population, period, asked

    def value(self, node: Node) -> Pair:
        """A criterion's own variable where it is not the one being computed."""
        if isinstance(node, Criterion) and node.depth == self.depth and variable_of(node.id) != self.asked:
            told = self.source(variable_of(node.id), self.period)
            return told == 1, told != 0  # NaN is not 0: possibly
        return super().value(node)


class _Told(Mapping[str, Pair]):
    """The input variables of a population, read when a node asks for them."""

    def __init__(self, population: Any, period: Any) -> None:
        self.population, self.period = population, period

    def __getitem__(self, name: str) -> Pair:
        if vocabulary()[name].kind is FactKind.FLAG:
            told = self.population(name, self.period)
            open_ = np.isnan(told)
            return np.where(open_, 0.0, told), np.where(open_, 1.0, told)
        return self.population(f"{name}_lo", self.period), self.population(f"{name}_hi", self.period)

    def __iter__(self) -> Iterator[str]:
        return iter(vocabulary())

    def __len__(self) -> int:
        return len(vocabulary())


@dataclass(frozen=True)
class _Figure:
    interval: Interval
    codes: tuple[str, ...] | None


class _Figures(Mapping[str, _Figure]):
    """OpenFisca's parameters at one instant, as the trees take them."""

    def __init__(self, at_instant: Any, declared: ParameterSet) -> None:
        self.at_instant, self.declared = at_instant, declared

    def __getitem__(self, name: str) -> _Figure:
        parameter = self.declared[name]
        try:
            value = getattr(getattr(self.at_instant, parameter.theme), name)
        except ParameterNotFoundError:
            value = None
        codes = tuple(value) if isinstance(value, list) else None
        return _Figure(whole_number(parameter.unit, None if codes is not None else value), codes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.declared.parameters)

    def __len__(self) -> int:
        return len(self.declared.parameters)


def _parameters_data(parameters: ParameterSet) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for parameter in parameters.parameters.values():
        data.setdefault(parameter.theme, {})[parameter.name] = {
            "description": parameter.label_zh,
            "values": {value.since.isoformat(): {"value": _plain(value.value)} for value in parameter.values},
        }
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    return list(value) if isinstance(value, tuple) else float(value)
