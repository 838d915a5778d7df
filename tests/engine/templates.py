"""What the generated programs are made of.

In an expression, `{int}` stands for any expression of that type, `{key}` for a key of the dicts, `{small}` for a number
up to 4, `{number}` and `{word}` for something without quotes (an f-string's part). In a text, `_N` makes its names its
own, and a line `a // b` is one of these lines.
"""

from __future__ import annotations

EXPRESSIONS: dict[str, str] = {
    "int": """
        {int} + {int}
        {int} - {int}
        {int} * {small}
        -{int}
        +{small}
        abs({int})
        {int} // 3
        {int} % 7
        {int} ** 2 % 5
        {int} ^ 1
        round({int})
        {int} if {bool} else {int}
        {int} or {int}
        {int} and {int}
        len({list})
        len({str})
        len({dict})
        len({set})
        sum({list})
        max({int}, {int})
        min([{int}, *{list}])
        ({list} or [7])[0]
        (*{tuple}, {int})[-1]
        [{int}, {int}][{small} % 2]
        ({int}, {int})[{bool}]
        {dict}.get({key}, {int})
        {list}.count({int})
        {str}.count('a')
        [{int}, 3].index(3)
        ord('b') - {int}
        int({bool} is True)
        int('4') + {int}
        divmod({int}, 5)[1]
        next(iter([{int}, 1]))
        sum(x * 2 for x in {list})
        (lambda: {int})()
        (lambda a, b={int}: a - b)({int})
        (lambda *, k=2: k)(k={int})
        (lambda *a, **k: len(a) + len(k))(*{list}, **{dict})
        (lambda d: d['a'] if 'a' in d else {int})({dict})
        [f({int}) for f in (abs, lambda x: x + 1)][1]
        functools.partial(lambda a, b: a * 2 + b, {int})({int})
        functools.partial(max, {int})({int})
        functools.reduce(lambda a, b: a - b, {list}, {int})
    """,
    "str": """
        {str} + {str}
        {str} * 2
        {str} if {bool} else {str}
        {str} or {str}
        {key}
        f'{{{number}}}-{{{word}}}'
        f'{{{word}!r}}'
        f'{{{number}:>4}}.'
        f'{{{number}:{{2 + 1}}}}'
        '%d/%s' % ({int}, {str})
        '%s' % {str}
        '%(a)s' % {{'a': {int}}}
        {str}.upper()
        {str}[1:]
        {str}[::-1]
        {str}[-2:]
        ({str} or 'q')[0]
        str({int})
        str({bool} is True)
        repr({tuple})
        max({str}, {str})
        {str}.replace('a', {str})
        'a.b'.rpartition('.')[2]
        'ab cd'.split()[{small} % 2]
        ', '.join([{str}, {str}])
        '{{}}.{{}}'.format({int}, {str})
        '{{k}}'.format(k={str})
        '-'.join(x + 'z' for x in {str}[:5])
        ''.join(sorted({str}[:4]))
        ''.join(map(str, {list}))
    """,
    "bool": """
        {int} < {int} <= {int}
        {int} == {int}
        {int} != {int}
        {int} > 2
        {str} == {str}
        {list} == {list}
        {tuple} != {tuple}
        {tuple} < {tuple}
        {dict} == {dict}
        {set} == {set}
        ({int} == 1) == {bool}
        {bool} is True
        {list} is None
        None is not {str}
        not {bool}
        not {list}
        {bool} and {bool}
        {bool} or {bool}
        {bool} if {bool} else {bool}
        {int} in {list}
        {int} not in {tuple}
        {int} in {set}
        {key} in {dict}
        {str} in {str}
        {str}.startswith('a')
        bool({list})
        any({list})
        any(x > 1 for x in {list})
        all([{bool}, {bool}])
        isinstance({int}, int)
        isinstance({str}, (int, list))
        hasattr({str}, 'upper')
        callable(len)
    """,
    "list": """
        [{int}, {int}]
        [{int}]
        {list} + {list}
        {list} * 2
        {list} if {bool} else {list}
        {list} or [1]
        {list}[:2]
        {list}[1:]
        {list}[-2:]
        {list}[::-1]
        {list}[::2]
        {list}.copy()
        [*{list}, *{tuple}]
        list({list})
        list({tuple})
        sorted({dict}.values())
        list(range({small}))
        list(range({small}, 9, 2))
        list(reversed({list}))
        list(map(lambda x: x - {int}, {list}))
        list(filter(lambda x: x % 2, {list}))
        list(itertools.chain({list}, {tuple}))
        sorted({list})
        sorted({set})
        sorted({list}, reverse=True)
        sorted({list}, key=lambda x: -x)
        [x + {int} for x in {list} if x % 2]
        [a + b for a, b in zip({list}, {list})]
        [n * x for n, x in enumerate({list}, 1)]
        [y for x in ({list}, {list}) for y in x]
        [x for x, _ in zip({list}, range(2))]
        [x * y for x, y in itertools.product({list}[:2], repeat=2)]
        [{int} for _ in range(2)]
        [len(x) for x in ({str}, {list})]
        [lambda: {list}][0]()
    """,
    "tuple": """
        ({int}, {int})
        ({int},)
        ()
        {tuple} + {tuple}
        {tuple} * 2
        {tuple}[:1]
        {tuple} if {bool} else {tuple}
        (*{list}, {int})
        tuple({list})
        tuple(x for x in {list})
        tuple(sorted({tuple}))
        tuple(reversed({tuple}))
        divmod({int}, 4)
    """,
    "dict": """
        {{'a': {int}, {key}: {int}}}
        {{}}
        {{**{dict}, 'c': {int}}}
        {{k: v + 1 for k, v in {dict}.items()}}
        {{str(n): n for n in range({small})}}
        {{x: {int} for x in 'ab'}}
        {dict} if {bool} else {dict}
        {dict}.copy()
        dict(b={int})
        dict(**{dict})
        dict({dict}, a={int})
        dict([('b', {int})])
        dict(zip(['a', 'c'], {list}))
    """,
    "set": """
        {{{int}, {int}}}
        {{x % 3 for x in {list}}}
        set()
        set({list})
        {set} | {set}
        {set} & {set}
        {set} - {set}
        {set}.union({list})
        {set} if {bool} else {set}
    """,
    "key": """
        'a'
        'b'
        'c'
    """,
    "small": """
        0
        1
        2
        3
        4
    """,
    "question": """
        S == 'a'
        S != 'b'
        'a' == S
        (not S == 'c')
        S in ('a', 'b')
        S in ['c', 'a']
    """,
}

