import { onScopeDispose, type Ref, ref, watch } from 'vue';

/** A dirty form holds this lock, shared; a killed tab lets go of it by itself. */
const FORM_LOCK = 'gridwalk-form';
const LOOK_EVERY_MS = 15 * 60_000;

const waiting = ref(false);
let registration: ServiceWorkerRegistration | undefined;
let reloadWhenClean = false;
const dirtyForms = new Set<symbol>();

/** Whether a newer build waits, and the way to let it in. */
export function useUpdate(): { waiting: Ref<boolean>; takeOver: () => Promise<boolean> } {
  return { waiting, takeOver };
}

/**
 * While `dirty` is true, no new build takes over, in any tab. The guard ends with the component that asked for it.
 */
export function useFormGuard(): { dirty: Ref<boolean> } {
  const dirty = ref(false);
  const form = Symbol('form');
  let release: (() => void) | undefined;
  const mark = (now: boolean) => {
    if (now === dirtyForms.has(form)) return;
    if (now) {
      dirtyForms.add(form);
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      void navigator.locks?.request(FORM_LOCK, { mode: 'shared' }, () => held);
    } else {
      dirtyForms.delete(form);
      release?.();
      if (reloadWhenClean && dirtyForms.size === 0) location.reload();
    }
  };
  watch(dirty, mark, { flush: 'sync' });
  // A scope stops its watchers before it is disposed of: nobody hears `dirty` any more.
  onScopeDispose(() => mark(false));
  return { dirty };
}

/** Once, when the page starts: the service worker, and a look for a newer build now and then. */
export async function startUpdates(): Promise<void> {
  const workers = navigator.serviceWorker;
  if (!workers || !import.meta.env.PROD) return;
  let hadController = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    // The first worker of all takes the page as it is; a newer one brings its own page.
    if (!hadController) hadController = true;
    else if (dirtyForms.size > 0) reloadWhenClean = true;
    else location.reload();
  });
  registration = await workers.register('/sw.js', { updateViaCache: 'none' });
  watchFor(registration);
  const look = () => void registration?.update().catch(() => {});
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
}

function watchFor(registered: ServiceWorkerRegistration): void {
  const note = () => {
    waiting.value = registered.waiting !== null && registered.active !== null;
  };
  registered.addEventListener('updatefound', () => {
    registered.installing?.addEventListener('statechange', note);
  });
  note();
}

/** Lets the waiting build in, unless somebody is in the middle of a form, here or in another tab. */
async function takeOver(): Promise<boolean> {
  const locks = await navigator.locks?.query();
  const busy = dirtyForms.size > 0 || locks?.held?.some((lock) => lock.name === FORM_LOCK);
  if (busy || !registration?.waiting) return false;
  registration.waiting.postMessage('skip-waiting');
  return true;
}
