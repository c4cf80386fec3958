import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const themes = { light: ':root', dark: ':root[data-theme="dark"]', sun: ':root[data-theme="sun"]' };
const pairs = [
  ...['ink', 'soft', 'green', 'amber', 'red'].flatMap((ink) => [
    [ink, 'paper'],
    [ink, 'ground'],
  ]),
  ['on-green', 'green'],
  ['paper', 'red'],
  ...['green', 'amber', 'red'].map((state) => [state, `${state}-wash`]),
  ...['green', 'amber', 'red'].map((state) => ['ink', `${state}-wash`]),
] as [string, string][];

describe.each(Object.entries(themes))('the %s theme', (_name, selector) => {
  const found = tokens(selector);

  it.each(pairs)('reads %s on %s with a contrast of at least 7:1', (ink, ground) => {
    expect(found[ink], ink).toBeDefined();
    expect(contrast(found[ink] as string, found[ground] as string)).toBeGreaterThanOrEqual(7);
  });

  it('shows edges of controls with at least 3:1', () => {
    expect(contrast(found.edge as string, found.paper as string)).toBeGreaterThanOrEqual(3);
  });
});
