// What the server tells the page: addresses, prefixes, the language.

export type Language = "zh" | "en";

export interface PageData {
  /** Begins the IRIs of our data. */
  base: string;
  /** Path of the SPARQL endpoint. */
  sparql: string;
  /** Path before that of an IRI in the address of its document. */
  documents: string;
  /** Prefix -> namespace. */
  prefixes: Record<string, string>;
}

/** The language of the page. */
export const language: Language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** The JSON that the server wrote into the page. */
export function pageData<T extends PageData>(): T {
  const element = document.getElementById("page-data");
  if (!element?.textContent) throw new Error("The page has no #page-data.");
  return JSON.parse(element.textContent) as T;
}

/** The text in the language of the page. */
export function pick(zh: string, en: string): string {
  return language === "zh" ? zh : en;
}
