import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { emojiData } from './build/emoji-data.ts';
import { serviceWorker } from './build/service-worker.ts';
import { sizeReport } from './build/size-report.ts';

export default defineConfig({
  plugins: [react(), tailwindcss(), emojiData(), sizeReport(), serviceWorker()],
  resolve: {
    alias: [
      {
        find: /^entities$/,
        replacement: fileURLToPath(new URL('./src/markdown/entities.ts', import.meta.url)),
      },
    ],
  },
  server: { host: '127.0.0.1' },
  build: {
    target: 'es2023',
    // The policy of the page allows neither data: fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
