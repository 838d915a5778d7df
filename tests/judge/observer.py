"""Watches every `Session.run` of a program and writes down what happened to its moving statistics.

The record of a program is one JSON object:

    version     TensorFlow's version
    variables   {variable: shape} of the moving statistics: variables that an assignment fills from batch statistics, or
                that a normalisation in inference mode reads
    layers      [{layer, statistics, relied_on, parameters}]: each normalisation that used batch statistics in some run,
                with the moving statistics that it maintains (through assignments fed by its batch statistics; lacking
                any, those of a normalisation with the same scale and offset), whether anything in the graph can
                normalise by those, and its scale and offset; `inputs`: the tensors that it normalises;
                `device`: the one asked for, or ""
    inferring   [{statistics, parameters}]: each normalisation that used moving statistics in some run, with its scale
                and offset
    unused      [{layer, variables}]: normalisations with variables (statistics, scale or offset) from which no value
                that was fetched, trained on or assigned was computed, by none with the same variables either, although
                such a value was computed from what they normalise
    runs        in order, a list of objects:
      kind        "train" (an optimizer's kernel or a gradient-fed assignment runs), else "evaluate" (a fetched value
                  depends on a normalisation), else "update" (batch statistics are written), else "load" (statistics
                  are restored, copied or fed), else "initialise" (they get initial values), else "other"
      session     the number of the session
      fetches     names of the fetched tensors and ops
      batch       layers that normalised by batch statistics; in an evaluation, those that a fetched value depends on
      inference   [[variable, ...]]: the statistics of each normalisation in inference mode, likewise
      reads       all variables in `inference`
      hidden      in an evaluation, the layers of `batch` between weights: what they normalise is computed from data and
                  trainable variables, and what they put out is scaled, shifted or multiplied by others
      feeds       layers whose batch statistics it wrote to variables
      depends_on_batch  a fetched value depends on batch statistics, so a sample's result on the others in its batch
      writes      {variable: origin} of the assignments that ran: batch, copy, restore, fed or initial
      changed     variables whose bits differ after the run
      earned      those of them whose new bits came from batch statistics: here, or restored or copied from another run
      astray      in a training run, variables of trained layers that it wrote through layers on other data (from other
                  placeholders, iterators or queues) that nothing is trained through
      trains      variables that it trained
      saves       variables that it wrote to a checkpoint
      loads       {variable: origin} of all variables, statistics or not, that were assigned a value from elsewhere:
                  restore, copy or fed
      data        "trained": some sample fed (or drawn from an iterator or a queue) here was also fed to a training run;
                  "new": none was; "none": none was fed
      compared    variables by which some evaluation of one of these samples normalises in inference mode
      error       the exception's type if the run failed, else null
    notes       what could not be observed

Layers and variables are named "<number of the graph>/<op>".
"""

import hashlib
import threading
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Set, Tuple

import numpy as np

from .structure import (
    ASSIGNS,
    FUNCTIONAL,
    LOOPS,
    PLACEHOLDERS,
    SUPPLIERS,
    SWITCHES,
    Operation,
    Reading,
    Site,
    Tensor,
    Write,
    ancestors,
    dead_tensors,
    is_optimizer,
    is_scalar,
    is_trainable,
    predicate,
)

Record = Dict[str, Any]

LOADS = {"restore", "copy", "fed"}


class Structure(NamedTuple):
    """The normalisations and moving statistics of a whole graph, whichever branches are taken."""

    sites: Dict[str, Site]
    updates: List[Write]
    readers: Dict[str, Tensor]  # moving statistics, each with a read that has no side effect
    unreadable: Set[str]
    trained: Set[str]  # operations that something that is trained depends on


class Needed(NamedTuple):
    """What the fetches of a run need, before it is known which branches are taken."""

    operations: Dict[str, Operation]
    predicates: List[Tensor]
    inputs: List[Tensor]  # what iterators and queues supply


class Executed(NamedTuple):
    """What a run with given values of its predicates executes."""

    sites: List[Site]
    output_sites: List[Site]  # those that a fetched value depends on
    hidden: Set[str]  # those of them that stand between weights
    values: Set[str]  # the ops that fetched values, trained variables and assignments are computed from
    writes: List[Write]
    trains: Set[str]
    saves: Set[str]


def plain_read(operation: Operation) -> Optional[Tensor]:
    """A tensor with the value of a variable that can be fetched without running anything else."""
    if operation.type != "VarHandleOp":
        return operation.outputs[0]
    for user in operation.outputs[0].consumers():
        if user.type == "ReadVariableOp" and not user.control_inputs:
            return user.outputs[0]
    return None


