import { defineConfig } from 'vite';

/**
 * The residents' two pages, built after the app into the same folder: no framework, nothing of the app's code, and
 * not in the service worker's list, which is written before. The browser inside WeChat may be an old one.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: ['es2017', 'chrome61', 'safari11'],
    // The content security policy allows no data: scripts or styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { report: 'report.html', track: 'track.html' } },
  },
});
