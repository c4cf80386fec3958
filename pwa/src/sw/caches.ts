import { files, version } from 'virtual:precache';

/** The files of one build are kept together under its version. */
const PREFIX = 'gridwalk-app-';
export const CACHE = PREFIX + version;
/** Kept in an old build's cache: the pages that were open when a newer build took over. */
const PAGES = '/.pages';

/** Fetches the build. What an older build had already, under a name that carries its hash, is taken from there. */
export async function fillCache(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    files.map(async ({ url, revision }) => {
      if (revision === null && (await cache.match(url))) return;
      const known = revision === null ? await caches.match(url) : undefined;
      const request = new Request(url, { cache: revision === null ? 'default' : 'no-cache' });
      const response = known ?? (await fetch(request));
      if (!response.ok || response.redirected) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

/** Notes in every older cache which pages may still ask for its files. */
export async function handOver(pages: readonly string[]): Promise<void> {
  for (const name of await oldCaches()) {
    const cache = await caches.open(name);
    if (!(await cache.match(PAGES))) await cache.put(PAGES, new Response(JSON.stringify(pages)));
  }
}

/** Deletes the files of builds of which no page runs any more. */
export async function tidy(pages: ReadonlySet<string>): Promise<void> {
  for (const name of await oldCaches()) {
    const noted = await (await caches.open(name)).match(PAGES);
    const of = noted ? ((await noted.json()) as string[]) : undefined;
    if (of !== undefined && !of.some((page) => pages.has(page))) await caches.delete(name);
  }
}

/** A file of this build, or of an older one of which a page still runs. */
export async function fromCache(url: string): Promise<Response | undefined> {
  return (await (await caches.open(CACHE)).match(url)) ?? (await caches.match(url));
}

async function oldCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}
