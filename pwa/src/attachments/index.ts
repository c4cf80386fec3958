export { attach, type Parent } from './attach.ts';
export { type Attachment, useAttachments } from './useAttachments.ts';
