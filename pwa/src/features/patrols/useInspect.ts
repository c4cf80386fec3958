import { type ComputedRef, computed, type Ref, ref } from 'vue';
import { useRouter } from 'vue-router';
import { useWords } from '@/i18n/words';
import { type Draft as Change, localTime, newId, undo } from '@/sync';
import type { Position } from '@/sync/types.gen';
import { putDraft, useDraft } from '@/ui/drafts';
import { tellError } from '@/ui/messages';
import { nextStop, type Place, type Progress } from '@/ui/round';
import { offerUndo } from '@/ui/undo';
import { useFilled } from '@/ui/useFilled';
import { type Checklist, type Problem, problemsOf, worst } from './checklists';
import { useProblemWords } from './problemWords';

export type Result = 'fine' | 'fixed' | 'problem';

export interface InspectForm {
  result: Result | null;
  text: string;
  /** `question problem` of each chip that was chosen. */
  problems: string[];
  openCase: boolean;
  caseChosen: boolean;
}

interface Here {
  place: ComputedRef<Place | undefined>;
  checklists: ComputedRef<Checklist[]>;
  progress: ComputedRef<Progress>;
  position: Readonly<Ref<Position | undefined>>;
}

const blank = (): InspectForm => ({
  result: null,
  text: '',
  problems: [],
  openCase: false,
  caseChosen: false,
});

/** One check: "fine" is saved by the tap itself, the others by `saveDetails`; each leads on to the next place. */
export function useInspect(at: { patrol: string; place: string }, here: Here) {
  const { t, word } = useWords();
  const { sayProblem } = useProblemWords();
  const router = useRouter();
  const beforehand = useFilled('inspections');
  const key = beforehand.key(`inspect ${at.patrol} ${at.place}`);
  const draft = useDraft(key, blank);
  const saving = ref(false);
  const result = computed({
    get: () => draft.value.value.result,
    set: (next) => {
      draft.value.value.result = next;
    },
  });

  beforehand.fill(draft, (fields) => draft.start(formOf(fields)));

  async function answer(chosen: Result) {
    if (chosen === 'fine') await keep('fine', []);
    else result.value = chosen;
  }

  async function saveDetails() {
    const chosen = draft.value.value.problems;
    const found = problemsOf(here.checklists.value).filter((one) => chosen.includes(keyOf(one)));
    if (result.value) await keep(result.value, found);
  }

  async function keep(chosen: Result, found: Problem[]) {
    const place = here.place.value;
    if (!place || saving.value) return;
    saving.value = true;
    const id = beforehand.record.value ?? newId();
    const next = nextStop(here.progress.value, place);
    const changes = changesOf(chosen, found, id, place);
    const form = { ...draft.value.value };
    try {
      await draft.save(changes, { collection: 'inspections', id, root: at.patrol });
      await beforehand.done();
    } catch (error) {
      tellError(error, 'save_failed');
      return;
    } finally {
      saving.value = false;
    }
    if (!beforehand.filled)
      offerUndo(t('inspect.saved', { name: place.name, result: word('result', chosen) }), () =>
        takeBack(
          changes.map((change) => change.id as string),
          form,
        ),
      );
    await goOn(next?.place.id);
  }

  function changesOf(chosen: Result, found: Problem[], id: string, place: Place): Change[] {
    const { openCase, text: words } = draft.value.value;
    const list =
      here.checklists.value.find((one) => one.id === found[0]?.checklist) ?? here.checklists.value[0];
    const severity = worst(found);
    const common = here.position.value ? { position: here.position.value } : {};
    const withCase = chosen === 'problem' && openCase;
    const caseId = withCase ? newId() : undefined;
    const said = chosen === 'fine' ? '' : words.trim();
    const inspection: Change = {
      collection: 'inspections',
      id,
      root: at.patrol,
      fields: {
        ...beforehand.rest(COVERED),
        ...common,
        place: place.id,
        result: chosen,
        inspected_at: localTime(new Date()),
        ...(list ? { checklist: list.id, edition: list.edition } : {}),
        ...(found.length
          ? { findings: found.map(({ question, problem, severity }) => ({ question, problem, severity })) }
          : {}),
        ...(severity ? { severity } : {}),
        ...(said ? { text: said } : {}),
        ...(caseId ? { case: caseId } : {}),
      },
    };
    if (!caseId) return [inspection];
    const what = [...found.map(sayProblem), said].filter(Boolean).join(t('common.stop'));
    const opened: Change = {
      collection: 'cases',
      id: caseId,
      fields: {
        ...common,
        area: place.area,
        place: place.id,
        ...(place.address ? { address: place.address } : {}),
        text: `${place.name}${t('common.colon')}${what || word('result', 'problem')}`,
        kind: 'hazard',
        severity: severity ?? 'ordinary',
        channel: 'patrol',
        inspection: id,
        patrol: at.patrol,
      },
    };
    return [opened, inspection];
  }

  /** The words come back into the form; a photo has to be taken again. */
  async function takeBack(ids: string[], form: InspectForm) {
    try {
      for (const id of ids) await undo(id);
      if (form.result) await putDraft(key, form);
    } catch (error) {
      tellError(error);
    }
    await router.replace({ name: 'inspect', params: { ...at } });
  }

  /** The place just left does not stay in the way back: back leads to the list. */
  async function goOn(next: string | undefined) {
    if (next) await router.replace({ name: 'inspect', params: { patrol: at.patrol, place: next } });
    else await router.replace({ name: 'patrol' });
  }

  return { draft, beforehand, result, answer, saveDetails, saving };
}

/** The fields of a check that the form shows. */
const COVERED = ['result', 'findings', 'severity', 'text', 'checklist', 'edition', 'inspected_at'] as const;

interface Finding {
  question: string;
  problem: string;
}

/** The form of a check that was refused; one where all was fine has none, only the three answers. */
function formOf({ result, text, findings }: Readonly<Record<string, unknown>>): InspectForm {
  const chosen = result === 'problem' || result === 'fixed' ? result : null;
  const problems = ((findings ?? []) as Finding[]).map((one) => `${one.question} ${one.problem}`);
  return {
    result: chosen,
    text: typeof text === 'string' ? text : '',
    problems,
    openCase: false,
    caseChosen: true,
  };
}

const keyOf = (one: Problem) => `${one.question} ${one.problem}`;