def structure_of(graph: Any) -> Structure:
    reading = Reading()
    sites: Dict[str, Site] = {}
    updates: List[Write] = []
    statistics: Set[str] = set()
    training: List[Tensor] = []
    for operation in graph.get_operations():
        if reading.trained(operation):
            training.extend(operation.inputs)
        site, write = reading.site(operation), reading.write(operation)
        if site is not None:
            sites[site.operation] = site
            statistics |= site.statistics
        if write is not None and write.origin == "batch":
            updates.append(write)
            statistics.add(write.variable)
    readers: Dict[str, Tensor] = {}
    unreadable: Set[str] = set()
    for name in sorted(statistics):
        tensor = plain_read(graph.get_operation_by_name(name))
        if tensor is None:
            unreadable.add(name)
        elif not is_scalar(tensor):
            readers[name] = tensor
    return Structure(sites, updates, readers, unreadable, data_ancestors(training))


def maintained_by(site: Site, structure: Structure) -> Set[str]:
    """The moving statistics that a normalisation by batch statistics is meant to maintain."""
    updated = {write.variable for write in structure.updates if write.batch & site.batch}
    if updated:
        return updated
    twins = [twin for twin in structure.sites.values() if twin.parameters & site.parameters]
    return {variable for twin in twins for variable in twin.statistics}


def needed_by(operations: List[Operation], fed: Set[str]) -> Needed:
    found = ancestors(operations, fed)
    predicates: Dict[str, Tensor] = {}
    for operation in found.values():
        if operation.type in SWITCHES:
            tensor = predicate(operation)
            inside = tensor.op._get_control_flow_context() is not None
            if tensor.op.type not in LOOPS and not inside:
                predicates[tensor.name] = tensor
    suppliers = [operation for operation in found.values() if operation.type in SUPPLIERS]
    outside = [operation for operation in suppliers if operation._get_control_flow_context() is None]
    inputs = [tensor for operation in outside for tensor in operation.outputs if tensor.name not in fed]
    return Needed(found, list(predicates.values()), inputs)


def executed_by(needed: Needed, decided: Dict[str, bool], fetched: List[Tensor], fed: Set[str]) -> Executed:
    dead, dead_operations = dead_tensors(needed.operations, decided)
    reading = Reading(dead, fed)
    live = [operation for name, operation in needed.operations.items() if name not in dead_operations]
    sites: List[Site] = []
    writes: List[Write] = []
    trains: Set[str] = set()
    saves: Set[str] = set()
    for operation in live:
        saves |= reading.saved(operation)
        site = reading.site(operation)
        if site is not None:
            sites.append(site)
        trained = reading.trained(operation)
        trains |= trained
        write = reading.write(operation)
        if write is not None and not trained:
            writes.append(write)
    outputs: Set[str] = set()
    for tensor in fetched:
        if not is_update(tensor, reading):
            outputs |= data_ancestors([tensor], dead, fed)
    output_sites = [site for site in sites if site.operation in outputs]
    hidden = {site.operation for site in output_sites if site.batch and is_hidden(site, needed.operations, outputs)}
    values = outputs | {fed_tensor.split(":")[0] for fed_tensor in fed}
    for operation in live:
        if operation.type in ASSIGNS or is_optimizer(operation):
            write = reading.write(operation)
            if write is None or write.origin != "batch":
                values |= data_ancestors(operation.inputs, dead, fed)
    return Executed(sites, output_sites, hidden, values, writes, trains, saves)


def is_hidden(site: Site, operations: Dict[str, Operation], outputs: Set[str]) -> bool:
    """Whether a normalisation stands between weights in the network whose ops are `outputs`: see `hidden` above."""
    graph = operations[site.operation].graph
    inputs = [graph.get_tensor_by_name(name) for name in site.inputs]
    reading = Reading()
    weighted = any(is_trainable(graph, name) for name in data_ancestors(inputs))
    if not weighted or not any(reading.leaves(tensor).other for tensor in inputs):
        return False
    reached: Set[str] = set()
    waiting = [operations[site.operation]]
    while waiting:
        operation = waiting.pop()
        if operation.name in reached:
            continue
        reached.add(operation.name)
        for user in (user for tensor in operation.outputs for user in tensor.consumers() if user.name in outputs):
            others = [tensor for tensor in user.inputs if tensor.op is not operation]
            if any(is_trainable(graph, name) for tensor in others for name in reading.variables(tensor)):
                return True
            waiting.append(user)
    return False


