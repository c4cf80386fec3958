import { expect, it } from 'vitest';
import { isLongText, mergeTexts } from './mergeTexts';

it('keeps what both say once, and of the rest theirs before mine', () => {
  const theirs = '3单元漏水。物业来过。约了周三修。';
  const mine = '3单元漏水。楼上不开门。约了周三修。';
  expect(mergeTexts(theirs, mine)).toBe('3单元漏水。物业来过。楼上不开门。约了周三修。');
});

it('is the longer one where one only says more', () => {
  expect(mergeTexts('漏水。', '漏水。物业来过。')).toBe('漏水。物业来过。');
  expect(mergeTexts('漏水。\n物业来过。', '漏水。')).toBe('漏水。\n物业来过。');
});

it('sets an end between two that have none', () => {
  expect(mergeTexts('楼道漏水', '屋顶漏水')).toBe('楼道漏水。屋顶漏水');
  expect(mergeTexts('The stairs leak', 'The roof leaks')).toBe('The stairs leak. The roof leaks');
});

it('does not say the same twice because of a comma or a space', () => {
  expect(mergeTexts('物业来过，没修好。', '物业来过没修好')).toBe('物业来过，没修好。');
});

it('leaves nothing of either out, whatever they are', () => {
  const parts = ['a。', 'b。', 'c\n', 'd！', 'e。'];
  for (let seed = 1; seed < 400; seed++) {
    const pick = (salt: number) => parts.filter((_, n) => ((seed * salt) >> n) & 1).join('');
    const [theirs, mine] = [pick(7), pick(13)];
    const merged = mergeTexts(theirs, mine);
    for (const letter of new Set(`${theirs}${mine}`.replace(/[。！\n]/g, '')))
      expect(merged.split(letter).length - 1, `${seed}: ${theirs} | ${mine}`).toBeGreaterThanOrEqual(1);
  }
});

it('is offered for words, not for choices, numbers or what is empty', () => {
  expect(isLongText('text', '漏水', '楼道漏水')).toBe(true);
  expect(isLongText('severity', 'minor', 'severe')).toBe(false);
  expect(isLongText('people_count', 3, 4)).toBe(false);
  expect(isLongText('text', '漏水', null)).toBe(false);
});
