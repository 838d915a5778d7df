"""The judge: TensorFlow runs a whole program and says what happened to its moving statistics.

Nothing here knows a rule or an analysis of the project. `server` (with `observer` and `structure`) runs inside an
interpreter that has TensorFlow, Python 3.6 or newer; `client` and `damage` run with the tests.
"""
