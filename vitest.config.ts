import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/support/build-before-tests.ts',
    // Processes, as some open databases, some count open handles and some fork. One takes file after file: loading the modules anew
    // for each took a third of the processor time. So a file leaves nothing behind: no setting, no fake timer, no listener.
    pool: 'forks',
    isolate: false,
    // Threads that run from TypeScript have their types stripped by WebAssembly. Where two of them have called it often enough at
    // the same time, V8 frees the code of a wrapper twice and ends the process (Node 24.21: WasmImportWrapperCache, seen in
    // cores). So wrappers are never compiled anew here; the built program's threads have no such code.
    execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
    testTimeout: 60_000, // a start of a program takes ten seconds where two cores are shared by many
    // As in the browser: where nobody watches, one busy moment of the machine is not to hide what else there is to know.
    retry: process.env.CI === undefined ? 0 : 1,
    hookTimeout: 30_000,
    // How long something may take is never what a test is about: the machine may be busy.
    expect: { poll: { timeout: 10_000 } },
  },
})
