// A field that finds things of the graph by name.

import { combobox } from "../shared/combobox";
import { h } from "../shared/dom";
import { language } from "../shared/page";
import type { Graph, Thing } from "./model";
import { say } from "./strings";

export interface Picker {
  element: HTMLElement;
  input: HTMLInputElement;
  set(thing: Thing | null): void;
}

/** The field; `picked` gets what is chosen by a click or Enter. */
export function picker(
  graph: Graph,
  id: string,
  label: string,
  picked: (thing: Thing) => void,
): Picker {
  const input = h("input", { id, type: "search", placeholder: say.searchHint });
  const element = h("div", { class: "picker" }, h("label", { for: id }, label), input);
  combobox<Thing>(input, {
    find: (text) => graph.search(text, 10),
    show: (thing) => [
      thing[language],
      h(
        "small",
        {},
        ` ${(graph.data.classes[thing.cls] ?? [thing.cls, thing.cls])[language === "zh" ? 0 : 1]}`,
      ),
    ],
    style: (thing) => `dot k-${thing.kind}`,
    pick: (thing) => {
      input.value = thing[language];
      picked(thing);
    },
    eager: true,
    nothing: say.nothing,
  });
  return {
    element,
    input,
    set(thing) {
      input.value = thing ? thing[language] : "";
    },
  };
}