def unused(structure: Structure, values: Set[str]) -> List[Site]:
    """The normalisations with variables whose output no value is computed from, though their input is used."""
    variables = {
        name: site.statistics | site.parameters | maintained_by(site, structure)
        for name, site in structure.sites.items()
    }
    used = {variable for name in variables if name in values for variable in variables[name]}
    found = []
    for name, site in structure.sites.items():
        if variables[name] and not used & variables[name] and values & {one.split(":")[0] for one in site.inputs}:
            found.append(site)
    return found


def is_update(tensor: Tensor, reading: Reading) -> bool:
    """A fetched update op of a moving average: its value is no output of the network."""
    operation = tensor.op
    while operation.type not in ASSIGNS:
        inputs = reading.live_inputs(operation)
        if len(inputs) != 1:
            return False
        operation = inputs[0].op
    write = reading.write(operation)
    return write is not None and write.origin == "batch"


def data_ancestors(tensors: Iterable[Tensor], dead: Iterable[str] = (), fed: Iterable[str] = ()) -> Set[str]:
    """The operations that the tensors' values depend on, by name."""
    found: Set[str] = set()
    waiting = list(tensors)
    while waiting:
        tensor = waiting.pop()
        if tensor.name not in fed and tensor.op.name not in found:
            found.add(tensor.op.name)
            waiting.extend(source for source in tensor.op.inputs if source.name not in dead)
    return found


def sample_marks(values: Iterable[Any]) -> Set[str]:
    """A digest of every sample: of the rows of the array that has the most elements per row."""
    arrays = [np.asarray(value) for value in values]
    arrays = [array for array in arrays if array.ndim >= 2 and array.dtype != object and len(array)]
    if not arrays:
        return set()
    largest = max(arrays, key=lambda array: array[0].size)
    return {hashlib.sha1(np.ascontiguousarray(row).tobytes()).hexdigest() for row in largest}


