// Sends one request over the network and returns its answer. It sets no deadline, follows no redirect and does not retry.
import type { Dispatcher } from 'undici'
import { type Answer, createByteRelay, type ReadingPace } from '../bytes/relay.ts'
import { GatewayError } from '../errors.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import type { Attempt } from './attempt.ts'

/** Rejects with `upstream_*`, or with the reason for which the attempt was cancelled. */
export function sendOverNetwork(
  attempt: Attempt,
  options: Dispatcher.DispatchOptions,
  dispatcher: Dispatcher,
  pace: ReadingPace,
): Promise<Answer> {
  const { scope } = attempt
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let answered = false
    const flow = {
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
      cancel: () => controller?.abort(new Error('no more of the answer is wanted')),
    }
    const relay = createByteRelay(flow, pace)
    scope.onCancel(reason => {
      reject(reason)
      controller?.abort(reason)
    })
    dispatcher.dispatch(options, {
      onRequestStart: scope.guard((started: Dispatcher.DispatchController) => {
        controller = started
        // The scope may have been cancelled while the request waited for a connection, when there was no controller to
        // abort.
        if (scope.reason) return started.abort(scope.reason)
        attempt.sent()
      }),
      onResponseStart: scope.guard((_: unknown, status: number, headers: Answer['headers']) => {
        // 102 Processing and 103 Early Hints are interim answers. The final answer follows.
        if (status < 200) return
        answered = true
        attempt.answering(status)
        resolve({ status, headers, body: relay })
      }),
      onResponseData: scope.guard((_: unknown, chunk: Uint8Array) => relay.data(chunk)),
      onResponseEnd: scope.guard(() => {
        controller = undefined
        relay.end()
      }),
      onResponseError: scope.guard((_: unknown, error: Error) => {
        controller = undefined
        const failure = explain(error, attempt, answered)
        reject(failure)
        relay.fail(failure)
      }),
    })
  })
}

function explain(error: Error, { target }: Attempt, answered: boolean): GatewayError {
  const provider = target.provider.record.id
  const options = { cause: error }
  if (answered) return new GatewayError('upstream_truncated', { provider }, options)
  const reason = describeConnectionFailure(error)
  return new GatewayError('upstream_unreachable', { provider, reason }, options)
}
