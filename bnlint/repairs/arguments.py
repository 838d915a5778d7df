"""Gives calls other arguments."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from bnlint.findings.repair import (
    AddCollection,
    Feed,
    GiveArgument,
    LeaveOut,
    Name,
    NameArgument,
    Replace,
    TakeParameter,
    Value,
)
from bnlint.repairs.errors import CannotRepair
from bnlint.repairs.spelling import read_of, written
from bnlint.repairs.tree import Tree, descendants, dotted, is_bound

_DEEPER = "    "
_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def give_argument(tree: Tree, change: GiveArgument) -> cst.Module:
    """The call with the argument, by name: in place of one of that name, or as the last."""
    call = tree.at(change.call, cst.Call)
    _check_known(tree, call, change.value)
    value = cst.parse_expression(written(change.value))
    if change.inside is None:
        return tree.replaced(call, _given(call, change.keyword, value))
    held = _keyword(call, change.inside) or _default(tree, call, change.inside)
    if held is None:
        entries = cst.parse_expression(f'{{"{change.keyword}": {written(change.value)}}}')
        return tree.replaced(call, _given(call, change.inside, entries))
    known = _assigned(tree, held.value) if isinstance(held.value, cst.Name) else held.value
    if isinstance(known, cst.Dict):
        return tree.replaced(known, _with_entry(known, change.keyword, value))
    if isinstance(known, cst.Call) and dotted(known.func) == "dict":
        return tree.replaced(known, _given(known, change.keyword, value))
    raise CannotRepair(f"`{change.inside}` is made elsewhere")


def leave_out(tree: Tree, change: LeaveOut) -> cst.Module:
    """The call without the argument."""
    call = tree.at(change.call, cst.Call)
    given = _keyword(call, change.keyword)
    if given is None and change.position is not None and change.position < len(call.args):
        given = call.args[change.position]
        behind = call.args[change.position + 1 :]
        if given.keyword is not None or given.star or any(other.keyword is None for other in behind):
            given = None
    if given is None:
        raise CannotRepair(f"`{change.keyword}` is not given here")
    return tree.replaced(call, _without(call, given))


def name_argument(tree: Tree, change: NameArgument) -> cst.Module:
    """The argument by its name, where none by position follows."""
    given = tree.parent(tree.at(change.argument, cst.BaseExpression))  # type: ignore[type-abstract]
    call = tree.parent(given)
    if not isinstance(given, cst.Arg) or not isinstance(call, cst.Call) or given.star:
        raise CannotRepair("it is no argument")
    if _keyword(call, change.keyword) is not None:
        raise CannotRepair(f"`{change.keyword}` is given already")
    behind = call.args[call.args.index(given) + 1 :]
    if any(other.keyword is None for other in behind):
        raise CannotRepair("others follow by position")
    return tree.replaced(given, given.with_changes(keyword=cst.Name(change.keyword), equal=_TIGHT))


def add_collection(tree: Tree, change: AddCollection) -> cst.Module:
    """What the collection holds, added to the list; no list at all where that is written as empty."""
    call = tree.at(change.call, cst.Call)
    given = _keyword(call, change.keyword)
    if given is None:
        raise CannotRepair(f"`{change.keyword}` is not given by name")
    listed = given.value
    if isinstance(listed, (cst.List, cst.Tuple)) and not listed.elements:
        return tree.replaced(call, _without(call, given))
    held = tree.code(listed) if isinstance(listed, cst.List) else f"list({tree.code(listed)})"
    both = cst.parse_expression(f"{held} + {read_of(tree.tensorflow, change.collection)}")
    return tree.replaced(listed, both)


def replace(tree: Tree, change: Replace) -> cst.Module:
    """The other value in place of the expression."""
    expression = tree.at(change.expression, cst.BaseExpression)  # type: ignore[type-abstract]
    _check_known(tree, expression, change.value)
    text = written(change.value)
    for outer in tree.around(expression):
        if isinstance(outer, cst.Assign) and any(dotted(target.target) == text for target in outer.targets):
            raise CannotRepair(f"`{text}` gets its value here")
    return tree.replaced(expression, cst.parse_expression(written(change.value)))


def feed(tree: Tree, change: Feed) -> cst.Module:
    """The run with one more entry in what it feeds."""
    call = tree.at(change.run, cst.Call)
    _check_known(tree, call, change.tensor)
    name = ".".join(change.tensor.parts)
    key, value = cst.parse_expression(name), cst.parse_expression(written(change.value))
    given = _keyword(call, "feed_dict")
    if given is None and len(call.args) > 1 and call.args[1].keyword is None:
        given = call.args[1]
    if given is None:
        return tree.replaced(call, _given(call, "feed_dict", cst.Dict([cst.DictElement(key, value)])))
    fed = given.value
    if not isinstance(fed, cst.Dict):
        before = cst.StarredDictElement(fed, comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
        return tree.replaced(fed, cst.Dict([before, cst.DictElement(key, value)]))
    for entry in fed.elements:
        if isinstance(entry, cst.DictElement) and dotted(entry.key) == name:
            return tree.replaced(entry.value, value)
    return tree.replaced(fed, _with_element(fed, cst.DictElement(key, value)))


def take_parameter(tree: Tree, change: TakeParameter) -> cst.Module:
    """The function with one more parameter, which has a default."""
    function = tree.function_at(change.line)
    known = function.params
    every = (*known.posonly_params, *known.params, *known.kwonly_params)
    if any(parameter.name.value == change.parameter for parameter in every):
        raise CannotRepair(f"the function has a parameter `{change.parameter}`")
    added = cst.Param(cst.Name(change.parameter), default=cst.parse_expression(written(change.default)), equal=_TIGHT)
    if isinstance(known.star_arg, cst.Param):
        return tree.replaced(known, known.with_changes(kwonly_params=_appended(known.kwonly_params, added)))
    if known.kwonly_params:
        return tree.replaced(known, known.with_changes(kwonly_params=_appended(known.kwonly_params, added)))
    return tree.replaced(known, known.with_changes(params=_appended(known.params, added)))


def _appended(parameters: Sequence[cst.Param], added: cst.Param) -> list[cst.Param]:
    if not parameters:
        return [added]
    last = parameters[-1]
    space = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return [*parameters[:-1], last.with_changes(comma=space), added.with_changes(comma=last.comma)]


def _check_known(tree: Tree, node: cst.CSTNode, value: Value) -> None:
    """Whether a name is bound in the functions around the node, or at the top of the file, or is about to be."""
    if not isinstance(value, Name):
        return
    if not any(is_bound(function, value.parts[0]) for function in tree.functions_around(node)):
        raise CannotRepair(f"`{value.parts[0]}` has no value here")


# -- arguments ---------------------------------------------------------------------------------------------------------


def _keyword(call: cst.Call, keyword: str) -> cst.Arg | None:
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == keyword), None)


def _default(tree: Tree, call: cst.Call, keyword: str) -> cst.Arg | None:
    """What the innermost `arg_scope` around a call gives it by default, as far as it is written there."""
    callee = dotted(call.func)
    for block in tree.around(call):
        if isinstance(block, (cst.FunctionDef, cst.Lambda)):
            break
        for item in reversed(block.items) if isinstance(block, cst.With) else ():
            scope = item.item
            if not isinstance(scope, cst.Call) or not (dotted(scope.func) or "").endswith("arg_scope"):
                continue
            listed = scope.args[0].value if scope.args else None
            names = [dotted(e.value) for e in listed.elements] if isinstance(listed, (cst.List, cst.Tuple)) else []
            given = _keyword(scope, keyword)
            if callee in names and given is not None:
                return given
    return None


def _assigned(tree: Tree, name: cst.Name) -> cst.BaseExpression | None:
    """What the function around a name assigns to it, if it does so once."""
    found = [
        node.value
        for node in descendants(tree.function_around(name))
        if isinstance(node, cst.Assign) and any(dotted(target.target) == name.value for target in node.targets)
    ]
    return found[0] if len(found) == 1 else None


def _given(call: cst.Call, keyword: str, value: cst.BaseExpression) -> cst.Call:
    known = _keyword(call, keyword)
    if known is not None:
        return call.with_changes(args=[arg.with_changes(value=value) if arg is known else arg for arg in call.args])
    added = cst.Arg(value, cst.Name(keyword), _TIGHT)
    at = next((n for n, arg in enumerate(call.args) if arg.star == "**"), len(call.args))
    if at < len(call.args):
        comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        return call.with_changes(args=[*call.args[:at], added.with_changes(comma=comma), *call.args[at:]])
    if not call.args:
        return call.with_changes(args=[added])
    last = call.args[-1]
    if isinstance(last.value, cst.GeneratorExp) and not last.value.lpar:
        raise CannotRepair("the call has a bare generator for its argument")
    plain = cst.SimpleWhitespace("")
    between = _comma(call.args, call.whitespace_before_args)
    if isinstance(last.comma, cst.Comma):
        between, rest = _apart(between, last.comma.whitespace_after)
        behind = added.with_changes(comma=last.comma.with_changes(whitespace_after=rest))
    else:
        between, rest = _apart(between, last.whitespace_after_arg)
        behind = added.with_changes(whitespace_after_arg=rest)
    before = last.with_changes(comma=between, whitespace_after_arg=plain)
    return call.with_changes(args=[*call.args[:-1], before, behind])


def _apart(
    between: cst.Comma, behind: cst.BaseParenthesizableWhitespace
) -> tuple[cst.Comma, cst.BaseParenthesizableWhitespace]:
    """The comma behind the last item, and what is left `behind` the added one: a comment stays in its line."""
    if not isinstance(behind, cst.ParenthesizedWhitespace) or behind.first_line.comment is None:
        return between, behind
    space = between.whitespace_after
    if not isinstance(space, cst.ParenthesizedWhitespace):
        deeper = cst.SimpleWhitespace(f"{behind.last_line.value}{_DEEPER}")
        space = cst.ParenthesizedWhitespace(indent=behind.indent, last_line=deeper)
    kept = between.with_changes(whitespace_after=space.with_changes(first_line=behind.first_line))
    return kept, behind.with_changes(first_line=_without_comment(behind.first_line))


def _without_comment(line: cst.TrailingWhitespace) -> cst.TrailingWhitespace:
    return line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))


def _comma(
    items: Sequence[cst.Arg] | Sequence[cst.BaseDictElement], opening: cst.BaseParenthesizableWhitespace
) -> cst.Comma:
    """The comma before one more item: as between those that are there, if each has a line of its own.

    A single one has, if a line ends in the `opening` space before it.
    """
    commas = [item.comma for item in items[:-1] if isinstance(item.comma, cst.Comma)]
    lines = [isinstance(comma.whitespace_after, cst.ParenthesizedWhitespace) for comma in commas]
    space = commas[-1].whitespace_after if commas else opening
    if all(lines) and isinstance(space, cst.ParenthesizedWhitespace):
        plain = space.with_changes(first_line=_without_comment(space.first_line), empty_lines=())
        return cst.Comma(whitespace_after=plain)
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _without(call: cst.Call, given: cst.Arg) -> cst.Call:
    args = list(call.args)
    at = args.index(given)
    if _has_comment(given):
        raise CannotRepair("a comment stands in the argument")
    if at == len(args) - 1 and at and not _has_comment(args[at - 1]):
        last = args[at - 1]
        args[at - 1] = last.with_changes(comma=given.comma, whitespace_after_arg=given.whitespace_after_arg)
    del args[at]
    return call.with_changes(args=args)


def _has_comment(node: cst.CSTNode) -> bool:
    return any(isinstance(inner, cst.Comment) for inner in descendants(node))


def _with_entry(entries: cst.Dict, keyword: str, value: cst.BaseExpression) -> cst.Dict:
    quote = '"'
    for entry in entries.elements:
        if isinstance(entry, cst.DictElement) and isinstance(entry.key, cst.SimpleString):
            quote = entry.key.quote[:1]
            if entry.key.evaluated_value == keyword:
                changed = entry.with_changes(value=value)
                return entries.with_changes(elements=[changed if e is entry else e for e in entries.elements])
    return _with_element(entries, cst.DictElement(cst.SimpleString(f"{quote}{keyword}{quote}"), value))


def _with_element(entries: cst.Dict, added: cst.DictElement) -> cst.Dict:
    if not entries.elements:
        return entries.with_changes(elements=[added])
    last = entries.elements[-1]
    between = _comma(entries.elements, entries.lbrace.whitespace_after)
    between, rest = _apart(between, entries.rbrace.whitespace_before)
    brace = entries.rbrace.with_changes(whitespace_before=rest)
    added = added.with_changes(comma=last.comma)
    return entries.with_changes(
        elements=[*entries.elements[:-1], last.with_changes(comma=between), added], rbrace=brace
    )
