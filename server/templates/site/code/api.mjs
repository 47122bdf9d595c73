const values = new URLSearchParams({ whole: "滨江数创走廊", format: "csv" });
const response = await fetch("{{ server }}api/queries/projects-of-corridor?" + values);
console.log(await response.text());
