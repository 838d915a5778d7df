"""Python 2 is read, with the places of the text as it stands."""

import ast
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.sources.diagnostics import Diagnostic
from bnlint.sources.errors import SourceError
from bnlint.sources.source import Source

PATH = "/project/old.py"


def dump(text: str) -> str:
    return ast.dump(Source.from_text(PATH, text).tree())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print 'loss', x", "print('loss', x)"),
        ("print", "print"),
        ("print 'a',\nprint", "print('a', end=' ')\nprint()"),
        ("print >>sys.stderr, x, 'y'; print 1", "print(x, 'y', file=sys.stderr); print(1)"),
        ("try: f()\nexcept IOError, e: g(e)", "try: f()\nexcept IOError as e: g(e)"),
        ("try: f()\nexcept (A, B), e: g(e)", "try: f()\nexcept (A, B) as e: g(e)"),
        ("raise ValueError, 'x'", "raise ValueError('x')"),
        ("raise E, 'x', tb", "raise E('x').with_traceback(tb)"),
        ("exec code in scope", "exec(code, scope)"),
        ("x = `1 + y`", "x = repr(1 + y)"),
        ("if x <> y: pass", "if x != y: pass"),
        ("f(0777, 0, 00, 10L, 0xFFL, 0.07, 1024)", "f(0o777, 0, 00, 10, 0xFF, 0.07, 1024)"),
        ("x = ur'\\d'", "x = r'\\d'"),
        ("x = b'\xe9', 1L", "x = '\xe9', 1"),
        ("print 'C:\\Users\\New', u'\\u00e9', '\\\\N'", "print('C:\\\\Users\\\\New', '\\u00e9', '\\\\N')"),
        ("x = lambda (a): a", "x = lambda a: a"),
        ("x = lambda (a, b): a", "x = lambda a_b: a_b[0]"),
        ("if x:\n\ty = 1\n        z = 2", "if x:\n    y = 1\n    z = 2"),
        ("if x:\n    if y:\n\tz = 2\n", "if x:\n    if y:\n        z = 2"),
        (
            "class C:\n\tdef f(self):\n\t    print 1\n        x = (1,\n2)",
            "class C:\n def f(self):\n  print(1)\n x = (1, 2)",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_program_means_what_it_meant(old: str, new: str, newline: str) -> None:
    source = Source.from_text(PATH, old.replace("\n", newline))
    assert ast.dump(source.tree()).replace(", kind='u'", "") == dump(new)
    assert source.is_python2 == (old != new)


def test_tuple_parameters_keep_their_line() -> None:
    source = Source.from_text(PATH, "def f((a, b), c):\n    '''doc'''\n    return a\nx = f\n")
    function, assignment = source.tree().body
    assert isinstance(function, ast.FunctionDef)
    assert [argument.arg for argument in function.args.args][1:] == ["c"]
    assert [source.place(statement).line for statement in function.body] == [2, 1, 3]
    assert source.place(assignment).line == 4


def test_what_follows_a_caught_tuple_keeps_its_line() -> None:
    source = Source.from_text(PATH, "try:\n    f()\nexcept E, (a, b):\n    g(a)\nx = 1\n")
    assert [source.place(statement).line for statement in source.tree().body] == [1, 5]
    (call,) = (
        n for n in ast.walk(source.tree()) if isinstance(n, ast.Call) and source.segment(source.place(n))[0] == "g"
    )
    assert source.segment(source.place(call)) == "g(a)"


names = st.sampled_from(("x", "é", "loss", "async", "𝒙"))
atoms = st.one_of(
    names,
    st.sampled_from(("10L", "0777", "'ü'", "u'é'", "'''a\nü'''", "None", "`y`", "f(\n  é,\n)", "[é, 'ü']", "ur'é'")),
)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} <> {})".format, inner, inner),
        st.builds("{}({}, k={})".format, names, inner, inner),
        st.builds("`{}` + {}".format, inner, names),
    ),
    max_leaves=6,
)
statements = st.one_of(
    st.builds("print {}, {}".format, expressions, expressions),
    st.builds("print >>{}, {},".format, names, expressions),
    st.builds("exec {} in {}".format, names, expressions),
    st.builds("raise {}, {}".format, names, names),
    st.builds("if {}:\n\t{} = 1  # ü\n        print {}".format, expressions, names, names),
    st.builds("def {}((a, b), {}=1):\n    return {}".format, names, names, expressions),
    st.builds("try: {}\nexcept E, {}: print 'ü', {}".format, expressions, names, expressions),
)
programs = st.builds(
    lambda parts, newline: newline.join(part.replace("\n", newline) for part in ("print 'ü'", *parts)),
    st.lists(statements, max_size=4),
    st.sampled_from(("\n", "\r\n", "\r")),
)


