import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RequestRow } from '../../gateway/contract/requests.ts'
import { askSandbox, type CliHome, launchCli, openCliHome } from '../support/cli-process.ts'
import { logTwoAttempts } from '../support/logged-attempts.ts'

let home: CliHome

beforeEach(async () => {
  home = await openCliHome()
})

afterEach(() => home.close())

test('log says what asked nothing of a model, and status how many had no valid token, by kind', async () => {
  const gateway = await home.serve()
  const ask = async (path: string, token: string | null) => {
    const headers = { authorization: `Bearer ${token}` }
    await (await fetch(gateway.gatewayUrl + path, { headers })).arrayBuffer()
  }
  await ask('/v1/models', gateway.token)
  await expect.poll(() => home.cliJson(['log'])).toHaveLength(1)
  expect((await home.cli(['log'])).stdout).toMatch(/ \/v1\/models +200 +completed /)
  expect((await home.cli(['status'])).stdout).not.toContain('No token')
  await ask('/v1/models', 'gth_wrong')
  await ask('/v1/models', 'gth_wrong')
  await ask('/v1/nothing', 'gth_wrong')
  expect((await home.cli(['status'])).stdout).toContain(
    'No token   2 token_unknown, 1 route_unknown; counted since the start, not in the log\n',
  )
})

test('log show lists each step of the way over a route, with what was left out', async () => {
  const gateway = await home.serve()
  expect((await home.cli(['route', 'set', 'smart', '--to', 'gone/echo', '--to', 'sandbox/echo'])).code).toBe(
    0,
  )
  const answer = await fetch(`${gateway.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'smart', messages: [{ role: 'user', content: 'one two' }] }),
  })
  expect(answer.status, await answer.text()).toBe(200)
  await expect.poll(() => home.cliJson(['log'])).toHaveLength(1)
  const id = answer.headers.get('x-gatehouse-request-id') ?? ''
  const { stdout } = await home.cli(['log', 'show', id])
  expect(stdout).toContain('Asked for the route "smart".\n')
  expect(stdout).toMatch(/^TARGET +OUTCOME +AT +WHY$/m)
  expect(stdout).toMatch(/^gone\/echo +left out: unknown +- +No provider set up here serves /m)
  expect(stdout).toMatch(/^sandbox\/echo +answered +[\d.]+ m?s +-$/m)
})

test('log export prints all requests in the order in which they ended, for a spreadsheet or a script', async () => {
  const gateway = await home.serve()
  for (const model of ['sandbox/echo', '=1+1'])
    await (
      await fetch(`${gateway.gatewayUrl}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'one two' }] }),
      })
    ).arrayBuffer()
  await expect.poll(() => home.cliJson(['log'])).toHaveLength(2)

  const csv = (await home.cli(['log', 'export'])).stdout.trimEnd().split('\n')
  expect(csv).toHaveLength(3)
  expect(csv[0]).toMatch(/^startedAt,requestId,client,/)
  expect(csv[2]).toContain(`,'=1+1,`)
  const jsonl = (await home.cli(['log', 'export', '--format', 'jsonl'])).stdout.trimEnd().split('\n')
  expect(jsonl.map(line => JSON.parse(line))).toMatchObject([
    { model: 'echo', sandbox: true },
    { model: '=1+1' },
  ])
  expect(await home.cli(['log', 'export', '--format', 'xml'])).toMatchObject({ code: 2 })
})

describe('log show', () => {
  test('lists the attempts of a request that had several, and says them with --json', async () => {
    const { requestId } = logTwoAttempts(home.homeDir)
    const { stdout } = await home.cli(['log', 'show', requestId])
    expect(stdout).toMatch(/^Cost +0\.000042 USD, exact$/m)
    expect(stdout).toContain(`
ATTEMPT  ROUTE       STATE     STATUS  ERROR    SENT   FIRST   ENDED          COST
      1  busy/small  refused      429  -        5 ms       -  130 ms         0 USD
      2  open/large  complete     200  -      150 ms  320 ms  900 ms  0.000042 USD
`)
    expect(await home.cliJson(['log', 'show', requestId])).toMatchObject({
      costNanoUsd: '42000',
      attempts: [
        {
          number: 1,
          providerId: 'busy',
          model: 'small',
          format: 'openai-chat',
          state: 'refused',
          upstreamStatus: 429,
          errorCode: null,
          certainty: 'none',
          outputTokens: null,
          costNanoUsd: '0',
          heldNanoUsd: '70000',
          timing: { heldMs: 4, sentMs: 5, headersMs: 120, firstTokenMs: null, endedMs: 130 },
        },
        { number: 2, state: 'complete', certainty: 'exact', outputTokens: 7, costNanoUsd: '42000' },
      ],
    })
  })

  test('has no table of attempts where there was one', async () => {
    const gateway = await home.serve()
    await (await askSandbox(gateway, gateway.token)).arrayBuffer()
    await expect.poll(() => home.cliJson(['log'])).toHaveLength(1)
    const [{ requestId }] = (await home.cliJson(['log'])) as [RequestRow]
    expect((await home.cli(['log', 'show', requestId])).stdout).not.toContain('ATTEMPT')
    expect(await home.cliJson(['log', 'show', requestId])).toMatchObject({
      attempts: [{ number: 1, providerId: 'sandbox', model: 'echo', state: 'complete' }],
    })
  })
})

describe('log --follow', () => {
  test('shows each request once as it ends, and ends with 0 at SIGINT', async () => {
    const gateway = await home.serve()
    await askSandbox(gateway, gateway.token)
    await expect.poll(() => home.cliJson(['log'])).toHaveLength(1)

    const following = launchCli(['log', '--follow', '--json', '--home', home.homeDir])
    const exited = once(following, 'exit')
    const seen: unknown[] = []
    createInterface(following.stdout).on('line', line => seen.push(JSON.parse(line).sequence))
    await expect.poll(() => seen).toEqual([1])
    await askSandbox(gateway, gateway.token)
    await askSandbox(gateway, gateway.token)
    await expect.poll(() => seen).toEqual([1, 2, 3])
    following.kill('SIGINT')
    expect(await exited).toEqual([0, null])
  })

  test('ends with 0 when nobody reads it any more', async () => {
    const gateway = await home.serve()
    const following = launchCli(['log', '--follow', '--home', home.homeDir])
    const exited = once(following, 'exit')
    await once(following.stdout, 'data')
    following.stdout.destroy()
    await askSandbox(gateway, gateway.token)
    expect(await exited).toEqual([0, null])
  })

  test('needs somebody to follow', async () => {
    expect(await home.cli(['log', '--follow'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No Gatehouse is running to follow.\n',
    })
  })

  test('says so when the one it followed is gone', async () => {
    const gateway = await home.serve()
    const following = launchCli(['log', '--follow', '--home', home.homeDir])
    const exited = once(following, 'exit')
    await once(following.stdout, 'data')
    await gateway.end()
    expect(await exited).toEqual([1, null])
  })
})
