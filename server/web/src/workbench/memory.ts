// What this browser keeps: the text in the editor, and the queries that were run.

export interface Past {
  text: string;
  when: number;
  rows: number | null;
  /** The title of the question that it was opened from. */
  title: string;
}

const DRAFT = "workbench.text";
const HISTORY = "workbench.history";
const CHOICES = "workbench.choices";
const MOST = 60;

/** The store, or none where the browser refuses one. */
function store(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    store()?.setItem(key, value);
  } catch {
    // The store is full or forbidden; the page works without it.
  }
}

function read<T>(key: string, fallback: T): T {
  try {
    const text = store()?.getItem(key);
    return text ? (JSON.parse(text) as T) : fallback;
  } catch {
    return fallback;
  }
}

export const draft = {
  get: (): string => read(DRAFT, ""),
  set: (text: string): void => write(DRAFT, JSON.stringify(text)),
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
  clear: (): void => write(HISTORY, "[]"),
};

export interface Choices {
  labels: boolean;
}
export const choices = {
  get: (): Choices => read<Choices>(CHOICES, { labels: true }),
  set: (value: Choices): void => write(CHOICES, JSON.stringify(value)),
};
