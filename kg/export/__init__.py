"""Export of the graph to formats of other tools: pure functions from quads to bytes."""
