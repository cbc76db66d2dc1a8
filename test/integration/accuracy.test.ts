import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../gateway/cli/run-cli.ts'
import type { Accuracy } from '../../gateway/contract/accuracy.ts'
import { builtPlaces } from '../support/built-program.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const requests = 25
const outputTokens = 20
const words = 'Understanding between neighbouring communities requires considerable patience. '.repeat(8)

let upstream: FakeUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startFakeUpstream({ outputTokens })
  gateway = await startTestGateway()
  const { baseUrl } = upstream
  await gateway.admin.addProvider({ id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'k' })
  await gateway.admin.addProvider({ id: 'anth', kind: 'anthropic', baseUrl, key: 'k' })
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    await (await fetch(gateway.gatewayUrl + path, init)).arrayBuffer()
  }
  const messages = [{ role: 'user', content: words }]
  for (let sent = 0; sent < requests; sent++) {
    await post('/v1/chat/completions', { model: 'open/gpt-4o-mini', messages })
  }
  await post('/v1/messages', { model: 'claude-haiku-4-5', max_tokens: 30, messages })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await upstream.close()
})

/** A moment after the answers: settlements are journalled within milliseconds, ratios within a second. */
async function settledAccuracy(): Promise<Accuracy> {
  const read = () => gateway.admin.readAccuracy({ zone: 'UTC' })
  const settled = async () => (await read()).models.map(model => [model.requests, model.ratio?.samples])
  await expect.poll(settled).toEqual([
    [requests, requests],
    [1, 1],
  ])
  return read()
}

async function cli(homeDir: string, ...args: readonly string[]) {
  const lines = { stdout: [] as string[], stderr: [] as string[] }
  const code = await runCli(args, {
    environment: { GATEHOUSE_HOME: homeDir },
    places: builtPlaces,
    print: line => lines.stdout.push(line),
    note: line => lines.stderr.push(line),
    readSecret: async () => '',
    confirm: async () => false,
    stopSignal: () => new AbortController().signal,
    endOnUnhandled: () => {},
    exitWithin: () => {},
    isTerminal: false,
    desktop: undefined,
    outputClosed: new AbortController().signal,
  })
  return { code, ...lines }
}

test('what was estimated stands beside what was reported, per model', async () => {
  const { models } = await settledAccuracy()
  const [own, nearest] = models
  expect(own).toMatchObject({
    providerId: 'open',
    model: 'gpt-4o-mini',
    tokenizer: 'own',
    requests,
    // Twenty hold the prior; from then on what was learned is what is answered.
    output: {
      exceeded: 0,
      meanTokens: outputTokens,
      meanUnusedTokens: (20 / requests) * (4096 - outputTokens),
    },
  })
  // The same request each time, by the same count: the provider's own is off by as much.
  const { mean, p50, p95 } = own?.inputError ?? { mean: 0, p50: 0, p95: 0 }
  expect([p50, p95]).toEqual([expect.closeTo(mean), expect.closeTo(mean)])
  expect(mean).toBeGreaterThan(10)
  expect(nearest).toMatchObject({ providerId: 'anth', model: 'claude-haiku-4-5', tokenizer: 'nearest' })
  expect(BigInt(own?.money?.heldNanoUsd ?? 0)).toBeGreaterThan(BigInt(own?.money?.settledNanoUsd ?? 0))
})

test('the days add up to the models', async () => {
  const { models, days } = await settledAccuracy()
  const sum = (amounts: readonly (string | undefined)[]) =>
    amounts.reduce((total, amount) => total + BigInt(amount ?? 0), 0n)
  expect(days).toHaveLength(30)
  expect(sum(days.map(day => day.heldNanoUsd))).toBe(sum(models.map(({ money }) => money?.heldNanoUsd)))
  expect(sum(days.map(day => day.settledNanoUsd))).toBe(sum(models.map(({ money }) => money?.settledNanoUsd)))
})

test('the command line prints a line a model, or all of it as JSON', async () => {
  const { models } = await settledAccuracy()
  const table = await cli(gateway.homeDir, 'accuracy')
  expect(table).toMatchObject({ code: 0, stderr: [] })
  expect(table.stdout).toHaveLength(1 + models.length)
  expect(table.stdout[1]).toMatch(/^open\/gpt-4o-mini\s+25\s+\d+\.\d % /)
  const json = await cli(gateway.homeDir, 'accuracy', '--json')
  expect(JSON.parse(json.stdout.join(''))).toMatchObject({ models: JSON.parse(JSON.stringify(models)) })
})

test('a zone that is none is refused', async () => {
  await expect(gateway.admin.readAccuracy({ zone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'input_invalid',
  })
})

test('without a request there is nothing to compare, and the command says so', async () => {
  await using fresh = await startTestGateway()
  expect((await fresh.admin.readAccuracy({ zone: 'UTC' })).models).toEqual([])
  expect(await cli(fresh.homeDir, 'accuracy')).toEqual({
    code: 0,
    stdout: [],
    stderr: ['No provider has reported what it used yet.'],
  })
})
