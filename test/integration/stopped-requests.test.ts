import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hang, head, send } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths, streams } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

async function runningOne() {
  await expect.poll(async () => (await rig.gateway.admin.listRunningRequests({})).length).toBe(1)
  const [running] = await rig.gateway.admin.listRunningRequests({})
  if (!running) throw new Error('nothing runs')
  return running
}

describe.each(formats)('%s: a person stops', format => {
  test('a request that waits for its answer: the caller is told in its format, and not to try again', async () => {
    const { settled } = await rig.money()
    rig.upstream.script({ steps: [hang()] })
    const asking = rig.post(paths[format], chatBody(format))
    await expect.poll(async () => (await runningOne()).phase).toBe('waiting')
    const { requestId, model, streaming } = await runningOne()
    expect({ model, streaming }).toEqual({ model: chatBody(format).model, streaming: false })
    await rig.gateway.admin.stopRequest({ requestId })

    const answer = await asking
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-should-retry')).toBe('false')
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining('stopped in Gatehouse') },
    })
    expect(await rig.gateway.row(requestId)).toMatchObject({
      outcome: 'stopped',
      errorCode: 'request_stopped',
      certainty: 'estimated',
    })
    expect((await rig.money()).held).toBe(0n)
    expect((await rig.money()).settled).toBeGreaterThan(settled)
    await expect.poll(() => rig.gateway.admin.listRunningRequests({})).toEqual([])
  })

  test('a stream: it ends with an error event, and what came is charged', async () => {
    rig.upstream.script({ answer: streams[format], steps: [head(), send(1200), hang()] })
    const answer = await rig.post(paths[format], chatBody(format, { stream: true }))
    const text = readAll(answer)
    await expect.poll(async () => (await runningOne()).phase).toBe('answering')
    const { requestId } = await runningOne()
    await rig.gateway.admin.stopRequest({ requestId })

    expect(await text).toContain('This request was stopped in Gatehouse while it ran.')
    const row = await rig.gateway.row(requestId)
    expect(row).toMatchObject({ outcome: 'stopped', status: 200, certainty: 'estimated' })
    expect(BigInt(row.costNanoUsd ?? 0)).toBeGreaterThan(0n)
    expect(rig.lastCall().abortedAtMs).toBeDefined()
  })
})

test('what does not run cannot be stopped', async () => {
  await expect(rig.gateway.admin.stopRequest({ requestId: 'req_none' })).rejects.toMatchObject({
    code: 'request_not_running',
  })
})

test('stopping opens no breaker: it was not the provider’s fault', async () => {
  const { subjects } = await rig.gateway.admin.health({})
  expect(subjects.map(({ state }) => state)).not.toContain('open')
})

/** A connection that is closed after the error event makes the reading fail, with the text that came before. */
async function readAll(answer: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
  }
  await read().catch(() => undefined)
  return text
}
