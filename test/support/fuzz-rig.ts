import fc from 'fast-check'
import { pino } from 'pino'
import { expect } from 'vitest'
import type { GatewayDeps } from '../../gateway/gateway-deps.ts'
import { type BadInputRig, openBadInputRig } from './bad-input-rig.ts'
import { sendRaw } from './raw-http.ts'

export interface FuzzRig extends BadInputRig {
  /**
   * Sends every input, by default to the gateway's port. Each must be refused, answered or hung up on, but never get a 5xx.
   * Afterwards proper requests must be answered, no hold may be open, and no error may have been logged.
   */
  expectSurvived(inputs: fc.Arbitrary<Uint8Array>, runs: number, origin?: string): Promise<void>
}

export async function openFuzzRig(deps: Partial<GatewayDeps> = {}): Promise<FuzzRig> {
  const logged: string[] = []
  const log = pino({ level: 'error' }, { write: line => void logged.push(line) })
  const rig = await openBadInputRig({ deps: { log, ...deps } })
  return {
    ...rig,
    async expectSurvived(inputs, runs, origin = rig.gateway.gatewayUrl) {
      const property = fc.asyncProperty(inputs, bytes => expectHandled(origin, bytes))
      await fc.assert(property, { numRuns: runs, endOnFailure: true }) // if it fails, fast-check prints the seed
      await rig.expectWell()
      expect(logged).toEqual([])
    },
  }
}

/** Sends the bytes and then closes the sending side, so that a request without an end is ended. */
async function expectHandled(origin: string, bytes: Uint8Array): Promise<void> {
  const { answers, rest, closed } = await sendRaw(origin, bytes, { halfCloseAfterMs: 40 })
  for (const { status, body } of answers) {
    if (status >= 500) throw new Error(`Answered ${status}: ${body}`)
  }
  expect(answers.length > 0 || closed).toBe(true)
  expect(rest.toString('latin1')).not.toMatch(/^HTTP\/1\.1 5/)
}
