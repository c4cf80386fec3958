import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const src = new URL('./', import.meta.url);
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/\.test\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, src), 'utf8') }));

/** What each file imports, as paths under `src`. */
function imports({ name, text }: (typeof files)[number]): string[] {
  const found = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] as string);
  return found
    .filter((path) => path.startsWith('@/') || path.startsWith('.'))
    .map((path) =>
      path.startsWith('@/') ? path.slice(2) : new URL(path, `file:///${name}`).pathname.slice(1),
    );
}

const inside = (folder: string) => files.filter((file) => file.name.startsWith(`${folder}/`));
const wrong = (folder: string, allowed: (path: string, name: string) => boolean) =>
  inside(folder).flatMap((file) =>
    imports(file)
      .filter((path) => !allowed(path, file.name))
      .map((path) => `${file.name} → ${path}`),
  );

describe('who may look at whom', () => {
  it('sync knows no screen', () => {
    expect(wrong('sync', (path) => !/^(ui|features|i18n)\b/.test(path))).toEqual([]);
    expect(wrong('attachments', (path) => !/^(ui|features|i18n)\b/.test(path))).toEqual([]);
    expect(wrong('session', (path) => !/^(ui|features|i18n)\b/.test(path))).toEqual([]);
  });

  it('what several features show knows no feature', () => {
    expect(wrong('ui', (path) => !path.startsWith('features'))).toEqual([]);
  });

  it('features do not know each other', () => {
    const own = (path: string, name: string) => path.split('/')[1] === name.split('/')[1];
    expect(wrong('features', (path, name) => !path.startsWith('features/') || own(path, name))).toEqual([]);
  });

  it('no screen knows that there is a network or a database', () => {
    const screens = [...inside('features'), ...inside('ui')];
    const guilty = screens.filter(({ text }) =>
      /\bfetch\(|XMLHttpRequest|indexedDB|openDB|from 'idb'/.test(text),
    );
    expect(guilty.map((file) => file.name)).toEqual([]);
  });
});

it('no template carries an inline style or raw HTML: the content security policy allows neither', () => {
  const templates = files.filter((file) => file.name.endsWith('.vue'));
  const guilty = templates.filter(({ text }) => /\sstyle="|v-html|innerHTML/.test(text));
  expect(guilty.map((file) => file.name)).toEqual([]);
});