LEAVES = {
    "int": ["0", "1", "2", "3", "-1", "5", "10"],
    "str": ["''", "'a'", "'b'", "'abc'", "'x-y'"],
    "bool": ["True", "False"],
    "list": ["[]", "[1]", "[3, 1, 2]", "[0, 2]"],
    "tuple": ["()", "(1, 2)"],
    "dict": ["{}", "{'a': 1}", "{'b': 2, 'a': 0}"],
    "set": ["set()", "{1, 2}"],
}

MUTATIONS = {
    "list": """
        _N.append({int})
        _N.extend({list})
        _N.insert(0, {int})
        _N.insert(1, {int})
        _N.reverse()
        _N.sort()
        _N.clear()
        _N[:] = {list}
        if _N: _N.pop()
        if _N: _N.pop(0)
        if _N: _N[0] = {int}
        if _N: _N[-1] = {int}
        if _N: del _N[0]
        if {int} in _N: _N.remove(_N[0])
    """,
    "dict": """
        _N[{key}] = {int}
        _N.update({dict})
        _N.update(a={int})
        _N.setdefault({key}, {int})
        _N.pop({key}, None)
        if 'a' in _N: _N['a'] += {int}
        if 'b' in _N: del _N['b']
    """,
    "set": """
        _N.add({int})
        _N.discard({int})
        _N.update({list})
    """,
}

UNPACKING = [
    ("{0}, {1} = {int}, {int}", "int int"),
    ("{0}, *{1} = [{int}, *{list}]", "int list"),
    ("*{0}, {1} = (*{tuple}, {int})", "list int"),
    ("({0}, {1}), {2} = ({int}, {str}), {bool}", "int str bool"),
    ("{0}, *{1}, {2} = [{int}, {int}, {int}, *{list}]", "int list int"),
    ("{0} = {1} = {list}", "list list"),
    ("[{0}, {1}] = {int}, {dict}", "int dict"),
    ("{0}, {1} = divmod({int}, 3)", "int int"),
    ("{0} = ({1} := {int}) + 1", "int int"),
]

LOOPS = [
    ("for {0} in {list}[:4]:", "int"),
    ("for {0} in range({small}):", "int"),
    ("for {0}, {1} in enumerate({list}[:4]):", "int int"),
    ("for {0}, {1} in sorted({dict}.items()):", "str int"),
    ("for {0} in sorted({dict}):", "str"),
    ("for {0} in {str}[:3]:", "str"),
    ("for {0}, {1} in zip({tuple}[:3], {list}[:]):", "int int"),
    ("for {0} in reversed({list}[:3]):", "int"),
    ("for {0} in ({list}[:], [1]):", "list"),
]

