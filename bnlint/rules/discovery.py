"""Finds the rules: every file of a rule package whose name begins with a code is one. There is no list to edit."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

from bnlint.rules.rule import FAMILIES, Rule, RuleError

GRAPH_RULES = "bnlint.graph_rules"
"""The package of the rules for graphs and checkpoints."""
CLAIMS_A_CODE = re.compile(r"bn_?\d")
RULE_FILE = re.compile(r"bn(?P<number>\d{3})_(?P<name>[a-z0-9]+(?:_[a-z0-9]+)*)")


def discover(package: str = "bnlint.rules") -> tuple[Rule, ...]:
    """The rules of `package`, sorted by code; none of their files is imported.

    Raises `RuleError` for a file whose name begins like a rule's and is not one, and for two files with one code.
    """
    rules: dict[str, Rule] = {}
    for rule in sorted(_rules(package)):
        if rule.code in rules:
            raise RuleError(f"{rules[rule.code].module} and {rule.module} both claim the code {rule.code}")
        rules[rule.code] = rule
    return tuple(rules.values())


def _rules(package: str) -> Iterator[Rule]:
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        file = module.name.rpartition(".")[2]
        if CLAIMS_A_CODE.match(file):
            yield _rule(file, module.name)


def _rule(file: str, module: str) -> Rule:
    match = RULE_FILE.fullmatch(file)
    if match is None:
        raise RuleError(f"{module}: a rule's file is named bn, three digits, and its name, like bn102_such_a_cause.py")
    code = f"BN{match['number']}"
    if f"{code[:-2]}00" not in FAMILIES:
        raise RuleError(f"{module}: {code} belongs to no family; they are {', '.join(FAMILIES)}")
    return Rule(code=code, name=match["name"].replace("_", "-"), module=module)
