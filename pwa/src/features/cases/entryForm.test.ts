import { describe, expect, it } from 'vitest';
import { blankEntry, entryFormOf, fieldsOf, kindsFor, missing, stepsFor } from './entryForm';

const now = new Date('2026-11-22T15:00:00+08:00');

describe('an entry', () => {
  it('needs only its text when it is a note', () => {
    expect(missing(blankEntry())).toBe('text_missing');
    const note = { ...blankEntry(), text: ' 约了下午 ' };
    expect(missing(note)).toBeUndefined();
    expect(fieldsOf(note, now)).toEqual({ kind: 'note', text: '约了下午' });
  });

  it('takes a refused visit as a normal result without words', () => {
    const visit = { ...blankEntry('visit'), visit: 'declined' };
    expect(missing(visit)).toBeUndefined();
    expect(fieldsOf(visit, now)).toEqual({ kind: 'visit', visit_result: 'declined' });
  });

  it('keeps who spoke, what each wants and what was agreed of a mediation', () => {
    const form = {
      ...blankEntry('mediation'),
      sides: [
        { who: '甲方', wants: '赔 500 元' },
        { who: '乙方', wants: '' },
        { who: ' ', wants: ' ' },
      ],
      agreed: '修好并赔 300 元',
      terms: [
        { text: '周五前修好', due: '2026-11-27', yuan: '300.5' },
        { text: ' ', due: '', yuan: '9' },
      ],
    };
    expect(missing(form)).toBeUndefined();
    expect(fieldsOf(form, now)).toEqual({
      kind: 'mediation',
      text: '修好并赔 300 元',
      spoke: ['甲方', '乙方'],
      wants: [{ who: '甲方', wants: '赔 500 元' }],
      agreed: '修好并赔 300 元',
      terms: [{ text: '周五前修好', due: '2026-11-27', amount_fen: 30050 }],
    });
  });

  it('closes a case only with text, channel and time', () => {
    const form = blankEntry('answer');
    expect(missing(form)).toBe('answer_missing');
    const fields = fieldsOf({ ...form, text: '修好了', channel: 'phone' }, now);
    expect(fields).toMatchObject({ kind: 'answer', text: '修好了', answer_channel: 'phone' });
    expect(Date.parse(fields.answered_at as string)).toBe(now.getTime());
  });
});

describe('what is offered', () => {
  it('is not an answer to a closed case, and opening it again only for who leads', () => {
    expect(kindsFor('closed', true, true)).toEqual(['note', 'visit', 'mediation', 'step']);
    expect(kindsFor('closed', false, true)).toEqual(['note', 'visit', 'mediation']);
    expect(kindsFor('open', false, false)).not.toContain('answer');
    expect(stepsFor('in_progress', false)).toEqual(['hand_over']);
  });
});

describe('an entry that comes back into its form', () => {
  const written = [
    { kind: 'note', text: '约了下午' },
    { kind: 'visit', visit_result: 'declined' },
    { kind: 'step', step: 'hand_over', text: '给物业' },
    {
      kind: 'mediation',
      text: '谈了',
      spoke: ['陈女士', '何先生'],
      wants: [{ who: '何先生', wants: '一人一半' }],
      agreed: '修好',
      terms: [{ text: '周五前修好', due: '2026-11-27', amount_fen: 30050 }],
    },
    { kind: 'answer', text: '修好了', answer_channel: 'phone', answered_at: '2026-11-22T15:00:00+08:00' },
  ];

  it.each(written)('is the same when nothing is changed: $kind', (fields) => {
    const again = fieldsOf(entryFormOf(fields as never), now);
    const { answered_at: before, ...rest } = fields as { answered_at?: string };
    expect(again).toMatchObject(rest);
    if (before) expect(Date.parse(again.answered_at as string)).toBe(Date.parse(before));
  });
});
