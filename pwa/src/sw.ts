/// <reference lib="webworker" />
import { sendInBackground } from './sw/background.ts';
import { fillCache, fromCache, handOver, tidy } from './sw/caches.ts';

declare const self: ServiceWorkerGlobalScope;

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** The page the app opens at, whichever of its addresses is asked for. */
const SHELL = '/';

self.addEventListener('install', (event) => event.waitUntil(fillCache()));

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

/** A new build takes over when a page says that nobody is in the middle of a form, and not before. */
self.addEventListener('message', (event) => {
  if (event.data === 'skip-waiting') event.waitUntil(self.skipWaiting());
});

self.addEventListener('sync', ((event: SyncEvent) => {
  if (event.tag === 'gridwalk-sync') event.waitUntil(sendInBackground());
}) as EventListener);

/** The app's own files, and nothing else: neither what goes to /api nor residents' pages are answered from here. */
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || isServers(url.pathname)) return;
  if (request.mode === 'navigate') {
    event.waitUntil(openPages().then(tidy));
    event.respondWith(answer(SHELL, request));
  } else if (request.headers.get('Range') === null) {
    event.respondWith(answer(url.pathname, request));
  }
});

function isServers(path: string): boolean {
  return /^\/(api|healthz|metrics|report|track)(\/|$)/.test(path) || path.endsWith('/sw.js');
}

async function answer(path: string, request: Request): Promise<Response> {
  return (await fromCache(path)) ?? fetch(request);
}

async function takeOver(): Promise<void> {
  const pages = await openPages();
  await handOver([...pages]);
  await tidy(pages);
  await self.clients.claim();
}

async function openPages(): Promise<Set<string>> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return new Set(pages.map((page) => page.id));
}
