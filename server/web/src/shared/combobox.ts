// A text field with a list of what may be meant: the ARIA pattern of a combobox.

import { h } from "./dom";

export interface Choices<T> {
  /** What the text may mean; a later call overrides an earlier one. */
  find: (text: string) => T[] | Promise<T[]>;
  /** The option's content. */
  show: (one: T) => (Node | string)[];
  /** The option's class, such as its colour. */
  style?: (one: T) => string;
  pick: (one: T) => void;
  /** Enter with nothing marked takes the first, where there is one. */
  eager?: boolean;
  /** What the list says where nothing is found. */
  nothing?: string;
}

/** Puts a list under the field. Returns what closes it. */
export function combobox<T>(input: HTMLInputElement, choices: Choices<T>): () => void {
  const id = input.id || `field-${Math.random().toString(36).slice(2)}`;
  let found: T[] = [];
  let active = -1;
  let asked = 0;
  const list = h("ul", {
    id: `${id}-list`,
    class: "choices",
    role: "listbox",
    "aria-label": input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent?.trim() ?? id,
    hidden: true,
  });
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  }))
    input.setAttribute(name, value);

  async function open(): Promise<void> {
    const text = input.value.trim();
    const turn = ++asked;
    const answer = text ? await choices.find(text) : [];
    if (turn !== asked || document.activeElement !== input) return;
    found = answer;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...found.map((one, index) =>
        h(
          "li",
          {
            role: "option",
            id: `${id}-${index}`,
            "aria-selected": "false",
            class: choices.style?.(one),
            onmousedown: (event: Event) => {
              event.preventDefault();
              take(one);
            },
          },
          ...choices.show(one),
        ),
      ),
    );
    if (!found.length && choices.nothing)
      list.append(
        h(
          "li",
          { role: "option", "aria-disabled": "true", "aria-selected": "false" },
          choices.nothing,
        ),
      );
    list.hidden = !text || !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
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
    asked++;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(one: T): void {
    close();
    choices.pick(one);
  }

  // What an input method has not yet made into words names nothing.
  input.addEventListener("input", (event) => {
    if ((event as InputEvent).isComposing) close();
    else void open();
  });
  input.addEventListener("compositionend", () => void open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    // Safari's Enter that ends a composition comes after it, with a key code of its own.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (list.hidden) void open().then(() => move(step));
      else move(step);
    } else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && (active >= 0 || (choices.eager && input.value.trim()))) {
      const marked = found[active];
      if (marked) take(marked);
      else
        void Promise.resolve(choices.find(input.value.trim())).then(
          (all) => all[0] && take(all[0]),
        );
    } else return;
    event.preventDefault();
  });
  return close;
}
