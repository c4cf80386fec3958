/**
 * One text out of two that were written apart: what both say stands once, where they differ comes theirs and then
 * mine. It is a draft for a person to read: nothing of either is left out.
 */
export function mergeTexts(theirs: string, mine: string): string {
  const [a, b] = [sentences(theirs), sentences(mine)];
  const merged: string[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of common(a, b)) {
    merged.push(...a.slice(i, x), ...b.slice(j, y), longer(a[x] ?? '', b[y] ?? ''));
    [i, j] = [x + 1, y + 1];
  }
  return ended([...merged, ...a.slice(i), ...b.slice(j)])
    .join('')
    .trim();
}

/** Whether a value is worth writing together: words of some length, not a choice or a number. */
export function isLongText(field: string, ...values: unknown[]): boolean {
  if (!values.every((value) => typeof value === 'string' && value.trim() !== '')) return false;
  return LONG.has(field) || values.some((value) => (value as string).length > 40);
}

const LONG = new Set(['text', 'agreed', 'note', 'reason', 'word']);

/** Sentences with their ends, so that put together again they are the text; a line is one as well. */
function sentences(text: string): string[] {
  return text.match(/[^。！？!?；;\n]*[。！？!?；;\n]+\s*|[^。！？!?；;\n]+$/g) ?? [];
}

const plain = (sentence: string) => sentence.replace(/[\s。！？!?；;，,.]/g, '');
const longer = (a: string, b: string) => (b.trimEnd().length > a.trimEnd().length ? b : a);

/** Pairs of places at which both say the same, rising in both: the longest such row. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  const same = (i: number, j: number) => plain(a[i] ?? '') === plain(b[j] ?? '');
  const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      (best[i] as number[])[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (same(i, j)) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}

/** A sentence that had no end gets one before another follows it. */
function ended(all: readonly string[]): string[] {
  return all.map((one, index) =>
    index < all.length - 1 && !/[。！？!?；;\n]\s*$/.test(one)
      ? `${one}${/[^\x20-\x7e]/.test(one) ? '。' : '. '}`
      : one,
  );
}
