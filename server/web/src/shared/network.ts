// Cytoscape for both pages: loaded once, in our colours, without a style element.

import cytoscape, { type Core, type CytoscapeOptions, type StylesheetJson } from "cytoscape";
import fcose from "cytoscape-fcose";

import { language } from "./page";
import { colourOf } from "./theme";

cytoscape.use(fcose);

// Cytoscape adds a style element unless one of this id is there; the content security policy
// would refuse it. The one rule that it would hold stands in our style sheet.
const SHEET = "__________cytoscape_stylesheet";

/** A drawing in the element. */
export function draw(options: CytoscapeOptions): Core {
  if (!document.getElementById(SHEET)) {
    const holder = document.createElement("template");
    holder.id = SHEET;
    document.head.append(holder);
  }
  return cytoscape({
    minZoom: 0.03,
    maxZoom: 4,
    boxSelectionEnabled: false,
    ...options,
  });
}

/** Enlarges the drawing round its middle. */
export function zoom(core: Core, factor: number): void {
  const renderedPosition = { x: core.width() / 2, y: core.height() / 2 };
  core.zoom({ level: core.zoom() * factor, renderedPosition });
}

/** How nodes and edges look; data: label, colour, size; edges: label. */
export function look(): StylesheetJson {
  const ink = colourOf("--ink");
  const paper = colourOf("--surface");
  const soft = colourOf("--soft");
  const line = colourOf("--edge");
  const accent = colourOf("--accent");
  const font = getComputedStyle(document.body).fontFamily;
  return [
    {
      selector: "node",
      style: {
        "background-color": "data(colour)",
        "border-width": 1.5,
        "border-color": paper,
        width: "data(size)",
        height: "data(size)",
        label: "data(label)",
        "z-index": 5,
        color: ink,
        "font-family": font,
        "font-size": "data(font)",
        "text-wrap": "wrap",
        // Chinese has no blanks to break at.
        "text-overflow-wrap": language === "zh" ? "anywhere" : "whitespace",
        "text-max-width": "140px",
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-background-color": paper,
        "text-background-opacity": 0.78,
        "text-background-padding": "1px",
        "text-background-shape": "roundrectangle",
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.3,
        "line-color": line,
        "target-arrow-color": line,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "curve-style": "bezier",
        "control-point-step-size": 26,
        label: "data(label)",
        "font-family": font,
        "font-size": 9.5,
        color: soft,
        "text-rotation": "autorotate",
        "text-background-color": paper,
        "text-background-opacity": 0.85,
        "text-background-padding": "1px",
      },
    },
    { selector: "edge[?statement]", style: { "line-style": "dashed" } },
    {
      selector: "edge.many",
      style: { "curve-style": "haystack", "target-arrow-shape": "none", label: "", width: 0.8 },
    },
    { selector: ".faded", style: { opacity: 0.14, "text-opacity": 0 } },
    { selector: ".unnamed", style: { "text-opacity": 0, "z-index": 0 } },
    {
      selector: "node.on-path",
      style: { "border-color": accent, "border-width": 4, "z-index": 9 },
    },
    {
      selector: "edge.on-path",
      style: { "line-color": accent, "target-arrow-color": accent, width: 3, color: ink },
    },
    {
      selector: "node:selected, node.cursor",
      style: { "border-color": accent, "border-width": 4, "font-weight": "bold", "z-index": 10 },
    },
    {
      selector: "edge:selected",
      style: { "line-color": accent, "target-arrow-color": accent, width: 3, color: ink },
    },
    { selector: "core", style: { "active-bg-opacity": 0.08, "active-bg-color": accent } as never },
  ] as StylesheetJson;
}
