import { defineConfig } from '@playwright/test'
import type { RuntimeOptions } from './test/e2e/fixtures.ts'
import { findElectron } from './test/e2e/support/find-electron.ts'

/** How a browser comes by the admin token: the desktop app needs none. */
const overHttp = 'dashboard-access.spec.ts'

/** What these look at is the page alone, which is the same through every door. */
const ofThePageAlone = [
  'accessibility',
  'accuracy',
  'budget-list',
  'budgets',
  'cache',
  'doctor',
  'health',
  'keyboard',
  'ledger-time',
  'local',
  'overview',
  'price-tables',
  'prices',
  'request-cache',
  'request-cost',
  'request-route',
  'requests',
  'routes',
  'sizes',
].map(name => `${name}.spec.ts`)

// The same specs against every door: a browser on a headless gateway, the built desktop app on a stand-in for Electron,
// and the desktop app itself where its runtime is installed. The stand-in leaves out what a browser has shown already.
export default defineConfig<RuntimeOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './test/e2e/support/global-setup.ts',
  fullyParallel: true,
  workers: 2, // they mostly wait, for a program to start or for a browser
  timeout: 60_000, // a test starts a program and a browser of its own
  expect: { timeout: 10_000 },
  forbidOnly: true,
  // Where nobody watches, one busy moment of the machine is not to hide what else there is to know. It is reported.
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: 'list',
  use: { screenshot: 'only-on-failure' },
  projects: [
    { name: 'browser', testIgnore: 'electron/**', use: { runtime: 'browser' } },
    {
      name: 'electron-stand-in',
      testIgnore: [overHttp, ...ofThePageAlone],
      use: { runtime: 'electron-stand-in' },
    },
    ...(findElectron() === undefined
      ? []
      : [
          {
            name: 'electron',
            testIgnore: ['electron/stand-in/**', overHttp],
            use: { runtime: 'electron' as const },
          },
        ]),
  ],
})
