// What is drawn, as files for other tools: each with labels, classes, colours and places.

export interface Position {
  x: number;
  y: number;
}

export interface DrawnNode {
  id: string;
  label: string;
  zh: string;
  en: string;
  cls: string;
  kind: string;
  colour: string;
  x: number;
  y: number;
  size: number;
  /** The size of its name. */
  font: number;
  onPath: boolean;
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  relation: string;
  label: string;
  passages: string;
  /** Where its line begins, bends and ends. */
  line: Position[];
  /** It comes from a statement, and is drawn dashed. */
  statement: boolean;
  onPath: boolean;
}

export interface Drawn {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

/** Text that XML may hold. */
export function xml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function rgb(colour: string): [number, number, number] {
  const value = parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** GraphML that Gephi and yEd open with labels and colours. */
export function graphml({ nodes, edges }: Drawn): string {
  const ofNodes = {
    label: "string",
    label_zh: "string",
    label_en: "string",
    class: "string",
    kind: "string",
    r: "int",
    g: "int",
    b: "int",
    x: "double",
    y: "double",
    size: "double",
  };
  const ofEdges = { relation: "string", label: "string", passages: "string" };
  const keys = [
    ...Object.entries(ofNodes).map(([name, type]) => [name, "node", type]),
    ...Object.entries(ofEdges).map(([name, type]) => [`edge_${name}`, "edge", type]),
  ].map(
    ([id, of, type]) =>
      `  <key id="${id}" for="${of}" attr.name="${id!.replace("edge_", "")}" attr.type="${type}"/>`,
  );
  const data = (values: Record<string, string | number>, prefix = "") =>
    Object.entries(values)
      .map(([name, value]) => `<data key="${prefix}${name}">${xml(String(value))}</data>`)
      .join("");
  const body = [
    ...nodes.map((node) => {
      const [r, g, b] = rgb(node.colour);
      const { label, zh, en, cls, kind, x, y, size } = node;
      const values = { label, label_zh: zh, label_en: en, class: cls, kind, r, g, b, x, y, size };
      return `    <node id="${xml(node.id)}">${data(values)}</node>`;
    }),
    ...edges.map(({ id, source, target, relation, label, passages }) => {
      const ends = `source="${xml(source)}" target="${xml(target)}"`;
      return `    <edge id="${id}" ${ends}>${data({ relation, label, passages }, "edge_")}</edge>`;
    }),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
${keys.join("\n")}
  <graph edgedefault="directed">
${body.join("\n")}
  </graph>
</graphml>
`;
}

/** GEXF 1.2 with colours, sizes and places, as Gephi draws it. */
export function gexf({ nodes, edges }: Drawn): string {
  const attributes = (of: string, names: string[]) =>
    `    <attributes class="${of}">${names
      .map((name, index) => `<attribute id="${index}" title="${name}" type="string"/>`)
      .join("")}</attributes>`;
  const values = (list: string[]) =>
    `<attvalues>${list
      .map((value, index) => `<attvalue for="${index}" value="${xml(value)}"/>`)
      .join("")}</attvalues>`;
  const ofNodes = nodes.map((node) => {
    const [r, g, b] = rgb(node.colour);
    return `      <node id="${xml(node.id)}" label="${xml(node.label)}">${values([
      node.zh,
      node.en,
      node.cls,
      node.kind,
    ])}<viz:color r="${r}" g="${g}" b="${b}"/><viz:size value="${node.size}"/><viz:position x="${
      node.x
    }" y="${-node.y}" z="0"/></node>`;
  });
  const ofEdges = edges.map(
    (edge) =>
      `      <edge id="${edge.id}" source="${xml(edge.source)}" target="${xml(
        edge.target,
      )}" label="${xml(edge.label)}">${values([edge.relation, edge.passages])}</edge>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">
  <graph defaultedgetype="directed">
${attributes("node", ["label_zh", "label_en", "class", "kind"])}
${attributes("edge", ["relation", "passages"])}
    <nodes>
${ofNodes.join("\n")}
    </nodes>
    <edges>
${ofEdges.join("\n")}
    </edges>
  </graph>
</gexf>
`;
}

/** The JSON of Cytoscape, desktop and library. */
export function cytoscapeJson({ nodes, edges }: Drawn): string {
  const document = {
    format_version: "1.0",
    directed: true,
    multigraph: true,
    data: [],
    elements: {
      nodes: nodes.map(({ id, label, zh, en, cls, kind, colour, size, x, y }) => ({
        data: {
          id,
          value: id, // by which networkx knows a node
          name: label,
          label,
          label_zh: zh,
          label_en: en,
          class: cls,
          kind,
          color: colour,
          size,
        },
        position: { x, y },
      })),
      edges: edges.map(({ id, source, target, relation, label, passages }) => ({
        data: { id, key: id, source, target, relation, label, passages },
      })),
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}
