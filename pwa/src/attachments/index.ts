export {
  type Attaching,
  attach,
  type Parent,
  type Prepared,
  prepare,
  saveWithAttachments,
} from './attach.ts';
export { type Attachment, useAttachments } from './useAttachments.ts';
