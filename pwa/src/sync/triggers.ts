/** What can be asked to run: the sender of the text and that of the photos. */
interface Runner {
  poke(now?: boolean): Promise<void>;
}

const TICK_MS = 30_000;
const BACKGROUND_TAG = 'gridwalk-sync';

/**
 * Asks for a run whenever it may help: the page is shown, gets the focus, the browser believes in a network (which
 * is only a hint to try now), and every half minute while somebody looks. Gives a function that ends it.
 */
export function startTriggers(sender: Runner, uploader: Runner): () => void {
  if (typeof document === 'undefined') return () => {};
  const now = () => {
    void sender.poke(true);
    void uploader.poke(true);
  };
  const shown = () => {
    if (document.visibilityState === 'visible') now();
    else void askForBackground();
  };
  const tick = setInterval(() => {
    if (document.visibilityState === 'visible') void sender.poke();
  }, TICK_MS);
  addEventListener('online', now);
  addEventListener('focus', now);
  document.addEventListener('visibilitychange', shown);
  return () => {
    clearInterval(tick);
    removeEventListener('online', now);
    removeEventListener('focus', now);
    document.removeEventListener('visibilitychange', shown);
  };
}

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** Background Sync, where there is one: the service worker sends when a network comes and no page does. */
export async function askForBackground(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker?.ready) as SyncRegistration | undefined;
    await registration?.sync?.register(BACKGROUND_TAG);
  } catch {
    // Not allowed or not there: the page sends by itself when it is opened again.
  }
}
