// Where in a text the words are that somebody types.

/** The pieces of the text in order, and whether each is one of the words. */
export function pieces(text: string, asked: string): [string, boolean][] {
  const words = asked
    .split(/\s+/)
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
  if (!words.length) return [[text, false]];
  const any = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
  return text
    .split(new RegExp(`(${any})`, "iu"))
    .map((piece, n): [string, boolean] => [piece, n % 2 === 1])
    .filter(([piece]) => piece);
}
