"""Parts of the language that the generated programs leave out, one by one: every name is what CPython makes it."""

from __future__ import annotations

import pytest

from tests.engine.cpython import compiled, names_after
from tests.engine.programs import Assignment, run
from tests.engine.test_against_cpython import compare

PROGRAMS = {
    "dataclasses": """
from dataclasses import dataclass, field
import dataclasses
@dataclass
class Options:
    depth: int
    norm: bool = True
    sizes: list = field(default_factory=lambda: [1, 2])
@dataclasses.dataclass(order=True)
class More(Options):
    name: str = 'resnet'
    def describe(self):
        return f'{self.name}{self.depth}'
@dataclass
class Doubled:
    x: int
    twice: int = field(init=False, default=0)
    def __post_init__(self):
        self.twice = 2 * self.x
a, b, c = Options(50), Options(18, norm=False), More(101, name='net')
x = (a.depth, a.norm, a.sizes, b.depth, b.norm, c.norm, c.describe(), Doubled(4).twice)
""",
    "classes made from named tuples": """
import collections
class Block(collections.namedtuple('Block', ['scope', 'depth', 'units'])):
    'A block of a network.'
    def named(self):
        return self.scope + str(self.depth)
class Strided(collections.namedtuple('Strided', 'stride')):
    def __new__(cls, stride=1):
        return super(Strided, cls).__new__(cls, stride)
a, b = Block('a', 64, [1, 2]), Block(units=[], scope='b', depth=128)
scope, depth, units = a
x = (scope, depth, units, a.scope, a.units, b.depth, b[0], a.named(), len(b.units))
del Strided, a, b
""",
    "namespaces of objects": """
class Settings:
    def __init__(self, given, **more):
        self.depth = 18
        self.__dict__.update(more)
        for key, value in given.items():
            self.set(key, value)
    def set(self, key, value):
        if key in self.__dict__:
            self.__dict__[key] = (self.__dict__[key], value)
        else:
            self.__dict__[key] = value
    def __getattr__(self, name):
        if name not in self.__dict__.keys():
            return 'missing'
        return self.__dict__[name]
settings = Settings({'norm': True, 'depth': 50}, flag=False)
x = (settings.depth, settings.norm, settings.flag, settings.rate, sorted(settings.__dict__))
settings.rate = 0.1
del settings.__dict__['norm']
y = (settings.rate, settings.norm, len(settings.__dict__), settings.__dict__.get('flag'))
""",
    "match": """
def kind(value):
    match value:
        case 1 | 2:
            return 'small'
        case None:
            return 'nothing'
        case str() if False:
            return 'never'
        case 'train' as mode:
            return mode + 'ing'
        case other if other == 7:
            return other
        case _:
            return 'else'
x = [kind(v) for v in (1, 2, None, 'train', 7, 8)]
""",
    "deletion": """
class A:
    x = 0
a = A()
a.x = 1
b = a.x
del a.x
c = a.x
d = {'a': 1, 'b': 2}
l = [1, 2, 3, 4]
del d['a'], l[0], l[-1:]
""",
    "finally": """
log = []
def f(x):
    for i in range(3):
        try:
            log.append(i)
            if x == i:
                return 'body'
            continue
        finally:
            log.append('finally')
    else:
        return 'else'
def g():
    try:
        return 'body'
    finally:
        return 'finally'
x = (f(1), f(5), g())
""",
    "break in an else": """
n = 0
for i in range(5):
    for j in range(2):
        n += 1
    else:
        if i == 1:
            break
        continue
    n += 100
while n < 50:
    n += 7
    while False:
        pass
    else:
        break
""",
    "iterators": """
it = iter([1, 2, 3])
a = next(it)
b = next(it)
c = list(it)
d = next(iter([]), 'none')
""",
    "walrus and star targets": """
if (n := len([1, 2, 3])) > 2:
    m = n
first, *rest = last = [n, m, *range(2)]
[a, [b, *c]] = 1, (2, 3, 4)
(x, y), *z = [(1, 2), 3, 4]
""",
    "class scopes": """
x = 'module'
class A:
    x = 'class'
    y = x + '!'
    def f(self):
        return x
    class B:
        z = x
u = (A().f(), A.y, A.B.z)
""",
    "closures see later values": """
fs = [lambda: i for i in range(3)]
gs = [lambda i=i: i for i in range(3)]
x = [f() for f in fs] + [g() for g in gs]
def outer():
    def inner():
        return later
    later = 5
    return inner()
y = outer()
""",
    "shared defaults": """
def add(x, into=[]):
    into.append(x)
    return into
a = add(1)
b = add(2)
same = a is b
""",
    "decorators": """
import functools
def doubled(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return 2 * f(*args, **kwargs)
    return wrapper
def times(n):
    def decorate(f):
        return lambda *a: n * f(*a)
    return decorate
@times(3)
@doubled
def f(x, y=1):
    return x + y
@functools.lru_cache(maxsize=None)
def g(x):
    return x + 1
x = (f(1), f(1, 2), g(1))
""",
    "multiple inheritance": """
class Base:
    def go(self): return ['Base']
class Left(Base):
    def go(self): return ['Left'] + super().go()
class Right(Base):
    def go(self): return ['Right'] + super().go()
class Both(Left, Right):
    def go(self): return ['Both'] + super().go()
x = Both().go()
y = [c.__name__ for c in (Both, Left)]
""",
    "dispatch": """
def relu(x): return max(x, 0)
def linear(x): return x
ACTIVATIONS = {'relu': relu, 'linear': linear}
class Layer:
    def __init__(self, activation): self.activation = ACTIVATIONS[activation]
    def __call__(self, x): return self.activation(x)
x = [Layer(name)(-1) for name in sorted(ACTIVATIONS)]
y = getattr(Layer('relu'), '__call__')(4)
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_name_is_known(name: str) -> None:
    expected = names_after(compiled(PROGRAMS[name]))
    assert expected
    ran = run(PROGRAMS[name])
    assert ran.complete
    assert compare(ran, expected, Assignment(ran.engine))["unknown"] == 0


def test_objects_of_named_tuples_are_told_apart_by_their_classes() -> None:
    ran = run(
        "import collections, copy\n"
        "Conv = collections.namedtuple('Conv', 'kernel depth')\n"
        "Block = collections.namedtuple('Block', 'kernel depth')\n"
        "layers = copy.deepcopy([Conv(3, 8), Block(kernel=1, depth=16)])\n"
        "kinds = [(isinstance(l, Conv), isinstance(l, (Block, tuple)), isinstance(l, tuple)) for l in layers]\n"
        "other = isinstance((3, 8), Conv), isinstance(3, Conv)\n"
        "copied = isinstance(copy.copy(layers[0]), Conv), copy.copy(layers[0]).depth\n"
    )
    assert ran.value("kinds") == [(True, True, True), (False, True, True)]
    assert ran.value("other") == (False, False)
    assert ran.value("copied") == (True, 8)
