// Suggestions under a search field, from the API.

import { combobox } from "../shared/combobox";
import { h } from "../shared/dom";
import { language } from "../shared/page";
import { pieces } from "./marks";

interface Hit {
  iri: string;
  label: Partial<Record<"zh" | "en", string>>;
  kind: Partial<Record<"zh" | "en", string>>;
  matched: string;
  document: string;
}

// The bundle lies beside the API, whatever the server's prefix. Vite need not look for a file there.
const API = new URL(/* @vite-ignore */ "../api/suggest", import.meta.url);
const WAIT = 90;

/** The hits for a text; none where the server cannot be asked. */
async function find(text: string): Promise<Hit[]> {
  const address = new URL(API);
  address.searchParams.set("q", text.slice(0, 100));
  address.searchParams.set("limit", "8");
  try {
    await new Promise((go) => setTimeout(go, WAIT));
    const response = await fetch(address);
    return response.ok ? ((await response.json()) as { items: Hit[] }).items : [];
  } catch {
    return [];
  }
}

/** Offers things as one types: in a search form one goes to them, elsewhere they are filled in. */
export function suggestions(input: HTMLInputElement): void {
  const search = input.form?.getAttribute("role") === "search";
  const shown = (text: string) =>
    pieces(text, input.value).map(([piece, hit]) =>
      hit ? h("mark", { class: "hit" }, piece) : piece,
    );
  combobox<Hit>(input, {
    find,
    show: (hit) => {
      const name = hit.label[language] ?? hit.matched;
      const other = hit.matched === name ? [] : [h("small", {}, " ", ...shown(hit.matched))];
      return [...shown(name), ...other, h("small", { class: "kind" }, hit.kind[language] ?? "")];
    },
    pick: (hit) => {
      input.value = hit.label[language] ?? hit.matched;
      // The address is this server's; of it only the path, so that we stay where we are.
      if (search) location.assign(new URL(hit.document).pathname);
    },
  });
}
