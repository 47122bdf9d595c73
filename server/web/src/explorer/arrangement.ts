// The layouts by name, as Cytoscape wants them: its own, or places of ours where there are many.

import type { Core, NodeSingular, Position } from "cytoscape";

import type { Graph, Thing } from "./model";
import { circle, levels, type Places, rings, tree } from "./places";
import type { Layout } from "./state";

export const NARROW = 600; // pixels
const CROWD = 120; // things, of which other layouts than forces need places of our own

/** Cytoscape's options for a layout; `keep` lets what is there move as little as need be. */
export function arrangement(core: Core, graph: Graph, layout: Layout, keep: boolean): object {
  const { width, height } = core.container()!.getBoundingClientRect();
  const tall = Math.sqrt(Math.min(2, Math.max(0.7, height / width)));
  // Forces make it round; the page is tall on a phone, and wide elsewhere.
  const stretched = (_: NodeSingular, { x, y }: Position) => ({ x: x / tall, y: y * tall });
  const preset = (places: Places, transform?: typeof stretched) => ({
    name: "preset",
    positions: (node: NodeSingular) => {
      const { x, y } = places.get(node.id())!;
      return { x, y };
    },
    ...(transform && { transform }),
  });
  const crowd = core.nodes().length > CROWD;
  const ids = (order: (a: Thing, b: Thing) => number) =>
    core
      .nodes()
      .map((node) => graph.things.get(node.id())!)
      .sort(order)
      .map((thing) => thing.id);
  const options: Record<Layout, () => object> = {
    force: () => ({
      name: "fcose",
      quality: "default",
      randomize: !keep,
      nodeSeparation: 110,
      idealEdgeLength: Math.max(95, Math.min(120, core.width() / 7)),
      nodeRepulsion: 9000,
      nodeDimensionsIncludeLabels: core.width() > NARROW,
      packComponents: true,
      transform: stretched,
    }),
    tree: () =>
      crowd ? preset(tree(levelsOf(core))) : { name: "breadthfirst", spacingFactor: 1.1 },
    rings: () =>
      crowd
        ? preset(rings(ids((a, b) => b.degree - a.degree)))
        : {
            name: "concentric",
            minNodeSpacing: 24,
            concentric: (node: NodeSingular) => node.degree(false),
            levelWidth: () => 3,
          },
    circle: () =>
      crowd ? preset(circle(ids((a, b) => a.kind.localeCompare(b.kind)))) : { name: "circle" },
    grid: () => ({ name: "grid", avoidOverlapPadding: 24, condense: true }),
    map: () => preset(graph.things, stretched),
  };
  return options[layout]();
}

function levelsOf(core: Core): string[][] {
  const links = core
    .edges()
    .map((edge): [string, string] => [edge.source().id(), edge.target().id()]);
  return levels(
    core.nodes().map((node) => node.id()),
    links,
  );
}
