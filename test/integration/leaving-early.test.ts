// A caller that leaves has had the provider work: what it may have written unseen is paid for.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeSseEvent } from '../../gateway/bytes/sse.ts'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { calendarBudget } from '../support/budgets.ts'
import { gate, hang, head, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths, streams } from '../support/gateway-rig.ts'

let rig: GatewayRig
let passedMs = 0
beforeEach(async () => {
  passedMs = 0
  rig = await openGatewayRig({ deps: { monotonicMs: () => passedMs } })
})
afterEach(() => rig[Symbol.asyncDispose]())

/** Leaves when the provider has worked for so long and shown nothing, and gives the request's row. */
async function leaveAfter(
  seconds: number,
  body: object,
  format: (typeof formats)[number],
): Promise<RequestDetail> {
  const { total } = await rig.gateway.admin.listRequests({ offset: 0, limit: 1 })
  const calls = rig.calls().length
  const caller = await rig.postRaw(paths[format], body)
  await asked(calls + 1)
  passedMs += seconds * 1000
  caller.hangUp()
  return rig.newestRow(total + 1)
}

const asked = (calls: number) => expect.poll(() => rig.calls()[calls - 1]?.body.length).toBeGreaterThan(0)

describe.each(formats)('%s: who leaves', format => {
  test.each([true, false])(
    'while a model thinks unseen pays for the time it thought (stream: %s)',
    async stream => {
      rig.upstream.script({ steps: [hang()] })
      const row = await leaveAfter(20, chatBody(format, { stream, max_tokens: 8000 }), format)
      // 100 tokens a second as long as nothing is known of the model.
      expect(row).toMatchObject({ outcome: 'client-gone', certainty: 'estimated', outputTokens: 2000 })
      expect(row.heldOutputTokens).toBe(4096)
    },
  )

  test('pays at most what was held', async () => {
    rig.upstream.script({ steps: [hang()] })
    const row = await leaveAfter(3600, chatBody(format, { max_tokens: 300 }), format)
    expect(row).toMatchObject({ certainty: 'estimated', outputTokens: 300, heldOutputTokens: 300 })
  })

  test('pays by the model’s own pace once it is known', async () => {
    const held = gate()
    rig.upstream.script({ steps: [wait(held), send()] })
    const answering = rig.post(paths[format], chatBody(format))
    await asked(1)
    passedMs += 4000
    held.open()
    const answered = await rig.rowOf(await answering)
    expect(answered.certainty).toBe('exact')
    const perSecond = Number(answered.outputTokens) / 4
    rig.upstream.script({ steps: [hang()] })
    const row = await leaveAfter(8, chatBody(format, { max_tokens: 8000 }), format)
    expect(row.outputTokens).toBe(Math.ceil(perSecond * 8))
  })

  test('half-way through a stream that shows all it says pays for what it said', async () => {
    rig.upstream.script({ answer: streams[format], steps: [head(), send(1200), hang()] })
    const { total } = await rig.gateway.admin.listRequests({ offset: 0, limit: 1 })
    const caller = await rig.postRaw(paths[format], chatBody(format, { stream: true }))
    await caller.readUntil('data: ')
    passedMs += 60_000
    caller.hangUp()
    const row = await rig.newestRow(total + 1)
    expect(row).toMatchObject({ outcome: 'client-gone', certainty: 'estimated' })
    expect(Number(row.outputTokens)).toBeLessThan(64)
  })
})

test('who leaves a stream before its searches are reported pays for those that were asked for', async () => {
  const start = {
    ...{ type: 'message_start' },
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-6', content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage: { input_tokens: 10, output_tokens: 1 } },
    },
  }
  const hidden = {
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'redacted_thinking', data: 'x' },
  }
  const body = [start, hidden].map(event => encodeSseEvent(event.type, JSON.stringify(event))).join('')
  const answer = { headers: { 'content-type': 'text/event-stream' }, body }
  rig.upstream.script({ answer, steps: [head(), send(), hang()] })
  const tools = [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }]
  const asked = chatBody('anthropic-messages', { model: 'anth/claude-sonnet-4-6', stream: true, tools })
  const caller = await rig.postRaw(paths['anthropic-messages'], asked)
  await caller.readUntil('redacted_thinking')
  caller.hangUp()
  const row = await rig.newestRow(1)
  // 10 tokens in at 3 dollars a million, one out at 15, and three searches at a cent.
  expect(row).toMatchObject({ certainty: 'estimated', costNanoUsd: String(30_000_000 + 10 * 3000 + 15_000) })
})

test('leaving and asking again does not walk around a budget', async () => {
  // gpt-4o-mini: 0.60 dollars a million tokens out, so that 2,000 tokens are 0.0012.
  await rig.gateway.admin.setBudget(calendarBudget('3800000'))
  const body = chatBody('openai-chat', { max_tokens: 2000 })
  for (let left = 0; left < 3; left++) {
    rig.upstream.script({ steps: [hang()] })
    await leaveAfter(20, body, 'openai-chat')
  }
  const refused = await rig.post(paths['openai-chat'], body)
  expect(refused.status).toBeGreaterThanOrEqual(402)
  expect(rig.calls()).toHaveLength(3)
})
