"""The SPARQL service: protocol, engines, releases of the data, service description.

May be imported by `server.repository` and the packages above it; imports `server.http`.
"""
