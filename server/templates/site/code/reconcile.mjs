const queries = { q0: { query: "海创云", type: "Project", limit: 3 } };
const body = new URLSearchParams({ queries: JSON.stringify(queries) });
const response = await fetch("{{ server }}reconcile", { method: "POST", body });
for (const { id, name, score } of (await response.json()).q0.result) console.log(id, name, score);
