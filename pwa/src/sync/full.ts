/**
 * Whether a write failed because there is no room left: the browser's share is used up, or (`UnknownError`) the
 * phone itself is full and the disk has refused.
 */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && ['QuotaExceededError', 'UnknownError'].includes(error.name);
}

/** Whether a write failed because a sign-out has closed the database. */
export function isClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError';
}
