import { beforeEach, expect, test, vi } from 'vitest';
import { Caches } from '@/testing/caches.ts';

const build = { version: 'one', files: [] as { url: string; revision: string | null }[] };
vi.mock('virtual:precache', () => build);

let fetched: string[];
let caches: Caches;

beforeEach(() => {
  fetched = [];
  caches = new Caches();
  vi.stubGlobal('caches', caches);
  vi.stubGlobal(
    'Request',
    class {
      readonly url: string;
      constructor(url: string) {
        this.url = url;
      }
    },
  );
  vi.stubGlobal('fetch', async ({ url }: { url: string }) => {
    fetched.push(url);
    return new Response(`${build.version} ${url}`);
  });
});

/** The service worker of a build: its module begins anew. */
async function worker(version: string, files: string[]) {
  Object.assign(build, {
    version,
    files: files.map((url) => ({ url, revision: url.startsWith('/assets') ? null : version })),
  });
  vi.resetModules();
  return import('./caches.ts');
}

const text = async (answer: Response | undefined) => answer?.clone().text();

test('a build is kept whole, and is asked for once', async () => {
  const one = await worker('one', ['/', '/assets/app-1.js']);
  await one.fillCache();
  expect(fetched.sort()).toEqual(['/', '/assets/app-1.js']);
  expect(await text(await one.fromCache('/assets/app-1.js'))).toBe('one /assets/app-1.js');
});

test('what the build before had under the same hash is not fetched again', async () => {
  await (await worker('one', ['/', '/assets/app-1.js', '/assets/vue-9.js'])).fillCache();
  fetched.length = 0;
  const two = await worker('two', ['/', '/assets/app-2.js', '/assets/vue-9.js']);
  await two.fillCache();
  expect(fetched.sort()).toEqual(['/', '/assets/app-2.js']);
  expect(await text(await two.fromCache('/'))).toBe('two /');
});

test("an old build's files are answered while a page of it runs, and go after it", async () => {
  await (await worker('one', ['/', '/assets/app-1.js'])).fillCache();
  const two = await worker('two', ['/', '/assets/app-2.js']);
  await two.fillCache();
  await two.handOver(['old page']);
  await two.tidy(new Set(['old page', 'new page']));
  expect(await text(await two.fromCache('/assets/app-1.js'))).toBe('one /assets/app-1.js');
  await two.tidy(new Set(['new page']));
  expect(await two.fromCache('/assets/app-1.js')).toBeUndefined();
  expect(await caches.keys()).toEqual(['gridwalk-app-two']);
});

test('a file that does not come lets the new build wait, and the old one stays', async () => {
  await (await worker('one', ['/'])).fillCache();
  vi.stubGlobal('fetch', async () => new Response('gone', { status: 404 }));
  const two = await worker('two', ['/', '/assets/app-2.js']);
  await expect(two.fillCache()).rejects.toThrow('404');
  expect(await caches.match('/')).toBeDefined();
});
