import { readonly, ref, shallowRef } from 'vue';

/** One thing to tell, by its stable code; the words are `message.<code>` in i18n. */
export interface Told {
  code: string;
  named: Record<string, string | number>;
  tone: 'calm' | 'alarm';
  sequence: number;
}

const told = shallowRef<Told | null>(null);
const counter = ref(0);
let timer: ReturnType<typeof setTimeout> | undefined;

export const currentMessage = readonly(told);

/** Shows a message. An alarm stays until it is closed or the next one comes; a calm one goes after six seconds. */
export function tell(code: string, named: Told['named'] = {}, tone: Told['tone'] = 'alarm'): void {
  clearTimeout(timer);
  counter.value += 1;
  told.value = { code, named, tone, sequence: counter.value };
  if (tone === 'calm') timer = setTimeout(hush, 6_000);
}

export function hush(code?: string): void {
  if (code && told.value?.code !== code) return;
  clearTimeout(timer);
  told.value = null;
}

/** The code an error carries, or `fallback` for one that has none: nobody reads a stack trace on a staircase. */
export function codeOf(error: unknown, fallback = 'problem'): string {
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return 'storage_full';
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code !== '' ? code : fallback;
}

export function tellError(error: unknown, fallback = 'problem'): void {
  tell(codeOf(error, fallback));
}

/** The words for a code: its own where there are some, else that something went wrong and nothing is lost. */
export function knownMessage(code: string, known: (key: string) => boolean): string {
  return known(`message.${code}`) ? `message.${code}` : 'message.problem';
}
