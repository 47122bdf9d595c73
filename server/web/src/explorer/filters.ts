// Which classes and relations are shown: two lists of ticks, with counts.

import { h } from "../shared/dom";
import { language } from "../shared/page";
import type { Graph } from "./model";

export interface Filters {
  kinds: HTMLElement;
  relations: HTMLElement;
  /** Counts the shown things of each class. */
  count(shown: Iterable<string>): void;
  /** Sets the ticks to what is hidden. */
  sync(): void;
}

/** The lists; a change is written into the sets of what is hidden. */
export function filterLists(
  graph: Graph,
  hidden: { kinds: Set<string>; relations: Set<string> },
  changed: () => void,
): Filters {
  const boxes: [HTMLInputElement, Set<string>, string][] = [];

  function tick(
    id: string,
    label: string,
    count: HTMLElement,
    style: string,
    set: Set<string>,
    name: string,
  ): HTMLElement {
    const box = h("input", {
      type: "checkbox",
      id,
      checked: true,
      onchange: () => {
        if (box.checked) set.delete(name);
        else set.add(name);
        changed();
      },
    });
    boxes.push([box, set, name]);
    return h(
      "li",
      {},
      h("label", { class: "check" }, box, h("span", { class: style }, label), count),
    );
  }

  const counts = new Map(graph.data.kinds.map(([name]) => [name, h("small", {})]));
  const kinds = graph.data.kinds.map(([name, zh, en]) =>
    tick(
      `kind-${name}`,
      language === "zh" ? zh : en,
      counts.get(name)!,
      `dot k-${name}`,
      hidden.kinds,
      name,
    ),
  );
  const totals = new Map<string, number>();
  for (const { relation } of graph.links.values())
    totals.set(relation, (totals.get(relation) ?? 0) + 1);
  const relations = [...totals]
    .sort((a, b) => b[1] - a[1])
    .map(([name, total]) =>
      tick(
        `relation-${name}`,
        graph.relation(name),
        h("small", {}, total),
        "",
        hidden.relations,
        name,
      ),
    );
  return {
    kinds: h("ul", { class: "ticks" }, ...kinds),
    relations: h("ul", { class: "ticks" }, ...relations),
    count(shown) {
      const found = new Map<string, number>();
      for (const id of shown) {
        const { kind } = graph.things.get(id)!;
        found.set(kind, (found.get(kind) ?? 0) + 1);
      }
      for (const [name, element] of counts) element.textContent = String(found.get(name) ?? "");
    },
    sync() {
      for (const [box, set, name] of boxes) box.checked = !set.has(name);
    },
  };
}
