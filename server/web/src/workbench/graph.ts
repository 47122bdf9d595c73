// A result as a graph. Loaded when first looked at, since Cytoscape is large.

import { button, h } from "../shared/dom";
import { naming } from "../shared/naming";
import { draw, look, zoom } from "../shared/network";
import { onTheme } from "../shared/theme";
import type { Network } from "./columns";
import { say } from "./strings";

const SLOW = 1500;
const CLOSEST = 1.25;

export interface NetworkNames {
  label: (iri: string) => string;
  colour: (iri: string) => string;
  page: (iri: string) => string;
}

/** The graph; a double click or Enter on a node opens its page. */
export function graphView(network: Network, names: NetworkNames): HTMLElement {
  const host = h("div", { class: "network", role: "img", "aria-label": say.graph });
  const view = h("div", { class: "graph-view" }, host);
  if (network.nodes.size > SLOW) {
    const anyway = button(say.drawAnyway, start);
    const note = h("p", { class: "state" }, say.tooMany(network.nodes.size), " ", anyway);
    view.replaceChildren(note);
  } else queueMicrotask(start);

  function start(): void {
    view.replaceChildren(bar(), host);
    const degree = new Map<string, number>();
    for (const { source, target } of network.edges)
      for (const end of [source, target]) degree.set(end, (degree.get(end) ?? 0) + 1);
    const core = draw({
      container: host,
      elements: [
        ...[...network.nodes].map(([id, node]) => ({
          data: {
            id,
            label: node.label ?? names.label(id),
            colour: node.colour ?? names.colour(id),
            size: 16 + 5 * Math.sqrt(degree.get(id) ?? 0),
            font: 12 + Math.sqrt(degree.get(id) ?? 0),
          },
        })),
        ...network.edges.map((edge, index) => ({
          data: {
            id: `edge-${index}`,
            source: edge.source,
            target: edge.target,
            label: /^\w+:\/\//.test(edge.label) ? names.label(edge.label) : edge.label,
          },
        })),
      ],
      style: look(),
      layout: {
        name: "fcose",
        animate: false,
        quality: network.nodes.size > 800 ? "draft" : "default",
        nodeSeparation: 120,
        idealEdgeLength: 110,
        nodeDimensionsIncludeLabels: true,
        padding: 30,
      } as never,
    });
    // A few things would fill the view like posters.
    if (core.zoom() > CLOSEST) {
      core.zoom(CLOSEST);
      core.center();
    }
    core.on("dbltap", "node", (event) => location.assign(names.page(event.target.id())));
    naming(core);
    onTheme(() => core.style(look()));
    function bar(): HTMLElement {
      return h(
        "div",
        { class: "controls" },
        button(say.zoom, () => zoom(core, 1.3)),
        button(say.unzoom, () => zoom(core, 1 / 1.3)),
        button(say.fit, () => core.fit(undefined, 30)),
      );
    }
  }
  return view;
}
