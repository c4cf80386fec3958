import type { Rec } from '@/sync';
import type { Localized } from '@/sync/types.gen';

export type Checklist = Rec<'checklists'>;
export type Question = Checklist['questions'][number];
export type Severity = 'minor' | 'ordinary' | 'severe';

export interface Finding {
  question: string;
  problem: string;
  severity: Severity;
}

/** One thing that can be wrong, with the checklist and question it belongs to. */
export interface Problem extends Finding {
  checklist: string;
  text: Localized;
  /** What it is about, in a word: "stairs", "extinguisher". */
  about: Localized | null;
}

const GRAVITY: Record<string, number> = { minor: 1, ordinary: 2, severe: 3 };

/** Checklists in force on `day`, of each duty class only the newest edition. */
export function inForce(lists: readonly Checklist[], day: string): Checklist[] {
  const newest = new Map<string, Checklist>();
  for (const list of lists) {
    if (list.void || (list.valid_from && list.valid_from > day) || (list.valid_to && list.valid_to < day))
      continue;
    const known = newest.get(list.code);
    if (!known || known.edition < list.edition) newest.set(list.code, list);
  }
  return [...newest.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/** One checklist for each duty class, to choose a special round by. */
export function dutyClasses(lists: readonly Checklist[], day: string): Checklist[] {
  const seen = new Map<string, Checklist>();
  for (const list of inForce(lists, day)) if (!seen.has(list.duty_class)) seen.set(list.duty_class, list);
  return [...seen.values()];
}

interface Checked {
  unit_type?: string | null;
  duty_classes?: readonly string[] | null;
}

/** What is looked at here: the lists of the place's duty classes that hold for its type, in the place's order. */
export function checklistsFor(
  place: Checked,
  lists: readonly Checklist[],
  day: string,
  only?: string | null,
): Checklist[] {
  const classes = (place.duty_classes ?? []).filter((one) => !only || one === only);
  const fitting = inForce(lists, day).filter(
    (list) => !list.unit_types?.length || !place.unit_type || list.unit_types.includes(place.unit_type),
  );
  return classes.flatMap((one) => fitting.filter((list) => list.duty_class === one));
}

/** Everything that can be wrong here, the worst first: the first few become chips, the rest is behind "more". */
export function problemsOf(lists: readonly Checklist[]): Problem[] {
  return lists
    .flatMap((list) =>
      list.questions.flatMap((question) =>
        (question.problems ?? []).map((problem) => ({
          checklist: list.id,
          question: question.id,
          problem: problem.id,
          severity: (problem.severity ?? 'ordinary') as Severity,
          text: problem.text,
          about: question.label ?? null,
        })),
      ),
    )
    .sort((a, b) => (GRAVITY[b.severity] ?? 0) - (GRAVITY[a.severity] ?? 0));
}

/** The worst of what was found; nothing where nothing was named. */
export function worst(findings: readonly { severity: Severity }[]): Severity | undefined {
  return [...findings].sort((a, b) => (GRAVITY[b.severity] ?? 0) - (GRAVITY[a.severity] ?? 0))[0]?.severity;
}

/** A matter that is not put right on the spot and is more than a trifle needs somebody to follow it. */
export function asksForCase(result: string, severity: Severity | undefined): boolean {
  return result === 'problem' && (severity === 'ordinary' || severity === 'severe');
}
