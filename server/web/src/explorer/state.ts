// What is shown, as text for the address bar and back.

export const LAYOUTS = ["force", "tree", "rings", "circle", "grid", "map"] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface State {
  /** The things shown, or all of them. */
  shown: string[] | "all";
  /** Where all are shown: all but these. */
  less: string[];
  hiddenKinds: string[];
  hiddenRelations: string[];
  layout: Layout;
  /** The thing or link that is chosen. */
  chosen: string;
  /** The two ends of a path that is marked. */
  path: [string, string] | null;
}

export const EMPTY: State = {
  shown: [],
  less: [],
  hiddenKinds: [],
  hiddenRelations: [],
  layout: "force",
  chosen: "",
  path: null,
};

/** The text after `#`. */
export function toHash(state: State): string {
  const parts: string[] = [];
  const put = (name: string, values: string[]) => {
    if (values.length) parts.push(`${name}=${values.map(encodeURIComponent).join(",")}`);
  };
  if (state.shown === "all") {
    parts.push("all");
    put("less", state.less);
  } else if (state.shown.length) put("show", state.shown);
  else parts.push("show="); // or it would be the address that begins with a thing
  put("without", state.hiddenKinds);
  put("no", state.hiddenRelations);
  if (state.layout !== EMPTY.layout) put("layout", [state.layout]);
  put("at", state.chosen ? [state.chosen] : []);
  put("path", state.path ?? []);
  return parts.join("&").replaceAll("%3A", ":");
}

/** The state that the text holds; what it cannot hold is left out. */
export function fromHash(text: string): State {
  const state: State = { ...EMPTY };
  for (const part of text.replace(/^#/, "").split("&")) {
    const [name, rest = ""] = part.split(/=(.*)/s);
    const values = rest
      .split(",")
      .filter(Boolean)
      .map((value) => {
        try {
          return decodeURIComponent(value);
        } catch {
          return value;
        }
      });
    if (name === "all") state.shown = "all";
    if (name === "less") state.less = values;
    if (name === "show") state.shown = values;
    if (name === "without") state.hiddenKinds = values;
    if (name === "no") state.hiddenRelations = values;
    if (name === "layout" && LAYOUTS.includes(values[0] as Layout))
      state.layout = values[0] as Layout;
    if (name === "at") state.chosen = values[0] ?? "";
    if (name === "path" && values.length === 2) state.path = [values[0]!, values[1]!];
  }
  return state;
}
