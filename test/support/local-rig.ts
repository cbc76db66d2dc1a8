// A fake server of one's own and a gateway that looks for it, new for each test of the calling file.
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect } from 'vitest'
import type { LocalAddress } from '../../gateway/local/local-addresses.ts'
import { type FakeLocalServer, startFakeLocalServer } from './fake-local-server.ts'
import { temporaryHome } from './temporary-home.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts'

export interface LocalRig {
  readonly homeDir: string
  server: FakeLocalServer
  /** Starts a gateway that looks for the server as one of `kind`, by default the first of all kinds. */
  start(options?: TestGatewayOptions & { readonly kind?: string }): Promise<TestGateway>
}

export function localAddress(kind: string, port: number): LocalAddress {
  return { kind, baseUrl: `http://127.0.0.1:${port}`, contextTokens: undefined }
}

export function localRigOfEachTest(): LocalRig {
  let gateway: TestGateway | undefined
  let homeDir = ''
  let server: FakeLocalServer | undefined
  beforeEach(async () => {
    homeDir = temporaryHome()
    server = await startFakeLocalServer('ollama')
  })
  afterEach(async () => {
    await gateway?.close()
    gateway = undefined
    await server?.close()
    rmSync(homeDir, { recursive: true, force: true })
  })
  return {
    get homeDir() {
      return homeDir
    },
    get server() {
      if (server === undefined) throw new Error('The rig is only there while a test runs.')
      return server
    },
    set server(other) {
      server = other
    },
    async start({ kind = 'ollama', ...options } = {}) {
      gateway = await startTestGateway({
        homeDir,
        ...options,
        deps: { localAddresses: [localAddress(kind, server?.port ?? 0)], ...passingTime(), ...options.deps },
      })
      return gateway
    },
  }
}

/** A clock by which the last look is always too old, so that every question looks again. */
function passingTime() {
  let aheadMs = 0
  return {
    monotonicMs() {
      aheadMs += 5000
      return performance.now() + aheadMs
    },
  }
}

export async function look({ admin }: TestGateway) {
  return (await admin.readLocalServers({})).servers
}

/** The providers that were found, once one can be asked. */
export async function adopted({ admin }: TestGateway) {
  const found = async () => (await admin.listProviders({})).filter(({ isFound }) => isFound)
  await expect.poll(async () => (await found())[0]?.models.length).toBeGreaterThan(0)
  return found()
}

export const chat = {
  model: 'llama3.1',
  messages: [{ role: 'user', content: 'Hello' }],
  stream: false,
} as const

export const chatAnswer = {
  model: 'llama3.1:latest',
  message: { role: 'assistant', content: 'Hi' },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 5,
  eval_count: 1,
}

export function ask({ gatewayUrl, token }: TestGateway, body: object, path = '/api/chat'): Promise<Response> {
  return fetch(gatewayUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
