// The tools above the drawing: layout, zoom, the whole graph, files.

import { button, download, h } from "../shared/dom";
import { colourOf } from "../shared/network";
import type { Drawing } from "./drawing";
import { cytoscapeJson, gexf, graphml } from "./files";
import { type Layout, LAYOUTS } from "./state";
import { say } from "./strings";
import { svgFile } from "./svg";

const FORMS = { svg: "SVG", png: "PNG", graphml: "GraphML", gexf: "GEXF", cyjs: "Cytoscape JSON" };
type Form = keyof typeof FORMS;
const NAMED_EDGES = 300; // with more, their names would hide the drawing

export interface Tools {
  arrange: (layout: Layout) => void;
  whole: () => void;
  clear: () => void;
}

export interface Toolbar {
  element: HTMLElement;
  layout(name: Layout): void;
}

/** The tools for a drawing. */
export function toolbar(drawing: () => Drawing, downloads: string, tools: Tools): Toolbar {
  const layout: HTMLSelectElement = h(
    "select",
    { onchange: () => tools.arrange(layout.value as Layout) },
    ...LAYOUTS.map((name) => h("option", { value: name }, say[name])),
  );
  const menu = h(
    "details",
    { class: "menu" },
    h("summary", { class: "button" }, say.export),
    h(
      "div",
      { class: "menu-list" },
      ...Object.entries(FORMS).map(([form, name]) =>
        button(name, () => {
          menu.open = false;
          save(form as Form, drawing());
        }),
      ),
      h("a", { href: downloads }, say.wholeFiles),
    ),
  );
  const tool = (label: string, act: () => void, sign = label) =>
    button(sign, act, { "aria-label": label, title: label });
  return {
    element: h(
      "div",
      { class: "tools" },
      h("label", {}, h("span", { class: "hidden" }, say.layout), layout),
      tool(say.zoomOut, () => drawing().zoom(1 / 1.3), "−"),
      tool(say.zoomIn, () => drawing().zoom(1.3), "+"),
      tool(say.fit, () => drawing().fit()),
      h("span", { class: "gap" }),
      tool(say.whole, tools.whole),
      tool(say.clear, tools.clear),
      menu,
    ),
    layout: (name) => (layout.value = name),
  };
}

function save(form: Form, drawing: Drawing): void {
  const drawn = drawing.drawn();
  if (!drawn.nodes.length) return;
  switch (form) {
    case "graphml":
      return download("graph.graphml", "application/graphml+xml", graphml(drawn));
    case "gexf":
      return download("graph.gexf", "application/gexf+xml", gexf(drawn));
    case "cyjs":
      return download("graph.cyjs", "application/json", cytoscapeJson(drawn));
    case "png": {
      const bytes = atob(drawing.png().replace(/^.*,/, ""));
      const data = Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
      return download("graph.png", "image/png", data);
    }
    case "svg": {
      const look = {
        ink: colourOf("--ink"),
        paper: colourOf("--surface"),
        line: colourOf("--edge"),
        soft: colourOf("--soft"),
        accent: colourOf("--accent"),
      };
      const named = drawn.edges.length < NAMED_EDGES;
      return download("graph.svg", "image/svg+xml", svgFile(drawn, look, named));
    }
  }
}
