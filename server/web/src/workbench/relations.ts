// What sentences state between the things of a result, so that rows of things alone are drawn as
// the graph they are.

import { ask } from "../shared/endpoint";
import type { Names } from "../shared/names";
import type { Network } from "./columns";
import { prefixedNames } from "./text";

const MOST = 80; // things; more would be a cloud, and slow to ask for

/** The things that would be drawn: those of a result and those its query names; none where many. */
export function related(query: string, nodes: Network["nodes"], names: Names): string[] {
  const named = prefixedNames(query)
    .map((name) => names.expand(name.text))
    .filter((iri): iri is string => iri !== null);
  const found = new Set([...named, ...nodes.keys()].filter((iri) => iri.includes("/id/")));
  return nodes.size && found.size <= MOST ? [...found] : [];
}

/** The network with the relations that sentences state between its things. Throws Problem. */
export async function relations(
  query: string,
  network: Network,
  names: Names,
  endpoint: string,
): Promise<Network> {
  const ends = related(query, network.nodes, names)
    .map((iri) => `<${iri}>`)
    .join(" ");
  const { result } = await ask(
    endpoint,
    `SELECT DISTINCT ?s ?p ?o { VALUES ?s { ${ends} } VALUES ?o { ${ends} } GRAPH ?g { ?s ?p ?o } ?g a <${names.expand("wk:Passage")}> }`,
  );
  const drawn: Network = { nodes: new Map(network.nodes), edges: [] };
  if (result.form !== "rows") return drawn;
  for (const { s, p, o } of result.table.rows) {
    for (const end of [s!.value, o!.value])
      if (!drawn.nodes.has(end)) drawn.nodes.set(end, { label: null, colour: null });
    drawn.edges.push({ source: s!.value, target: o!.value, label: p!.value });
  }
  return drawn;
}
