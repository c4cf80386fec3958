/// <reference types="vite/client" />

/** The version in package.json. */
declare const __APP_VERSION__: string;

/** Only in the service worker: the files of this build, and a version that changes with any of them. */
declare module 'virtual:precache' {
  export const version: string;
  export const files: { url: string; revision: string | null }[];
}
