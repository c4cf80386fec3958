import type { Messages } from '../zh-CN';
import cases from './cases';
import common from './common';
import patrols from './patrols';
import selfCheck from './selfCheck';
import session from './session';
import sync from './sync';
import today from './today';
import words from './words';

const messages: Messages = {
  ...common,
  ...words,
  ...session,
  ...today,
  ...patrols,
  ...cases,
  ...sync,
  ...selfCheck,
};

export default messages;
