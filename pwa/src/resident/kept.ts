/** What this browser keeps for a while. Where it may keep nothing (private windows), the page works without. */
export function keep(key: string, value: unknown, place: () => Storage = () => localStorage): void {
  try {
    if (value === null) place().removeItem(`gridwalk-${key}`);
    else place().setItem(`gridwalk-${key}`, JSON.stringify(value));
  } catch {
    // Full or closed: nothing that was typed is lost on the page itself.
  }
}

export function kept<T>(key: string, place: () => Storage = () => localStorage): T | null {
  try {
    return JSON.parse(place().getItem(`gridwalk-${key}`) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** Only as long as this tab is open: what opens a matter does not stay on a phone that is passed on. */
export const whileOpen = (): Storage => sessionStorage;
