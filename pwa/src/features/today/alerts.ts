import type { Rec } from '@/sync';

export type Alert = Rec<'alerts'>;

const DAY = 24 * 60 * 60_000;
const SHOWN = 8;

/** Everything unseen, then what was seen within the last day; the latest first in each. */
export function alertsToShow(alerts: readonly Alert[], now: Date): Alert[] {
  const latest = (a: Alert, b: Alert) => Date.parse(b.made_at ?? '') - Date.parse(a.made_at ?? '') || 0;
  const live = alerts.filter((alert) => !alert.void);
  const unseen = live.filter((alert) => !alert.seen_at).sort(latest);
  const seen = live
    .filter((alert) => alert.seen_at && now.getTime() - Date.parse(alert.seen_at) < DAY)
    .sort(latest);
  return [...unseen, ...seen.slice(0, Math.max(0, SHOWN - unseen.length))];
}
