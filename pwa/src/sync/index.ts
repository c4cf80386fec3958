/** All that screens use of the sync: see README.md beside it. */
export { type Events, emit, on } from './events.ts';
export { type HandOver, handOver } from './handOver.ts';
export { newId } from './ids.ts';
export { recall } from './keptBody.ts';
export type { SyncLine } from './lines.ts';
export type { SyncLog } from './log.ts';
export { Problem } from './protocol.ts';
export { type Draft, type SaveOptions, save, saveAll } from './save.ts';
export { type Attention, type Settlement, settledElsewhere } from './settle.ts';
export { type FieldSettlement, settleField } from './settleField.ts';
export { isLow } from './storage.ts';
export { localTime } from './time.ts';
export type { CollectionChanges, CollectionFields, CollectionName, Rec } from './types.ts';
export { undo } from './undo.ts';
export { type CollectionOptions, useCollection, useRecord } from './useCollection.ts';
export { useSelfCheck } from './useSelfCheck.ts';
export type { ServerQuery } from './useServerCollection.ts';
export { type UseSync, useSync } from './useSync.ts';