class Observer:
    """Collects the record of one program."""

    def __init__(self) -> None:
        self.graphs: List[Any] = []
        self.sessions: List[Any] = []
        self.initialised: Set[int] = set()
        self.structures: Dict[Tuple[int, int], Structure] = {}
        self.needs: Dict[Any, Needed] = {}
        self.executions: Dict[Any, Executed] = {}
        self.layers: Dict[str, Record] = {}
        self.inferring: Dict[Tuple[str, ...], Set[str]] = {}  # scale and offset, by the statistics
        self.variables: Dict[str, List[int]] = {}
        self.values: Dict[int, Set[str]] = {}  # ops that some value was computed from, by graph
        self.runs: List[Record] = []
        self.marks: List[Set[str]] = []
        self.earned: Set[bytes] = set()  # values that variables got from batch statistics
        self.notes: Set[str] = set()
        self.inside = threading.local()

    def install(self) -> None:
        """Wraps `BaseSession.run` of the TensorFlow that is imported in this process."""
        from tensorflow.python.client import session as module

        self.fetch_handler = module._FetchHandler
        self.original = original = module.BaseSession.run
        observer = self

        def run(session, fetches, feed_dict=None, options=None, run_metadata=None):  # type: ignore[no-untyped-def]
            if getattr(observer.inside, "run", False):
                return original(session, fetches, feed_dict, options, run_metadata)
            observer.inside.run = True
            try:
                return observer.run(session, fetches, feed_dict, options, run_metadata)
            finally:
                observer.inside.run = False

        module.BaseSession.run = run
        make_callable = module.BaseSession._make_callable_from_options

        def noting(session, *arguments, **keywords):  # type: ignore[no-untyped-def]
            observer.notes.add("a callable of a session was made; what it runs is not observed")
            return make_callable(session, *arguments, **keywords)

        module.BaseSession._make_callable_from_options = noting

    def record(self, version: str) -> Record:
        trained: Set[str] = set()
        read: Dict[str, Set[str]] = {}  # by what evaluations normalise a sample in inference mode
        for run, marks in zip(self.runs, self.marks):
            if run["kind"] == "train":
                trained |= marks
            elif run["kind"] == "evaluate":
                for mark in marks:
                    read.setdefault(mark, set()).update(run["reads"])
        for run, marks in zip(self.runs, self.marks):
            run["data"] = "none" if not marks else "trained" if marks & trained else "new"
            run["compared"] = sorted({name for mark in marks for name in read.get(mark, ())})
        return {
            "version": version,
            "variables": self.variables,
            "layers": list(self.layers.values()),
            "inferring": [
                {"statistics": list(statistics), "parameters": sorted(parameters)}
                for statistics, parameters in self.inferring.items()
            ],
            "unused": [one for number in self.values for one in self.unused(number)],
            "runs": self.runs,
            "notes": sorted(self.notes),
        }

    def unused(self, number: int) -> List[Record]:
        structure = structure_of(self.graphs[number])
        found = []
        for site in unused(structure, self.values[number]):
            variables = site.statistics | site.parameters | maintained_by(site, structure)
            found.append({"layer": named(number, site.operation), "variables": all_named(number, variables)})
        return found

    def run(self, session: Any, fetches: Any, feed: Any, options: Any, metadata: Any) -> Any:
        graph = session.graph
        number = index_of(self.graphs, graph)
        handler = self.fetch_handler(graph, fetches, {})
        fetched, targets = list(handler.fetches()), list(handler.targets())
        fed = self.fed_names(graph, feed)
        key = (number, graph.version, frozenset(t.name for t in fetched), frozenset(t.name for t in targets), fed)
        if key not in self.needs:
            self.needs[key] = found = needed_by([tensor.op for tensor in fetched] + targets, set(fed))
            if any(operation.type in FUNCTIONAL for operation in found.operations.values()):
                self.notes.add("a run calls functions of the graph's library; what they do is not observed")
        needed = self.needs[key]
        before = self.read(session, number)
        try:
            wanted = [fetches, needed.predicates, needed.inputs]
            result, values, supplied = self.original(session, wanted, feed, options, metadata)
        except BaseException as error:
            self.add_failure(session, fetched + targets, error)
            raise
        decided = {tensor.name: bool(value) for tensor, value in zip(needed.predicates, values)}
        moment = (key, tuple(sorted(decided.items())))
        if moment not in self.executions:
            self.executions[moment] = executed_by(needed, decided, fetched, set(fed))
        changed = changed_bits(before, self.read(session, number))
        marks = sample_marks([*(feed or {}).values(), *supplied])
        self.add(session, number, fetched + targets, self.executions[moment], changed, marks)
        return result

    def fed_names(self, graph: Any, feed: Any) -> "frozenset[str]":
        names = set()
        for key in feed or {}:
            if isinstance(key, str) or hasattr(key, "op"):
                names.add(graph.as_graph_element(key, allow_operation=False).name)
            else:
                self.notes.add(f"a feed of type {type(key).__name__} was taken for a feed of no tensor")
        return frozenset(names)

    def structure(self, graph: Any, number: int) -> Structure:
        key = (number, graph.version)
        if key not in self.structures:
            self.structures[key] = structure = structure_of(graph)
            for name, tensor in structure.readers.items():
                self.variables[named(number, name)] = tensor.shape.as_list()
            self.notes.update(f"{name} cannot be read without a side effect" for name in structure.unreadable)
        return self.structures[key]

    def read(self, session: Any, number: int) -> Dict[str, bytes]:
        """The bits of the moving statistics, of those that have a value."""
        readers = self.structure(session.graph, number).readers
        if id(session) in self.initialised:
            values = self.try_read(session, readers)
            if values is not None:
                return values
        found: Dict[str, bytes] = {}
        for name, tensor in readers.items():
            found.update(self.try_read(session, {name: tensor}) or {})
        if len(found) == len(readers):
            self.initialised.add(id(session))
        return found

    def try_read(self, session: Any, readers: Dict[str, Tensor]) -> Optional[Dict[str, bytes]]:
        from tensorflow.python.framework import errors

        try:
            values = self.original(session, readers)
        except errors.FailedPreconditionError:  # not initialised yet
            return None
        return {name: np.asarray(value).tobytes() for name, value in values.items()}

    def add(
        self,
        session: Any,
        number: int,
        fetched: List[Any],
        executed: Executed,
        changed: Dict[str, bytes],
        marks: Set[str],
    ) -> None:
        structure = self.structure(session.graph, number)
        statistics = structure.readers
        self.values.setdefault(number, set()).update(executed.values)
        fed_statistics = {name for write in executed.writes for name in write.batch}
        writes = {write.variable: write.origin for write in executed.writes if write.variable in statistics}
        kind = kind_of(executed, set(writes.values()))
        sites = executed.output_sites if kind == "evaluate" else executed.sites
        trusting = [site for site in sites if site.statistics and not site.batch]
        run = self.blank(session, fetched)
        run.update(
            kind=kind,
            batch=sorted({self.layer(session.graph, number, site) for site in sites if site.batch}),
            inference=sorted({tuple(all_named(number, site.statistics)) for site in trusting}),
            hidden=all_named(number, executed.hidden) if kind == "evaluate" else [],
            feeds=[named(number, name) for name, site in structure.sites.items() if site.batch & fed_statistics],
            depends_on_batch=any(site.batch for site in executed.output_sites),
            writes={named(number, name): origin for name, origin in sorted(writes.items())},
            changed=all_named(number, changed),
            earned=all_named(number, self.earned_of(changed, writes)),
            astray=all_named(number, astray(session.graph, structure, executed.writes) if kind == "train" else []),
            trains=all_named(number, executed.trains),
            saves=all_named(number, executed.saves),
            loads={named(number, write.variable): write.origin for write in executed.writes if write.origin in LOADS},
        )
        for site in trusting:
            parameters = self.inferring.setdefault(tuple(all_named(number, site.statistics)), set())
            parameters.update(all_named(number, site.parameters))
        run["reads"] = sorted({variable for variables in run["inference"] for variable in variables})
        self.runs.append(run)
        self.marks.append(marks)

    def earned_of(self, changed: Dict[str, bytes], writes: Dict[str, str]) -> List[str]:
        self.earned.update(bits for name, bits in changed.items() if writes.get(name) == "batch")
        return [name for name, bits in changed.items() if bits in self.earned]

    def add_failure(self, session: Any, fetched: List[Any], error: BaseException) -> None:
        run = self.blank(session, fetched)
        run["error"] = type(error).__name__
        self.runs.append(run)
        self.marks.append(set())

    def blank(self, session: Any, fetched: List[Any]) -> Record:
        return {
            "kind": "other",
            "session": index_of(self.sessions, session),
            "fetches": sorted(element.name for element in fetched),
            "batch": [],
            "inference": [],
            "hidden": [],
            "feeds": [],
            "reads": [],
            "depends_on_batch": False,
            "writes": {},
            "changed": [],
            "earned": [],
            "astray": [],
            "trains": [],
            "saves": [],
            "loads": {},
            "error": None,
        }

    def layer(self, graph: Any, number: int, site: Site) -> str:
        name = named(number, site.operation)
        structure = self.structure(graph, number)
        statistics = maintained_by(site, structure)
        self.layers[name] = {
            "layer": name,
            "statistics": all_named(number, statistics),
            "relied_on": any(statistics & other.statistics for other in structure.sites.values()),
            "parameters": all_named(number, site.parameters),
            "inputs": all_named(number, site.inputs),
            "device": graph.get_operation_by_name(site.operation).device,
        }
        return name


