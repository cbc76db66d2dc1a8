// The same call through the gateway and straight to the provider: what the client makes of it must not differ.
import { expect } from 'vitest'

/** What a person sees of an error that an official client raised. */
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

/** Runs it with the client that goes straight to the provider, then with the gateway's; returns what both gave. */
export async function expectSame<Client, Result>(
  clients: { readonly direct: Client; readonly through: Client },
  run: (client: Client) => Promise<Result>,
): Promise<Result> {
  const direct = await run(clients.direct)
  const through = await run(clients.through)
  expect(through).toEqual(direct)
  return through
}

/** The error that it ends in, described, with all that came before it. */
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
