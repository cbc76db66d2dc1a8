// What ends a request that waits before its provider is asked again.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ overrides: { drainTimeoutMs: 50, pingIntervalMs: 15 } })
  const targets = [{ target: 'open/gpt-4o-mini' }]
  await rig.gateway.admin.setRoute({
    name: 'patient',
    sticky: false,
    groups: [{ strategy: 'priority', targets }],
  })
  await rig.money()
  rig.upstream.script({
    answer: { status: 503, headers: { 'retry-after': '50' }, body: '{"error":{"message":"Busy."}}' },
  })
})

afterEach(() => rig[Symbol.asyncDispose]())

test('the end of the gateway: the caller is told, and nothing is sent again', async () => {
  const asking = rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'patient' }))
  await expect.poll(() => rig.calls().length).toBe(1)
  await rig.gateway.close()
  const answer = await asking
  expect([answer.status, (await answer.json()).error.code]).toEqual([503, 'shutting_down'])
  expect(rig.calls()).toHaveLength(1)
})

test('the caller: what was held is free, and nothing is sent again', async () => {
  const body = chatBody('openai-chat', { model: 'patient', stream: true })
  const caller = await rig.postRaw(paths['openai-chat'], body)
  await caller.readUntil(': ping')
  await expect.poll(() => rig.calls().at(-1)?.finished).toBe(true)
  caller.hangUp()
  const row = await rig.newestRow(1)
  expect(row).toMatchObject({ outcome: 'client-gone' })
  expect((await rig.money()).held).toBe(0n)
  expect(rig.calls()).toHaveLength(1)
})
