import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, test as base, type Page } from '@playwright/test'
import type { AdminApi } from '../../gateway/contract/admin.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { chromiumArgs, requireChromium } from '../support/find-chromium.ts'
import { launchElectron } from './support/electron-program.ts'
import { launchHeadless } from './support/headless-program.ts'
import { connectAdmin, readInstance } from './support/instance.ts'
import type { LaunchOptions, Program } from './support/program.ts'
import { launchStandIn } from './support/stand-in-program.ts'

export { expect } from '@playwright/test'

export interface RuntimeOptions {
  readonly runtime: 'browser' | 'electron-stand-in' | 'electron'
  /** Beside the home and free ports. */
  readonly flags: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

export interface GatewayUnderTest {
  readonly gatewayUrl: string
  readonly adminUrl: string
  readonly admin: AdminApi
  /** A new client token of that name. */
  createToken(name: string): Promise<string>
}

export interface Fixtures {
  /** A page of a browser, with nothing in it. */
  readonly openPage: () => Promise<Page>
  /** A folder of its own, deleted afterwards. */
  readonly homeDir: string
  /** The program under test, as the project's runtime runs it. */
  readonly program: Program
  readonly gateway: GatewayUnderTest
  /** A fake provider. */
  readonly upstream: FakeUpstream
}

export interface WorkerFixtures {
  /** The worker's Chromium, which starts with the first page. */
  readonly chromium: () => Promise<Browser>
}

export const test = base.extend<RuntimeOptions & Fixtures, WorkerFixtures>({
  runtime: ['browser', { option: true }],
  flags: [[], { option: true }],
  environment: [{}, { option: true }],

  chromium: [
    async ({ playwright }, use) => {
      let browser: Promise<Browser> | undefined
      await use(() => {
        browser ??= playwright.chromium.launch({ executablePath: requireChromium(), args: chromiumArgs })
        return browser
      })
      await (await browser)?.close()
    },
    { scope: 'worker' },
  ],

  openPage: async ({ chromium }, use) => {
    const contexts: BrowserContext[] = []
    await use(async () => {
      const context = await (await chromium()).newContext({ viewport: { width: 1280, height: 800 } })
      contexts.push(context)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off its first parameter
  homeDir: async ({}, use) => {
    const homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'))
    await use(homeDir)
    await rm(homeDir, { recursive: true, force: true, maxRetries: 5 })
  },

  program: async ({ runtime, homeDir, flags, environment, openPage }, use) => {
    const ports = ['--port', '0', '--admin-port', '0']
    const program = await launch(runtime, { homeDir, flags: [...ports, ...flags], environment }, openPage)
    await use(program)
    await program.close()
  },

  gateway: async ({ homeDir, program }, use) => {
    const instance = await readInstance(homeDir, program)
    const { gatewayUrl, adminUrl } = instance
    const admin = connectAdmin(instance)
    const createToken = async (name: string) => (await admin.createClient({ name })).token
    await use({ gatewayUrl, adminUrl, admin, createToken })
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  upstream: async ({}, use) => {
    const upstream = await startFakeUpstream()
    await use(upstream)
    await upstream.close()
  },

  page: async ({ program, gateway }, use) => {
    void gateway // it serves before its page is opened
    await use(await program.page())
  },
})

function launch(
  runtime: RuntimeOptions['runtime'],
  options: LaunchOptions,
  openPage: () => Promise<Page>,
): Program | Promise<Program> {
  switch (runtime) {
    case 'browser':
      return launchHeadless(options, openPage)
    case 'electron-stand-in':
      return launchStandIn(options)
    case 'electron':
      return launchElectron(options)
    default:
      return runtime satisfies never
  }
}
