"""Figures of servers that were never asked."""

from dataclasses import replace

from bench.peers.closed_loop import Run

FLOOR = Run("floor", "W1", 900.0, 15.0, 40.0, 0.2, 0.4, 60.0, 0)


def run(server: str, app: float, postgresql: float, workload: str = "W1") -> Run:
    """One round."""
    return replace(FLOOR, server=server, workload=workload, app=app, postgresql=postgresql)