CONTEXT_CLASS = """
class C_N:
    def __init__(self, value):
        self.value = value
    def __enter__(self):
        self.value += 1
        return self.value
    def __exit__(self, *exception):
        self.value *= 2
c_N = C_N({int})
"""

CONTEXT_GENERATOR = """
log_N = [0]
@contextlib.contextmanager
def c_N(x, y=1):
    log_N.append(x)
    try:
        yield x + y
    finally:
        log_N.append(y)
"""

CLOSURES = """
def make_N(start):
    total, log = start, []
    def step(by=1):
        nonlocal total
        total += by // total = total * 2 - by // if by > {int}: total += by
        log.append(total) // log.insert(0, by) // pass
        return total
    def read():
        return total + len(log) // return total + start // return total + sum(log)
    return step, read
step_N, read_N = make_N({int})
step_N() // step_N({int}) // step_N(by=2)
step_N() // step_N({int}) // pass
"""

GLOBAL = """
count_N = {int}
def increase_N(by=1):
    global count_N
    count_N += by // count_N = by - count_N // if by > {int}: count_N = by
    return count_N
increase_N() // increase_N({int}) // increase_N(by={int})
"""

RECURSION = """
def down_N(n, sofar=0):
    if n < 1:
        return sofar
    return down_N(n - 1, sofar + {int}) // return 2 * down_N(n - 1, sofar=n)
down_N(1)
"""

GENERATOR = """
def g_N(items, extra=0):
    for item in items:
        pass // if item % 2: continue // if item > 2: break
        yield item // yield item + extra // yield -item
    yield extra // yield from items // pass // return
l_N = list(g_N({list})) // l_N = [x for x in g_N({list}, {int})] // l_N = sorted(g_N({list}, extra=3))
"""

BASE_CLASS = """
class A_N:
    shared = {int}
    log = []
    def __init__(self, value, extra={int}):
        self.value = value
        self.__hidden = extra
        pass // if {bool}: self.shared = value // self.log = [value] // self.log.append(value)
    def hidden(self):
        return self.__hidden
    @property
    def double(self):
        return self.value * 2
    @double.setter
    def double(self, new):
        self.value = new - 2
    @staticmethod
    def plus(a, b=1):
        return a + b
    @classmethod
    def make(cls, value):
        made = cls(value, 4) // made = cls(value)
        return made
    def work(self, by=1):
        self.value += by // self.value = by - self.value // if {bool}: self.value += by // self.log.append(by)
        return self.value // return self.shared + self.step(by) // return self.hidden()
    def step(self, by):
        return by + 1
    def __call__(self, x, *more):
        return self.work(x) + len(more)
"""

DERIVED_CLASSES = [
    """
class B_N(A_N):
    pass // shared = A_N.shared + 1 // log = [9]
    def step(self, by):
        return super().step(by) * 3
""",
    """
class B_N(A_N):
    def __init__(self, value, *args, **kwargs):
        super().__init__(value + 1, *args, **kwargs) // A_N.__init__(self, value, *args) // super(B_N, self).__init__(1)
        self.__hidden = 77
    def step(self, by):
        return super().step(by) * 3
""",
    """
class B_N(A_N):
    log = [9]
    def work(self, by=2):
        return super().work(by) + 1 // return self.double + self.__dict__.get('value') // return super().work()
""",
]

MIXED_CLASSES = """
class M_N:
    def step(self, by):
        return super().step(by) + 100
class D_N(M_N, B_N):
    pass
"""

OBJECTS = """
    A_N({int})
    B_N({int})
    D_N({int})
    A_N.make({int})
    B_N.make({int})
    D_N.make({int})
"""

CHANGES = """
    o_N.double = {int}
    o_N.value += {int}
    A_N.shared = {int}
    setattr(o_N, 'value', {int})
    o_N.log += [3]
"""

USES = """
    o_N.work()
    o_N.work({int})
    o_N.hidden()
    o_N.double
    o_N.plus({int})
    A_N.plus(1, {int})
    o_N({int}, 1)
    o_N.value
    o_N.shared
    len(o_N.log)
    len(A_N.log)
    o_N.__class__.shared
    type(o_N).shared
    getattr(o_N, 'value')
    getattr(o_N, 'nothing', {int})
    int(isinstance(o_N, B_N))
    int(hasattr(o_N, 'nothing'))
"""


def lines(text: str) -> list[str]:
    """The templates of a table, one on each line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
