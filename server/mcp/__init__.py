"""The MCP server: tools and resources of the graph for language models.

`kg mcp` serves it on standard input and output, `kg mcp --http` over streamable HTTP.
"""
