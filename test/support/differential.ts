// Makes the same call through the gateway and directly to the provider. The client must give the same result for both.
import { expect } from 'vitest'

/** Everything that a person sees of an error that an official client raised. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) throw new Error('No error was raised')
  const { status, code, type, param, requestID, headers } = error as unknown as Record<string, unknown>
  return {
    class: error.constructor.name,
    message: error.message,
    body: (error as { error?: unknown }).error,
    ...{ status, code, type, param, requestID },
    retryAfter: headers instanceof Headers ? headers.get('retry-after') : undefined,
    shouldRetry: headers instanceof Headers ? headers.get('x-should-retry') : undefined,
  }
}

/** Runs a function with the direct client and with the gateway's client, expects equal results, and returns the result. */
export async function expectSame<Client, Result>(
  clients: { readonly direct: Client; readonly through: Client },
  run: (client: Client) => Promise<Result>,
): Promise<Result> {
  const direct = await run(clients.direct)
  const through = await run(clients.through)
  expect(through).toEqual(direct)
  return through
}

/** Reads a stream that must end in an error. Gives that error, described, and everything that came before it. */
export async function untilError(
  stream: AsyncIterable<unknown>,
): Promise<{ before: unknown[]; error: object }> {
  const before: unknown[] = []
  try {
    for await (const part of stream) before.push(part)
  } catch (error) {
    return { before, error: describeError(error) }
  }
  throw new Error('The stream ended well')
}
