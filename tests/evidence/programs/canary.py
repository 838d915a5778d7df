"""Runs a training script as helpers do that plant a canary: an op in UPDATE_OPS from the start, which must have run.

    python canary.py SCRIPT

It prints how often the canary had run when the script came to its end.
"""

import runpy
import sys
from typing import Any, Dict

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def main() -> None:
    planted: Dict[str, Any] = {}
    run = tf.Session.run

    def watched(session: Any, fetches: Any, *arguments: Any, **keywords: Any) -> Any:
        result = run(session, fetches, *arguments, **keywords)
        sung = session.graph.get_collection("canary")
        planted["sung"] = run(session, sung[0]) if sung else 0
        return result

    graph = tf.get_default_graph()
    canary = tf.Variable(0, trainable=False, name="canary")
    graph.add_to_collection("canary", canary)
    graph.add_to_collection(tf.GraphKeys.UPDATE_OPS, canary.assign_add(1))
    tf.Session.run = watched
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
    sys.stdout.write("the canary sang {} times".format(planted["sung"]))


if __name__ == "__main__":
    main()
