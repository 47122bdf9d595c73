// A field that finds things by name as one types: a combobox with a list below it.

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
  let found: Thing[] = [];
  let active = -1;
  const list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const input: HTMLInputElement = h("input", {
    id,
    type: "search",
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    placeholder: say.searchHint,
    oninput: () => open(graph.search(input.value, 10)),
    onblur: () => setTimeout(close, 150),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) open(graph.search(input.value, 10));
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        const thing = found[active] ?? graph.search(input.value, 1)[0];
        if (thing) take(thing);
      } else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    },
  });

  function open(things: Thing[]): void {
    found = things;
    active = -1;
    list.replaceChildren(
      ...things.map((thing, index) =>
        h(
          "li",
          {
            role: "option",
            id: `${id}-${index}`,
            "aria-selected": "false",
            class: `dot k-${thing.kind}`,
            onmousedown: (event: Event) => {
              event.preventDefault();
              take(thing);
            },
          },
          thing[language],
          h("small", {}, ` ${(graph.data.classes[thing.cls] ?? [thing.cls, thing.cls])[language === "zh" ? 0 : 1]}`),
        ),
      ),
    );
    if (!things.length && input.value.trim())
      list.append(h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, say.nothing));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function move(step: number): void {
    if (!found.length) return;
    active = (active + step + found.length) % found.length;
    [...list.children].forEach((item, index) =>
      item.setAttribute("aria-selected", String(index === active)),
    );
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function close(): void {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function take(thing: Thing): void {
    input.value = thing[language];
    close();
    picked(thing);
  }

  return {
    element: h("div", { class: "picker" }, h("label", { for: id }, label), input, list),
    input,
    set(thing) {
      input.value = thing ? thing[language] : "";
    },
  };
}
