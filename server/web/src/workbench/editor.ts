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

import { completions, type Source } from "./completion";
import { colours, look, sparql } from "./look";
import { say } from "./strings";
import { missingPrefixes, offset, prefixedNames, prefixLine } from "./text";

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
      view.state.update(view.state.replaceSelection(text), {
        userEvent: "input.type",
        scrollIntoView: true,
      });
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
        new LanguageSupport(sparql),
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
  const found: Diagnostic[] = [];
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
