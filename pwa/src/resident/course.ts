import type { Matter, Step } from './api.ts';
import { el } from './dom.ts';
import { said, stepTitle } from './said.ts';
import { when } from './when.ts';
import { fill, words } from './words/index.ts';

/** How it stands, in large letters; the answer with it. */
export function standsPart(matter: Matter): HTMLElement {
  const answer = matter.state === 'answered' ? lastAnswer(matter) : '';
  return el(
    'section',
    { class: `card stands ${matter.state}`, 'data-testid': 'stands', 'data-state': matter.state },
    ...said(matter, words()).map((sentence) => el('p', { class: 'said' }, sentence)),
    answer ? el('p', { class: 'answer', 'data-testid': 'answer', 'data-content': true }, answer) : null,
  );
}

/** Everything that happened to it, the latest first, and what the resident reported. */
export function coursePart(matter: Matter): HTMLElement {
  const w = words();
  const { arrived, refused } = matter.photos;
  const photos = [
    arrived ? fill(w.photosArrived, { arrived }) : '',
    refused ? fill(w.photosRefused, { refused }) : '',
  ].filter(Boolean);
  return el(
    'section',
    { class: 'card' },
    el('h2', {}, w.course),
    el('ol', { class: 'steps' }, ...[...matter.steps].reverse().map((step) => line(step, matter))),
    matter.text ? el('h2', {}, w.yourWords) : null,
    matter.text ? el('p', { 'data-content': true, class: 'words' }, matter.text) : null,
    matter.address ? el('p', { class: 'hint', 'data-content': true }, matter.address) : null,
    photos.length ? el('p', { class: 'hint', 'data-testid': 'photo-count' }, photos.join(' · ')) : null,
    el('p', { class: 'hint' }, `${w.number} `, el('span', { 'data-content': true }, matter.number)),
  );
}

function line(step: Step, matter: Matter): HTMLElement {
  return el(
    'li',
    { 'data-testid': 'step', 'data-kind': step.kind },
    el('b', {}, stepTitle(step, words())),
    el('time', { datetime: step.at }, when(step.at, matter.server_time, words())),
    step.text ? el('p', { 'data-content': true, class: 'words' }, step.text) : null,
  );
}

function lastAnswer(matter: Matter): string {
  const answers = matter.steps.filter((step) => step.kind === 'answered');
  return answers[answers.length - 1]?.text ?? '';
}
