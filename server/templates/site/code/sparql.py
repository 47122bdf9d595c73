import json
import urllib.parse
import urllib.request

query = """
PREFIX wk: <{{ base }}ontology/>
PREFIX place: <{{ base }}id/place/>
SELECT ?project ?name {
  ?project a wk:Project ; wk:belongsTo place:binjiang-digital-corridor ; wk:labelZh ?name
}"""
request = urllib.request.Request(
    "{{ server }}sparql?" + urllib.parse.urlencode({"query": query}),
    headers={"Accept": "application/sparql-results+json"},
)
with urllib.request.urlopen(request) as answer:
    for row in json.load(answer)["results"]["bindings"]:
        print(row["project"]["value"], row["name"]["value"])
