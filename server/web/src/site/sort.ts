// Tables that sort by a click on a header; `data-value` on a cell is what it sorts by.

import { h } from "../shared/dom";

/** What a cell sorts by: a number where it is one, else its text. */
export function key(text: string): number | string {
  const plain = text.replace(/[\s,]/g, "");
  const found = /^[+−-]?\d+(?:\.\d+)?/.exec(plain);
  return found ? Number(found[0].replace("−", "-")) : text.trim();
}

/** Orders two keys: numbers before texts. */
export function compare(a: number | string, b: number | string, language: string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return String(a).localeCompare(String(b), language, { numeric: true });
  return typeof a === "number" ? -1 : 1;
}

/** Makes the headers buttons. */
export function sortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body || body.rows.length < 2) return;
  heads.forEach((head, column) => {
    if (!head.textContent?.trim() || head.querySelector("a, button")) return;
    const button = h("button", { type: "button", class: "sorter" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => {
        const cell = row.cells[column];
        return { row, at: key(cell?.dataset["value"] ?? cell?.textContent ?? "") };
      });
      rows.sort((a, b) => compare(a.at, b.at, document.documentElement.lang) * (down ? -1 : 1));
      body.append(...rows.map(({ row }) => row));
    });
  });
}
