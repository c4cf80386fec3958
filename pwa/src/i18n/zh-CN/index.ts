import cases from './cases';
import common from './common';
import patrols from './patrols';
import selfCheck from './selfCheck';
import session from './session';
import sync from './sync';
import today from './today';
import words from './words';

const messages = { ...common, ...words, ...session, ...today, ...patrols, ...cases, ...sync, ...selfCheck };

export type Messages = typeof messages;
export default messages;
