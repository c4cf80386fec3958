import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import { buildVersion, type PrecacheFile, precacheFile } from './precache.ts';

const MODULE = 'virtual:precache';
const RESOLVED = `\0${MODULE}`;

/**
 * Builds the service worker as one classic script `sw.js` after the app, with the list of the app's files inside.
 *
 * The worker imports `{ files, version }` from `virtual:precache`. It is a build of its own because a worker that
 * shared chunks with the page would need module workers, which older phones lack. In development and in tests the
 * list is empty.
 */
export function serviceWorker(options: { entry: string }): Plugin {
  let config: ResolvedConfig;
  return {
    ...precacheModule([]),
    name: 'gridwalk:service-worker',
    configResolved(resolved) {
      config = resolved;
    },
    async writeBundle() {
      const outDir = resolve(config.root, config.build.outDir);
      await buildWorker(config, options.entry, outDir, await listFiles(outDir));
    },
  };
}

async function buildWorker(config: ResolvedConfig, entry: string, outDir: string, files: PrecacheFile[]) {
  await build({
    configFile: false,
    root: config.root,
    mode: config.mode,
    logLevel: config.logLevel,
    publicDir: false,
    resolve: { alias: config.resolve.alias },
    define: config.define,
    plugins: [precacheModule(files)],
    build: {
      outDir,
      emptyOutDir: false,
      target: config.build.target,
      reportCompressedSize: false,
      rolldownOptions: {
        input: resolve(config.root, entry),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  });
}

function precacheModule(files: PrecacheFile[]): Plugin {
  return {
    name: 'gridwalk:precache',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    load: (id) =>
      id === RESOLVED
        ? `export const version = ${JSON.stringify(buildVersion(files))};\nexport const files = ${JSON.stringify(files)};\n`
        : undefined,
  };
}

async function listFiles(outDir: string): Promise<PrecacheFile[]> {
  const names = await readdir(outDir, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => name !== 'sw.js' && !name.endsWith('.map'))
    .sort();
  return Promise.all(files.map(async (name) => precacheFile(name, hash(await readFile(join(outDir, name))))));
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
