import type { Matter, Step } from './api.ts';
import { when } from './when.ts';
import { fill, type Words } from './words/index.ts';

/** How a matter stands, in one or two plain sentences. */
export function said(matter: Matter, words: Words): string[] {
  if (matter.state === 'withdrawn') return [words.said.withdrawn];
  const now = matter.server_time;
  const last = lastOf(matter);
  const kind = last.kind === 'added' || last.kind === 'rated' ? 'received' : last.kind;
  const stands = fill(words.said[kind], { at: when(last.at, now, words), role: role(last, words) });
  if (matter.state === 'answered' || !matter.promised_by) return [stands + words.said.end];
  const promise = when(matter.promised_by, now, words);
  if (Date.parse(matter.promised_by) < Date.parse(now)) {
    return [stands + words.said.end, fill(words.said.late, { promise })];
  }
  return [stands + fill(words.said.promised, { promise }) + words.said.end];
}

export function stepTitle(step: Step, words: Words): string {
  return fill(words.step[step.kind] ?? '', { role: role(step, words), mark: step.mark ?? '' });
}

function role(step: Step, words: Words): string {
  const known = words.role as Record<string, string>;
  return known[step.role ?? ''] ?? words.role.other;
}

/** The last step that says how it stands. */
function lastOf(matter: Matter): Step {
  const telling = matter.steps.filter((step) => step.kind !== 'added' && step.kind !== 'rated');
  return telling[telling.length - 1] ?? { kind: 'received', at: matter.received_at };
}
