// What is drawn, as files for other tools: each with labels, classes, colours and places.

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
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  relation: string;
  label: string;
  passages: string;
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
      edges: edges.map((edge) => ({ data: edge })),
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** A drawing that stands on its own; `ink` and the others are colours. */
export function svgFile(
  { nodes, edges }: Drawn,
  look: { ink: string; paper: string; line: string; soft: string },
  edgeLabels: boolean,
): string {
  const margin = 60;
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  const [width, height] = [Math.max(...xs) + margin - left, Math.max(...ys) + margin - top];
  const at = new Map(nodes.map((node) => [node.id, node]));
  const round = (value: number) => Math.round(value * 10) / 10;
  const lines = edges.flatMap((edge) => {
    const [a, b] = [at.get(edge.source), at.get(edge.target)];
    if (!a || !b || a === b) return [];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const cut = (b.size / 2 + 5) / length;
    const [x, y] = [b.x - (b.x - a.x) * cut, b.y - (b.y - a.y) * cut];
    const title = `<title>${xml(`${a.label} – ${edge.label} – ${b.label}`)}</title>`;
    const line = `<path d="M${round(a.x)} ${round(a.y)}L${round(x)} ${round(y)}" marker-end="url(#arrow)">${title}</path>`;
    const middle = `x="${round((a.x + b.x) / 2)}" y="${round((a.y + b.y) / 2 - 3)}"`;
    return [edgeLabels ? `${line}<text ${middle} class="edge">${xml(edge.label)}</text>` : line];
  });
  const circles = nodes.map(
    (node) =>
      `<circle cx="${round(node.x)}" cy="${round(node.y)}" r="${round(node.size / 2)}" fill="${node.colour}"><title>${xml(
        `${node.zh} ${node.en}`,
      )}</title></circle><text x="${round(node.x)}" y="${round(node.y + node.size / 2 + 13)}">${xml(node.label)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${round(left)} ${round(top)} ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" font-family="sans-serif" font-size="12" text-anchor="middle">
<style>path{stroke:${look.line};fill:none}text{fill:${look.ink};paint-order:stroke;stroke:${look.paper};stroke-width:3px}.edge{fill:${look.soft};font-size:9px}circle{stroke:${look.paper};stroke-width:1.5}</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:${look.line};stroke:none"/></marker></defs>
<rect x="${round(left)}" y="${round(top)}" width="100%" height="100%" fill="${look.paper}"/>
<g>${lines.join("\n")}</g>
<g>${circles.join("\n")}</g>
</svg>
`;
}
