import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A process for each file: some open databases, some count open handles, some fork.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // How long something may take is never what a test is about: the machine may be busy.
    expect: { poll: { timeout: 10_000 } },
  },
})