@given(programs)
def test_places_are_those_of_the_text(text: str) -> None:
    source = Source.from_text(PATH, text)
    tree = source.tree()
    assert source.is_python2
    for node in ast.walk(tree):
        if isinstance(node, (ast.expr, ast.stmt)):
            place = source.place(node)
            assert (place.line, place.column) <= (place.end_line, place.end_column)
            assert place.end_line <= len(source.lines)
        if isinstance(node, ast.Name) and node.id not in ("print", "exec", "repr") and "xxx_todo" not in node.id:
            shown = source.segment(source.place(node))
            assert shown in ("𝒙", "x") if node.id == "x" else shown == node.id


@given(programs)
def test_nothing_is_lost(text: str) -> None:
    """Every name of the text that is no keyword is in the tree."""
    source = Source.from_text(PATH, text)
    used = {node.id for node in ast.walk(source.tree()) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(source.tree()) if isinstance(node, ast.arg)}
    used |= {
        str(node.name) for node in ast.walk(source.tree()) if isinstance(node, (ast.ExceptHandler, ast.FunctionDef))
    }
    assert "async_" not in used
    assert ("async" in used) == ("async" in text)


def test_a_keyword_of_today_may_be_a_name() -> None:
    source = Source.from_text(PATH, "from a.async import await as w\nf(async=True).async.await(1)\nasync_ = 'async'\n")
    assert ast.dump(source.tree()).count("'async'") == 4 - 1  # `a.async` is one string
    imported, call, _ = source.tree().body
    assert isinstance(imported, ast.ImportFrom) and imported.module == "a.async" and imported.names[0].name == "await"
    assert source.segment(source.place(call)) == "f(async=True).async.await(1)"
    assert not source.is_python2


def test_print_functions_beside_old_names() -> None:
    source = Source.from_text(PATH, "print('x', end='')\nf(async=True)\n")
    assert len(source.tree().body) == 2
    source = Source.from_text(PATH, "from __future__ import print_function\nprint('x', end='')\nx = 0777\n")
    assert source.is_python2


@pytest.mark.parametrize(
    "text",
    [
        "x = = 2",
        "print x y",
        "print 'a",
        "def f(:\n    print 1",
        "x = `1",
        "if x:\n    print 1\n  y",
        "print 08",
        "for x in y:\nprint 1",
    ],
)
def test_neither_python_has_cpython_s_message(text: str) -> None:
    with pytest.raises(SyntaxError) as expected:
        ast.parse(text)
    with pytest.raises(SourceError) as raised:
        Source.from_text(PATH, text).tree()
    assert raised.value.diagnostic.code == "BN001"
    assert raised.value.diagnostic.message == expected.value.msg


PIECES = """print x|print >>|`|\n|\t|        |exec a in b|lambda (a, b): |def f((a)): |raise (A, B), c|0777L|\
except E, (a):|try:|async|await |:|(|)|'|\"""|\\|#|é|if x:|print|,|raise 'x', y|\f"""
pieces = st.sampled_from(PIECES.split("|"))


@given(st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=12).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    source = read(text)
    if isinstance(source, Source):
        for node in ast.walk(source.tree()):
            source.segment(source.place(node))
    else:
        assert source.code in ("BN001", "BN002", "BN004")


def read(text: str) -> Source | Diagnostic:
    """The source, or what is wrong with it; any other exception than the typed one is a failure."""
    try:
        source = Source.from_text(PATH, text)
        source.tree()
    except SourceError as error:
        return error.diagnostic
    return source


@pytest.mark.parametrize(
    "text", ["print " + "(" * 5000, "print x\n" + "if x:\n" * 50, "print `" * 3000, "print " + "-" * 5000 + "1"]
)
def test_deep_nesting_is_no_crash(text: str) -> None:
    source = read(text)
    assert isinstance(source, Source) or source.code in ("BN001", "BN004")


@pytest.mark.parametrize("piece", ["lambda ", "raise ", "except ", "def f( ", "print x; ", "0x", "`", "async "])
def test_hostile_text_takes_a_moment(piece: str) -> None:
    source = read("= " + piece * (1_000_000 // len(piece)))
    assert isinstance(source, Diagnostic)


def test_the_tree_is_not_made_twice() -> None:
    source = Source.from_text(PATH, "print 1\n")
    tree = source.tree()
    source.forget_tree()
    assert source.tree() is tree


def run(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


READ = "from bnlint.sources.source import Source\ntry: Source.from_text('/a.py', {!r}).tree()\nexcept Exception: pass\n"


@pytest.mark.parametrize(
    ("text", "is_loaded"), [("x = 1", False), ("x = ", False), ("def f(x", False), ("print 1", True)]
)
def test_fissix_is_loaded_for_python_2_only(text: str, is_loaded: bool) -> None:
    assert run(READ.format(text) + "import sys; print('fissix' in sys.modules)") == str(is_loaded)


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is named otherwise")
def test_a_cache_folder_is_not_needed() -> None:
    program = "from bnlint.sources.source import Source\nprint(Source.from_text('/a.py', 'print 1').is_python2)"
    assert run(program, XDG_CACHE_HOME="/dev/null/nowhere") == "True"
