"""The graph in the formats of other tools: pure functions from quads to bytes."""
