// What the log has of the attempt of a request, for every way that one ends today.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { calendarBudget } from '../support/budgets.ts'
import { type Behaviour, die, hang, head, send } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
let logged = 0

beforeAll(async () => {
  rig = await openGatewayRig()
})

afterAll(() => rig[Symbol.asyncDispose]())

async function ask(behaviour: Behaviour, extra: object = {}): Promise<RequestDetail> {
  rig.upstream.script(behaviour)
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', extra))
  await answer.text().catch(() => undefined)
  logged++
  return rig.rowOf(answer)
}

test.each(formats)('one that is complete has everything that its request has: %s', async format => {
  const answer = await rig.post(paths[format], chatBody(format))
  await answer.arrayBuffer()
  logged++
  const row = await rig.rowOf(answer)
  const { timing } = row
  expect(row.attempts).toEqual([
    {
      number: 1,
      providerId: row.providerId,
      model: row.model,
      format,
      state: 'complete',
      keyName: null,
      upstreamStatus: 200,
      errorCode: null,
      certainty: 'exact',
      inputTokens: row.inputTokens,
      cacheReadTokens: row.cacheReadTokens,
      cacheWriteTokens: row.cacheWriteTokens,
      outputTokens: row.outputTokens,
      reasoningTokens: row.reasoningTokens,
      costNanoUsd: row.costNanoUsd,
      heldNanoUsd: row.heldNanoUsd,
      timing: {
        heldMs: timing.heldMs,
        sentMs: timing.upstreamSentMs,
        headersMs: timing.upstreamHeadersMs,
        firstTokenMs: timing.firstTokenMs,
        endedMs: expect.any(Number),
      },
    },
  ])
  expect(BigInt(row.costNanoUsd ?? 0)).toBeGreaterThan(0n)
})

test('one that the provider refuses costs nothing', async () => {
  const row = await ask({ answer: 'openai-error-429' })
  expect(row).toMatchObject({
    costNanoUsd: '0',
    certainty: 'none',
    attempts: [
      { state: 'refused', upstreamStatus: 429, costNanoUsd: '0', certainty: 'none', inputTokens: null },
    ],
  })
})

test('one whose answer breaks off is broken, with its error', async () => {
  const row = await ask({ steps: [head(), send(300), die()] }, { stream: true })
  expect(row.attempts).toMatchObject([
    { state: 'broken', upstreamStatus: 200, errorCode: 'upstream_truncated', certainty: 'estimated' },
  ])
  expect(row.attempts[0]?.costNanoUsd).toBe(row.costNanoUsd)
})

test('one that never got an answer is broken, without a status', async () => {
  const row = await ask({ steps: [die()] })
  const broken = { state: 'broken', upstreamStatus: null, timing: { headersMs: null } }
  // The only target is asked once more.
  expect(row.attempts).toMatchObject([broken, broken])
  expect(row.attempts.map(({ errorCode }) => errorCode)).toEqual([
    'upstream_unreachable',
    'upstream_unreachable',
  ])
})

test('one whose caller has left is left', async () => {
  rig.upstream.script({ steps: [head(), send(300), hang()] })
  const leaving = new AbortController()
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { stream: true }), {
    signal: leaving.signal,
  })
  await answer.body?.getReader().read()
  leaving.abort()
  const row = await rig.newestRow(++logged)
  expect(row.attempts).toMatchObject([{ state: 'left', upstreamStatus: 200, errorCode: 'client_gone' }])
})

test('a request has none where nothing was held: a count, a quote, what a budget refuses', async () => {
  rig.upstream.script()
  const attemptsOf = async (answer: Response) => (await rig.rowOf(answer)).attempts
  const { max_tokens: _, ...toCount } = chatBody('anthropic-messages')
  expect(await attemptsOf(await rig.post('/v1/messages/count_tokens', toCount))).toEqual([])
  const dryRun = { headers: { 'x-gatehouse-dry-run': '1' } }
  expect(await attemptsOf(await rig.post(paths['openai-chat'], chatBody('openai-chat'), dryRun))).toEqual([])
  await rig.gateway.admin.setBudget(calendarBudget('0'))
  const refused = await rig.post(paths['openai-chat'], chatBody('openai-chat'))
  expect(refused.status).toBe(402)
  expect(await rig.rowOf(refused)).toMatchObject({ attempts: [], costNanoUsd: '0', certainty: 'none' })
})
