const response = await fetch("{{ server }}dumps/entities.csv");
const rows = (await response.text()).split("\n").filter((line) => line.startsWith("project:"));
console.log(rows.join("\n"));
