import { onScopeDispose, type Ref, readonly, ref } from 'vue';

const EVERY_MS = 30_000;

const now = ref(new Date());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * The present moment, renewed every half minute while somebody looks at it.
 *
 * Who joins others sees what they see: a list of sixty lines would else be calculated anew with each line.
 */
export function useNow(): Readonly<Ref<Date>> {
  watchers += 1;
  if (watchers === 1 || isOld()) renew();
  timer ??= setInterval(renew, EVERY_MS);
  onScopeDispose(() => {
    watchers -= 1;
    if (watchers > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  return readonly(now) as Readonly<Ref<Date>>;
}

function renew(): void {
  now.value = new Date();
}

/** A phone that slept, or whose clock was moved, has missed its turns. */
function isOld(): boolean {
  return Math.abs(Date.now() - now.value.getTime()) >= EVERY_MS;
}
