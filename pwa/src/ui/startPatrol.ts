import { localTime, save } from '@/sync';

export interface Start {
  area: string;
  kind: 'daily' | 'instant' | 'special';
  reason?: string;
  duty_class?: string;
}

/** Begins a round now; resolves when it is on the phone. */
export function startPatrol({ area, kind, reason, duty_class }: Start): Promise<{ id: string }> {
  const started_at = localTime(new Date());
  return save('patrols', {
    area,
    kind,
    started_at,
    ...(reason ? { reason } : {}),
    ...(duty_class ? { duty_class } : {}),
  });
}
