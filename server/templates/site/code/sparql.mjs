const query = `
PREFIX wk: <{{ base }}ontology/>
PREFIX place: <{{ base }}id/place/>
SELECT ?project ?name {
  ?project a wk:Project ; wk:belongsTo place:binjiang-digital-corridor ; wk:labelZh ?name
}`;
const response = await fetch("{{ server }}sparql?" + new URLSearchParams({ query }), {
  headers: { Accept: "application/sparql-results+json" },
});
const { results } = await response.json();
for (const row of results.bindings) console.log(row.project.value, row.name.value);
