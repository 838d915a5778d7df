"""Holds findings against the running graph: each is confirmed, refuted, or not reached, with figures."""
