// What this browser keeps: the text in the editor, and the queries that were run.
// What is typed is kept for each address in this tab, so that two tabs do not overwrite each other.

import { asks } from "./share";

export interface Past {
  text: string;
  when: number;
  rows: number | null;
  /** The title of the question that it was opened from. */
  title: string;
}

const DRAFT = "workbench.text";
const LEFT = "workbench.left";
const DRAFTS = "workbench.drafts";
const HISTORY = "workbench.history";
const CHOICES = "workbench.choices";
const MOST = 60;
const ADDRESSES = 20;
const AT_ONCE = 10_000;

type Place = "localStorage" | "sessionStorage";

/** The store, or none where the browser refuses one. */
function store(place: Place): Storage | null {
  try {
    return window[place];
  } catch {
    return null;
  }
}

function write(key: string, value: string, place: Place = "localStorage"): void {
  try {
    store(place)?.setItem(key, value);
  } catch {
    // The store is full or forbidden; the page works without it.
  }
}

function read<T>(key: string, fallback: T, place: Place = "localStorage"): T {
  try {
    const text = store(place)?.getItem(key);
    return text ? (JSON.parse(text) as T) : fallback;
  } catch {
    return fallback;
  }
}

export const draft = {
  get: (): string => read(DRAFT, ""),
  set: (text: string): void => write(DRAFT, JSON.stringify(text)),
};

/** What was typed in this tab at each of its addresses, the latest first. */
export const drafts = {
  at: (address: string): string | null =>
    read<[string, string][]>(DRAFTS, [], "sessionStorage").find(([one]) => one === address)?.[1] ??
    null,
  set(address: string, text: string): void {
    const rest = read<[string, string][]>(DRAFTS, [], "sessionStorage").filter(
      ([one]) => one !== address,
    );
    const all = [[address, text], ...rest].slice(0, ADDRESSES);
    write(DRAFTS, JSON.stringify(all), "sessionStorage");
  },
};

export const past = {
  all: (): Past[] => read<Past[]>(HISTORY, []),
  /** Puts a query first; the same text stands once, with what is known of it. */
  add(text: string, rows: number | null, title = ""): void {
    if (!text.trim()) return;
    const all = past.all();
    const known = all.find((one) => one.text === text);
    const first: Past = {
      text,
      when: Date.now(),
      rows: rows ?? known?.rows ?? null,
      title: title || (known?.title ?? ""),
    };
    const rest = all.filter((one) => one !== known);
    write(HISTORY, JSON.stringify([first, ...rest].slice(0, MOST)));
  },
  has: (text: string): boolean => past.all().some((one) => one.text === text),
  clear: (): void => write(HISTORY, "[]"),
};

export interface Keeper {
  /** The text has changed, by hand or not. */
  changed(): void;
  /** Keeps what stands in the editor for this address. */
  text(): void;
  /** Puts a text that was never run among those that can be taken back. */
  past(text: string): void;
  /** The page goes away. */
  leave(): void;
}

/** What keeps the editor's text; one that never changed is `given`, and is not kept. */
export function keeper(text: () => string, given: string): Keeper {
  let changed = false;
  const keep: Keeper = {
    changed: () => (changed = true),
    text() {
      if (!changed) return;
      draft.set(text());
      drafts.set(asks(location), text());
    },
    past(old) {
      if (old.trim() && old !== given && !past.has(old)) past.add(old, null);
    },
    leave() {
      keep.text();
      if (changed) keep.past(text());
      write(LEFT, JSON.stringify([asks(location), Date.now()]), "sessionStorage");
    },
  };
  return keep;
}

/** Whether the reader comes back to the page: by reload or Back, or at once, in another language. */
export function comesBack(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const [address, when] = read<[string, number]>(LEFT, ["", 0], "sessionStorage");
  const atOnce = address === asks(location) && Date.now() - when < AT_ONCE;
  return atOnce || (entry !== undefined && entry.type !== "navigate");
}

export interface Choices {
  labels: boolean;
}
export const choices = {
  get: (): Choices => read<Choices>(CHOICES, { labels: true }),
  set: (value: Choices): void => write(CHOICES, JSON.stringify(value)),
};
