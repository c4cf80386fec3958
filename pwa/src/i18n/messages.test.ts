import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import en from './en';
import zh from './zh-CN';

const src = new URL('../', import.meta.url);

function flat(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + name, value);
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) found.set(key, text);
  }
  return found;
}

const chinese = flat(zh);
const english = flat(en);

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .filter((name) => !/^i18n\/(zh-CN|en)\//.test(name))
  .map((name) => readFileSync(new URL(name, src), 'utf8'))
  .join('\n');

/** Whole keys in quotes, and the beginnings of keys that end in a variable. */
const groups = new Set([...chinese.keys()].map((key) => key.split('.')[0]));
const literals = new Set(
  [...sources.matchAll(/['`]([a-zA-Z]+(?:\.[\w-]+)+)['`]/g)]
    .map((match) => match[1] as string)
    .filter((key) => groups.has(key.split('.')[0])),
);
const beginnings = [...sources.matchAll(/`([a-zA-Z]+(?:\.[\w-]+)*\.)\$\{/g)].map(
  (match) => match[1] as string,
);
/** Codes are told by name, and their words looked up. */
const told = [...sources.matchAll(/(?:\b(?:tell|lack)\(|(?:tellError|codeOf)\(\w+, )'([a-z_]+)'/g)].map(
  (match) => match[1],
);
/** Spans of a deadline are put together from a beginning and a unit. */
const spans = ['Minutes', 'Hours', 'Days'];

type Read = (key: string, named: object) => string;

describe('messages', () => {
  it('are the same in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('take the same values in both languages', () => {
    const values = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const [key, text] of chinese) expect(values(english.get(key) ?? ''), key).toEqual(values(text));
  });

  it('are all there that the screens ask for', () => {
    const missing = [...literals].filter(
      (key) =>
        !chinese.has(key) && !spans.some((unit) => chinese.has(key + unit)) && !chinese.has(`${key}.other`),
    );
    expect(missing).toEqual([]);
    expect(told.filter((code) => !chinese.has(`message.${code}`))).toEqual([]);
  });

  it('are all asked for by some screen', () => {
    const used = (key: string) =>
      literals.has(key) ||
      beginnings.some((beginning) => key.startsWith(beginning)) ||
      spans.some((unit) => key.endsWith(unit) && literals.has(key.slice(0, -unit.length)));
    expect([...chinese.keys()].filter((key) => !used(key))).toEqual([]);
  });

  it.each(['zh-CN', 'en'])('of %s can all be read by the message format', (locale) => {
    // Without this the types of every key would be worked out, which is too much for the compiler.
    const create = createI18n as unknown as (options: object) => { global: { t: Read } };
    const { t: read } = create({ legacy: false, locale, messages: { 'zh-CN': zh, en } }).global;
    for (const key of chinese.keys()) expect(() => read(key, { n: 2, name: 'x' }), key).not.toThrow();
  });

  it('use no system words on a screen', () => {
    for (const [key, text] of chinese)
      expect(text, key).not.toMatch(/同步|提交|网络异常|服务器|错误码|上传|缓存/);
  });
});
