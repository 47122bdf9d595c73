// Reads a graph file with the library of the tool that it is for, and prints what arrived.
const fs = require("node:fs");
const { createRequire } = require("node:module");
const [, , web, format, path, thing] = process.argv;
const load = createRequire(web + "/");
const text = fs.readFileSync(path, "utf8");
let result;
if (format === "cyjs") {
  const { elements } = JSON.parse(text);
  const cy = load("cytoscape")({ headless: true, elements });
  const node = cy.getElementById(thing);
  result = { nodes: cy.nodes().length, edges: cy.edges().length, label: node.data("label"), x: node.position("x") };
} else {
  const { JSDOM } = load("jsdom");
  const window = new JSDOM("").window;
  Object.assign(globalThis, { DOMParser: window.DOMParser, Document: window.Document });
  const { MultiDirectedGraph } = load("graphology");
  const graph = load(`graphology-${format}/browser`).parse(MultiDirectedGraph, text);
  const node = graph.getNodeAttributes(thing);
  result = { nodes: graph.order, edges: graph.size, label: node.label, x: node.x };
}
console.log(JSON.stringify(result));
