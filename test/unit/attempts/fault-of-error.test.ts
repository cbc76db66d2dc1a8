import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../../gateway/attempts/attempt.ts'
import type { FaultKind } from '../../../gateway/attempts/fault.ts'
import { faultOfError } from '../../../gateway/attempts/fault-of-error.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { newAttempt } from '../../support/attempt-rig.ts'

const unreachable = new GatewayError('upstream_unreachable', { provider: 'p', reason: 'refused' })
const provider = { provider: 'p' }

function attemptThat(reached: 'planned' | 'sent' | 'answering'): Attempt {
  const attempt = newAttempt()
  if (reached !== 'planned') attempt.sent()
  if (reached === 'answering') attempt.answering(200)
  return attempt
}

describe('a connection that fails', () => {
  test.each<['planned' | 'sent' | 'answering', boolean, FaultKind]>([
    ['planned', false, 'unreachable'],
    ['planned', true, 'offline'],
    ['sent', false, 'broken'],
    ['sent', true, 'broken'],
    ['answering', false, 'broken'],
  ])('%s, without a network: %s', (reached, isOffline, kind) => {
    expect(faultOfError(unreachable, attemptThat(reached), isOffline)?.kind).toBe(kind)
  })

  test('before there was an attempt', () => {
    expect(faultOfError(unreachable, undefined, false)?.kind).toBe('unreachable')
  })
})

test.each<[GatewayError, FaultKind | undefined]>([
  [new GatewayError('upstream_timeout', { ...provider, timeoutMs: 5 }), 'late'],
  [new GatewayError('upstream_slow', { ...provider, tokensPerSecond: 5 }), 'slow'],
  [new GatewayError('upstream_truncated', provider), 'broken'],
  [new GatewayError('upstream_malformed', { ...provider, content: 'nothing' }), 'broken'],
  [new GatewayError('upstream_redirected', provider), 'broken'],
  [new GatewayError('upstream_too_large', provider), 'broken'],
  [new GatewayError('context_too_small', { inputTokens: 9, contextTokens: 8, model: 'm' }), 'skipped'],
  [new GatewayError('client_gone'), undefined],
  [new GatewayError('shutting_down'), undefined],
  [new GatewayError('internal'), undefined],
  [new GatewayError('attempt_lost', provider), undefined],
])('%s', (error, kind) => {
  expect(faultOfError(error, attemptThat('sent'), false)?.kind).toBe(kind)
})

test('the status that an answer had is kept, because then it is not asked for again', () => {
  const error = new GatewayError('upstream_truncated', provider)
  expect(faultOfError(error, attemptThat('answering'), false)).toMatchObject({ kind: 'broken', status: 200 })
  expect(faultOfError(error, attemptThat('sent'), false)?.status).toBeUndefined()
})
