export { type Device, listDevices, revokeDevice } from './devices.ts';
export type { AssignmentInfo, UserInfo } from './home.ts';
export { issueMatterCode, type MatterCode } from './matterCode.ts';
export { fetchPosters } from './posters.ts';
export { startSession, type UseSession, useSession } from './useSession.ts';
