// Asks targets for real, each with one tiny request through the running gateway, so that it is held, billed and logged like
// any other. What each costs at most is told before.
import { isRecord, parseJson, textOf } from '../bytes/json-value.ts'
import type { AdminApi } from '../contract/admin.ts'
import { defaultFormat, mainPathOf } from '../formats/index.ts'

export interface LiveQuestion {
  readonly admin: AdminApi
  readonly gatewayUrl: string
  /** As `provider/model`. */
  readonly targets: readonly string[]
  /** False to be told the prices only. */
  readonly isWanted: boolean
  readonly print: (line: string) => void
}

const answerWithinMs = 90_000
const outputTokensAtMost = 16

/** True if every target that was asked has answered. */
export async function askLive({
  admin,
  gatewayUrl,
  targets,
  isWanted,
  print,
}: LiveQuestion): Promise<boolean> {
  const { client, token } = await admin.createClient({ name: `Self-test ${Date.now().toString(36)}` })
  const post = (model: string, dryRun: '0' | '1') =>
    fetch(gatewayUrl + mainPathOf(defaultFormat), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-gatehouse-dry-run': dryRun,
      },
      body: JSON.stringify({
        model,
        max_tokens: outputTokensAtMost,
        messages: [{ role: 'user', content: 'Say OK.' }],
      }),
      signal: AbortSignal.timeout(answerWithinMs),
    })
  try {
    for (const target of targets) print(`${target}: ${priceIn(await (await post(target, '1')).text())}`)
    let areAllAnswered = true
    for (const target of isWanted ? targets : []) {
      const { ok, status, headers, ...answer } = await read(await post(target, '0'))
      areAllAnswered &&= ok
      print(
        ok
          ? `${target}: answered, for ${headers.get('x-gatehouse-cost-usd') ?? 'an unknown amount of'} USD.`
          : `${target}: status ${status}. ${answer.message}`,
      )
    }
    return areAllAnswered
  } finally {
    await admin.revokeClient({ id: client.id })
  }
}

async function read(response: Response) {
  const { ok, status, headers } = response
  return { ok, status, headers, message: messageIn(await response.text()) }
}

function priceIn(quote: string): string {
  const read = parseJson(quote)
  const cost = isRecord(read) && isRecord(read.cost_usd) ? read.cost_usd : undefined
  if (!cost) return messageIn(quote)
  return typeof cost.at_most === 'string'
    ? `costs ${cost.at_most} USD at most.`
    : 'what it costs is not known.'
}

function messageIn(answer: string): string {
  const read = parseJson(answer)
  return isRecord(read) && isRecord(read.error) ? textOf(read.error.message).slice(0, 300) : ''
}
