import { expect } from 'vitest'
import { die, send } from '../../support/fake-upstream.ts'
import { answerScenarios } from './answer-scenarios.ts'
import { hello, type Pairing, type Scenario, words } from './scenario.ts'
import type { ScenarioName } from './scenario-names.ts'

const refusedWith =
  (status: number): Scenario =>
  async ({ address, client, rig, stream, upstream }) => {
    const message = `No, because of ${status}.`
    rig.upstream.script({ answer: upstream.failure(status, message), headers: { 'retry-after': '7' } })
    const raised = await client.ask(address(), hello, stream).then(
      () => undefined,
      error => client.raised(error),
    )
    expect(raised).toMatchObject({ status, message: expect.stringContaining(message) })
  }

async function cut({ address, client, rig, stream, upstream }: Pairing): Promise<void> {
  const answer = upstream.answer({ text: words, finish: 'stop' }, stream)
  const bytes = Math.floor((answer.body as Buffer).length * 0.7)
  rig.upstream.script({ answer, steps: [send(bytes), die('close')] })
  await expect(client.ask(address(), hello, stream)).rejects.toThrow()
}

/** It ends the request to the provider. */
async function abort({ address, client, rig, stream, upstream }: Pairing): Promise<void> {
  const answer = upstream.answer({ text: words, finish: 'stop' }, stream)
  rig.upstream.script({ answer, steps: [send(80), { type: 'hang' }] })
  const before = rig.upstream.requests.length
  const leaving = new AbortController()
  const asking = client.ask(address(), hello, stream, leaving.signal).catch(() => 'left')
  await expect.poll(() => rig.upstream.requests.length).toBeGreaterThan(before)
  leaving.abort()
  expect(await asking).toBe('left')
  await expect.poll(() => rig.upstream.requests.at(-1)?.abortedAtMs).toBeTypeOf('number')
}

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  ...answerScenarios,
  status400: refusedWith(400),
  status401: refusedWith(401),
  status404: refusedWith(404),
  status429: refusedWith(429),
  status500: refusedWith(500),
  cut,
  abort,
}
