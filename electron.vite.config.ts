import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      target: 'node24',
      // Hundreds of small files, of which a start reads each: in one with the program they take a third of the time.
      externalizeDeps: { exclude: ['typebox', 'fastify'] },
      rolldownOptions: {
        // Workers, and the process of the embedding model, are entries of their own: they are started by file, from beside the program that starts them.
        input: {
          main: resolve(here, 'electron/main.ts'),
          headless: resolve(here, 'gateway/headless.ts'),
          cli: resolve(here, 'gateway/cli/main.ts'),
          'embedding-process': resolve(here, 'gateway/embeddings/embedding-process.ts'),
          'workers/cache-worker': resolve(here, 'gateway/workers/cache-worker.ts'),
          'workers/log-writer': resolve(here, 'gateway/workers/log-writer.ts'),
          'workers/log-reader': resolve(here, 'gateway/workers/log-reader.ts'),
          'workers/token-counter': resolve(here, 'gateway/workers/token-counter.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node24',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: resolve(here, 'electron/preload.ts') },
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'renderer'),
    plugins: [react()],
    build: {
      // Not Electron's Chromium alone: any current browser opens the dashboard of a headless gateway.
      target: 'es2023',
      outDir: resolve(here, 'out/renderer'),
      minify: true,
      chunkSizeWarningLimit: 2000, // read from the disk or over loopback
      sourcemap: false,
      rolldownOptions: { input: resolve(here, 'renderer/index.html') },
    },
  },
})
