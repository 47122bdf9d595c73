// The tools above the drawing: layout, zoom, the whole graph, files.

import { button, download, h } from "../shared/dom";
import { language } from "../shared/page";
import { colourOf } from "../shared/theme";
import type { Drawn } from "./drawn";
import type { Picture } from "./stage";
import { type Layout, LAYOUTS } from "./state";
import { say } from "./strings";
import { svgFile } from "./svg";

const FORMS = { svg: "SVG", png: "PNG", graphml: "GraphML", gexf: "GEXF", cyjs: "Cytoscape JSON" };
type Form = keyof typeof FORMS;
// Those that the server makes, with all attributes of what is drawn.
const MEDIA_TYPES = {
  graphml: "application/graphml+xml",
  gexf: "application/gexf+xml",
  cyjs: "application/json",
};
const NAMED_EDGES = 300; // with more, their names would hide the drawing

export interface Tools {
  arrange: (layout: Layout) => void;
  whole: () => void;
  clear: () => void;
  undo: () => void;
  /** What files are named after: a thing, or null for the whole graph. */
  subject: () => string | null;
  /** The relations that are hidden. */
  without: () => string[];
  /** Shows a message. */
  tell: (text: string) => void;
}

/** Where files come from. */
export interface Addresses {
  downloads: string;
  /** The endpoint that makes files for graph tools. */
  subgraph: string;
}

export interface Toolbar {
  element: HTMLElement;
  layout(name: Layout): void;
  /** Says whether there is a step to undo. */
  undoable(some: boolean): void;
}

/** The tools for a drawing. */
export function toolbar(drawing: () => Picture, addresses: Addresses, tools: Tools): Toolbar {
  const layout: HTMLSelectElement = h(
    "select",
    { onchange: () => tools.arrange(layout.value as Layout) },
    ...LAYOUTS.map((name) => h("option", { value: name }, say[name])),
  );
  const close = (event: Event) => {
    if (!menu.open) return;
    const escape = event instanceof KeyboardEvent && event.key === "Escape";
    if (escape || (event.type === "pointerdown" && !menu.contains(event.target as Node))) {
      menu.open = false;
      if (escape) menu.querySelector("summary")!.focus();
    }
  };
  document.addEventListener("keydown", close);
  document.addEventListener("pointerdown", close);
  const menu: HTMLDetailsElement = h(
    "details",
    { class: "menu" },
    h("summary", { class: "button" }, say.export),
    h(
      "div",
      { class: "menu-list" },
      ...Object.entries(FORMS).map(([form, name]) =>
        button(name, () => {
          menu.open = false;
          save(form as Form, drawing(), addresses.subgraph, tools).catch(() =>
            tools.tell(say.noFile),
          );
        }),
      ),
      h("a", { href: addresses.downloads }, say.wholeFiles),
    ),
  );
  const tool = (label: string, act: () => void, sign = label) =>
    button(sign, act, { "aria-label": label, title: label });
  const undo = tool(say.undo, tools.undo);
  return {
    element: h(
      "div",
      { class: "tools" },
      h("label", {}, h("span", { class: "hidden" }, say.layout), layout),
      tool(say.zoomOut, () => drawing().zoom(1 / 1.3), "−"),
      tool(say.zoomIn, () => drawing().zoom(1.3), "+"),
      tool(say.fit, () => drawing().fit()),
      h("span", { class: "gap" }),
      undo,
      tool(say.whole, tools.whole),
      tool(say.clear, tools.clear),
      menu,
    ),
    layout: (name) => (layout.value = name),
    undoable: (some) => (undo.disabled = !some),
  };
}

async function save(
  form: Form,
  drawing: Picture,
  address: string,
  { subject, without }: Tools,
): Promise<void> {
  const drawn = drawing.drawn();
  if (!drawn.nodes.length) return;
  const thing = subject();
  const name = `${thing ? `${thing.replace(/^.*[/#:]/, "")}-neighbourhood` : "graph"}.${form}`;
  switch (form) {
    case "png": {
      const bytes = atob(drawing.png().replace(/^.*,/, ""));
      const data = Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
      return download(name, "image/png", data);
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
      return download(name, "image/svg+xml", svgFile(drawn, look, named));
    }
    default: {
      const body = request(drawn, form, without());
      const response = await fetch(address, { method: "POST", body });
      if (!response.ok) throw new TypeError(String(response.status));
      download(name, MEDIA_TYPES[form], new Uint8Array(await response.arrayBuffer()));
    }
  }
}

/** A thing's IRI as a prefixed name, so that the whole graph fits into one form. */
const short = (iri: string) => iri.replace(/^.*\/id\/([a-z-]+)\/([^/]+)$/, "$1:$2");

/** The form that asks the server for a file of what is drawn, where it is drawn. */
export function request({ nodes }: Drawn, format: string, without: string[]): URLSearchParams {
  const round = (value: number) => Math.round(value * 10) / 10;
  return new URLSearchParams({
    things: nodes.map((node) => short(node.id)).join(" "),
    places: nodes.map(({ x, y }) => `${round(x)},${round(y)}`).join(" "),
    without: without.join(","),
    lang: language,
    format,
  });
}
