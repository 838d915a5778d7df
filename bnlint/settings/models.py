"""The table `[tool.bnlint.models]`: names as programs import them, and what users say that they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from bnlint.source_witness.descriptions import KINDS, Description, Kind, Like, is_callable, known_names
from bnlint.tensorflow_api.names import canonical
from bnlint.tensorflow_api.signatures import Signature, parsed, signature

LIKE: Final = "like"
PARAMETERS: Final = "parameters"


class ModelError(Exception):
    """`what` is wrong at the key `below` that of the name."""

    def __init__(self, what: str, below: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.below = f".{below}" if below else ""


def description(name: str, what: object) -> Description:
    """One row of the table; raises `ModelError`."""
    plain = name.removesuffix(".*")
    if not all(part.isidentifier() for part in plain.split(".")):
        raise ModelError("is no dotted name that a program could import")
    if isinstance(what, Mapping):
        return Description(plain, _like(what))
    return Description(plain, _kind(what))


def _kind(what: object) -> Kind:
    for kind in KINDS:
        if kind == what:
            return kind
    if isinstance(what, str):
        raise ModelError(f'is to be a table or one of {", ".join(KINDS)}, not "{what}"{_nearest(what, KINDS)}')
    raise ModelError(f"is to be a table or one of {', '.join(KINDS)}")


def _like(table: Mapping[str, object]) -> Like:
    if LIKE not in table:
        raise ModelError('does not say what it is `like`, as in { like = "tf.layers.batch_normalization" }')
    for key, value in table.items():
        if not isinstance(value, str):
            raise ModelError("is to be a string", key)
    texts = {key: str(value) for key, value in table.items()}
    api = canonical(texts.pop(LIKE))
    if api not in known_names() and not is_callable(api):
        raise ModelError(f'is "{table[LIKE]}", which bnlint does not know{_nearest(api, known_names())}', LIKE)
    own = _parameters(texts.pop(PARAMETERS)) if PARAMETERS in texts else None
    _check_renamed(api, texts, own)
    return Like(api, tuple(texts.items()), own)


def _parameters(text: str) -> Signature:
    try:
        known = parsed(text)
    except ValueError:
        raise ModelError(f'is "{text}", which is no list of parameters', PARAMETERS) from None
    return replace(known, parameters=tuple(p for p in known.parameters if p.name not in ("self", "cls")))


def _check_renamed(api: str, renamed: Mapping[str, str], own: Signature | None) -> None:
    known = signature(api)
    ours = [] if known is None else [parameter.name for parameter in known.parameters]
    theirs = None if own is None else [parameter.name for parameter in own.parameters]
    for key, name in renamed.items():
        if key not in ours:
            raise ModelError(f"is no parameter of {api}{_nearest(key, ours)}", key)
        if not name.isidentifier():
            raise ModelError(f'is "{name}", which is no name of a parameter', key)
        if theirs is not None and name not in theirs:
            raise ModelError(f'is "{name}", which is not among the parameters{_nearest(name, theirs)}', key)


def _nearest(word: str, words: Iterable[str]) -> str:
    nearest = get_close_matches(word, sorted(words), n=1, cutoff=0.0)
    return f'; the nearest is "{nearest[0]}"' if nearest else ""
