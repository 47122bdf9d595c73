"""The graph for language models: tools and resources of the Model Context Protocol.

`kg mcp` serves it on standard input and output, `kg mcp --http` over streamable HTTP.
"""
