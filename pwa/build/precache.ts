import { createHash } from 'node:crypto';

/** A file of the built app. `revision` is null where the name itself carries the content's hash. */
export interface PrecacheFile {
  url: string;
  revision: string | null;
}

/** `index.html` is listed as `/`, the address under which the app opens. */
export function precacheFile(name: string, hash: string): PrecacheFile {
  const url = name === 'index.html' ? '/' : `/${name}`;
  return { url, revision: name.startsWith('assets/') ? null : hash };
}

/** Changes when any file of the app changes, and only then: the name of the worker's cache. */
export function buildVersion(files: readonly PrecacheFile[]): string {
  const lines = files.map((file) => `${file.url} ${file.revision ?? ''}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
}