def kind_of(executed: Executed, origins: Set[str]) -> str:
    if executed.trains:
        return "train"
    if executed.output_sites:
        return "evaluate"
    if "batch" in origins:
        return "update"
    if origins & LOADS:
        return "load"
    return "initialise" if origins else "other"


def changed_bits(before: Dict[str, bytes], after: Dict[str, bytes]) -> Dict[str, bytes]:
    return {name: bits for name, bits in after.items() if before.get(name) != bits}


def astray(graph: Any, structure: Structure, writes: List[Write]) -> Set[str]:
    """Variables that are filled by layers on other data than those that they are trained with: see `astray` above."""
    found: Set[str] = set()
    for write in writes:
        writing = [site for site in structure.sites.values() if site.batch & write.batch]
        if not writing or any(site.operation in structure.trained for site in writing):
            continue
        updates = [update for update in structure.updates if update.variable == write.variable]
        meant = {name for update in updates for name in update.batch}
        meant_sites = [site for site in structure.sites.values() if site.batch & meant]
        trained = [site for site in meant_sites if site.operation in structure.trained]
        if trained and sources(graph, writing) - sources(graph, trained):
            found.add(write.variable)
    return found


def sources(graph: Any, sites: List[Site]) -> Set[str]:
    """The placeholders, iterators and queues that normalisations depend on."""
    outputs = [tensor for site in sites for tensor in graph.get_operation_by_name(site.operation).inputs]
    found = map(graph.get_operation_by_name, data_ancestors(outputs))
    return {one.name for one in found if one.type in SUPPLIERS or is_fed_data(one)}


def is_fed_data(operation: Operation) -> bool:
    return operation.type in PLACEHOLDERS and not is_scalar(operation.outputs[0])


def index_of(known: List[Any], wanted: Any) -> int:
    """The number of an object that is known by identity; it is kept, so that its identity stays its own."""
    for number, one in enumerate(known):
        if one is wanted:
            return number
    known.append(wanted)
    return len(known) - 1


def named(number: int, name: str) -> str:
    return f"{number}/{name}"


def all_named(number: int, names: Iterable[str]) -> List[str]:
    return sorted(named(number, name) for name in names)
