// The query editor: CodeMirror with SPARQL's grammar, our completion, and marks for errors.

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  toggleComment,
} from "@codemirror/commands";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, forceLinting, linter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";

import { escapeDots } from "../shared/names";
import { completions, type Source } from "./completion";
import { say } from "./strings";
import { dottedNames, missingPrefixes, offset, prefixedNames, prefixLine } from "./text";

export interface Editor {
  text(): string;
  /** Replaces the text; it can be undone. */
  replace(text: string): void;
  /** Marks where the endpoint could not read on; null takes the mark away. */
  mark(error: { line: number; column: number; message: string } | null): void;
  /** Puts the cursor at a line and column, in view. */
  goTo(line: number, column: number): void;
  focus(): void;
}

interface Mark {
  at: number;
  message: string;
}
const setMark = StateEffect.define<Mark | null>();
const markField = StateField.define<Mark | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMark)) return effect.value;
    return transaction.docChanged ? null : value;
  },
});

const language = SparqlLanguage.configure({
  props: [
    styleTags({
      "Pname_ln Pname_ns": tags.typeName,
      "IriRef": tags.url,
      "Langtag": tags.annotation,
      "A_predicate": tags.keyword,
    }),
  ],
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.string, tags.annotation], color: "var(--code-string)" },
  { tag: [tags.url, tags.namespace], color: "var(--code-iri)" },
  { tag: tags.typeName, color: "var(--code-name)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.9375rem", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--tint)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--selection)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--selection)",
    outline: "none",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius)",
    boxShadow: "0 6px 24px rgb(0 0 0 / .18)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "18rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem", lineHeight: "1.5" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--accent-ink)",
  },
  ".cm-completionDetail": { fontStyle: "normal", fontSize: "0.8125rem", marginLeft: "0.75rem" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionIcon": { opacity: "0.8" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "0.4rem 0.7rem" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--accent-ink)",
    font: "inherit",
    borderRadius: "var(--radius)",
  },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--ink)" },
  ".cm-placeholder": { color: "var(--soft)" },
});

/**
 * Typing over a selection is done here: left to itself, the browser would give the new text the
 * style of the old one in a style attribute, which the content security policy refuses.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (empty || text === null || event.inputType !== "insertText" || view.composing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const handled = view.state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(view, from, to, text, insert));
    if (!handled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/**
 * An editor in the element, which must be empty.
 *
 * It lives in a shadow root: there its style sheets are adopted ones, which a strict content
 * security policy allows, while it forbids the style elements that the document would get.
 */
export function openEditor(
  host: HTMLElement,
  text: string,
  source: Source,
  run: () => void,
  changed: () => void,
): Editor {
  const root = host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  root.append(parent);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host,div:first-child{display:block;height:100%}.cm-editor{height:100%}");
  root.adoptedStyleSheets = [sheet];
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", run: () => (run(), true) },
          { key: "Mod-/", run: toggleComment },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        new LanguageSupport(language),
        syntaxHighlighting(colours),
        autocompletion({
          override: [completions(source)],
          maxRenderedOptions: 60,
          activateOnTypingDelay: 60,
        }),
        markField,
        linter((v) => diagnostics(v, source.prefixes), {
          delay: 250,
          needsRefresh: ({ transactions }) =>
            transactions.some(({ effects }) => effects.some((effect) => effect.is(setMark))),
        }),
        typeOver,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": say.editor,
          tabindex: "0",
          spellcheck: "false",
          autocapitalize: "off",
        }),
        placeholder("SELECT …"),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed();
        }),
        look,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    mark(error) {
      const at = error && offset(view.state.doc.toString(), error.line, error.column);
      view.dispatch({
        effects: setMark.of(error && at !== null ? { at, message: error.message } : null),
      });
      forceLinting(view);
    },
    goTo(line, column) {
      const at = offset(view.state.doc.toString(), line, column);
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}

/** What is wrong with the text as far as can be told here, and the endpoint's own mark. */
function diagnostics(view: EditorView, known: Record<string, string>): Diagnostic[] {
  const text = view.state.doc.toString();
  const found: Diagnostic[] = dottedNames(text).map((name) => ({
    from: name.from,
    to: name.to,
    severity: "warning",
    message: say.dots(name.text),
    actions: [
      {
        name: say.dotsFix,
        apply: (v, from, to) =>
          v.dispatch({ changes: { from, to, insert: escapeDots(name.text) } }),
      },
    ],
  }));
  for (const prefix of missingPrefixes(text, known)) {
    const name = prefixedNames(text).find((one) => one.prefix === prefix);
    if (name)
      found.push({
        from: name.from,
        to: name.to,
        severity: "info",
        message: say.prefix(prefix),
        actions: [
          {
            name: say.prefixFix,
            apply(v) {
              const line = prefixLine(v.state.doc.toString(), prefix, known[prefix]!);
              v.dispatch({ changes: { from: line.at, insert: line.insert } });
            },
          },
        ],
      });
  }
  const mark = view.state.field(markField);
  if (mark) {
    const line = view.state.doc.lineAt(Math.min(mark.at, text.length));
    const word = /^[^\s{}()]+/.exec(text.slice(mark.at))?.[0].length ?? 0;
    const to = Math.min(text.length, mark.at + Math.max(1, word));
    const from = to > mark.at ? mark.at : Math.max(line.from, mark.at - 1);
    found.push({ from, to, severity: "error", message: mark.message });
  }
  return found;
}
