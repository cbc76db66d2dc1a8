// Measures how long the main thread needs to translate a long conversation from each format to each other one.
import { isRecord, parseJson } from '../../gateway/bytes/json-value.ts'
import type { Conversation } from '../../gateway/chat/conversation.ts'
import { Receipt } from '../../gateway/chat/receipt.ts'
import type { RequestHead } from '../../gateway/chat/request-head.ts'
import { GatewayError } from '../../gateway/errors.ts'
import { formatNames, formatOf, type WireFormat } from '../../gateway/formats/index.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { agentConversation, bytesOf, requestIn } from './agent-conversation.ts'
import { median, spread, table } from './report.ts'

const tokens = 200_000
const warmRounds = 10
const rounds = 20
const model = 'gpt-4o'

/** What is sent in one format and is to be sent in another one. */
interface Sent {
  readonly caller: WireFormat
  readonly provider: WireFormat
  readonly head: RequestHead
  readonly bytes: Buffer
}

export async function benchTranslatedConversation(): Promise<string> {
  const conversation = agentConversation(tokens, await openEncodings().get('o200k_base'))
  const rows = pairs().map(([caller, provider]) => rowOf(caller, provider, conversation))
  const kib = bytesOf(requestIn('openai-chat', conversation, model).body).length / 1024
  return [
    `### A conversation of ${tokens.toLocaleString('en')} tokens\n`,
    `${conversation.turns.length} turns with calls of tools and their results, ${kib.toFixed(0)} KiB. Medians of ${rounds} rounds when warm, in ms of the main`,
    "thread's own time. The gateway lets others have a turn between reading, writing and making the text; the longest of these slices",
    'should take 10 ms at most, and all of them less than 50 ms. In brackets: the smallest and the largest round. The first round of a',
    'pair runs code that is not compiled yet.\n',
    table(['', 'read', 'write', 'text', 'all', 'longest slice', 'all of the first round'], rows),
  ].join('\n')
}

/** The format of arrays has the same requests as the one of events, so it is left out. */
function pairs(): readonly (readonly [WireFormat, WireFormat])[] {
  const names = formatNames.filter(name => {
    const { caller, provider } = formatOf(name)
    return caller.translation && provider.translation && name !== 'gemini-generate-array'
  })
  return names.flatMap(caller =>
    names.filter(each => each !== caller).map(provider => [caller, provider] as const),
  )
}

function rowOf(caller: WireFormat, provider: WireFormat, conversation: Conversation): string[] {
  const { path, query, body } = requestIn(caller, conversation, model)
  const sent = { caller, provider, head: { path, query, headers: {} }, bytes: bytesOf(body) }
  const first = translate(sent)
  for (let round = 0; round < warmRounds; round++) translate(sent)
  const slices = Array.from({ length: rounds }, () => translate(sent))
  const cells = [
    ...first.map((_, index) => median(slices.map(each => each[index] ?? Number.NaN))),
    median(slices.map(sum)),
  ]
  const longest = spread(
    slices.map(each => Math.max(...each)),
    1,
  )
  return [`${caller} to ${provider}`, ...cells.map(ms => ms.toFixed(1)), longest, sum(first).toFixed(1)]
}

/** Does what `translateRequest` does. Gives the milliseconds of each slice of it. */
function translate({ caller, provider, head, bytes }: Sent): readonly number[] {
  const reader = formatOf(caller).caller.translation
  const writer = formatOf(provider).provider.translation
  if (!reader || !writer) throw new GatewayError('internal')
  const receipt = new Receipt()
  const [conversation, readMs] = timed(() => {
    const body = parseJson(bytes.toString('utf8'))
    if (!isRecord(body)) throw new GatewayError('internal')
    return reader.readConversation({ head, body }, receipt)
  })
  const [written, writeMs] = timed(() => writer.writeRequest(conversation, { model }, receipt))
  const [, textMs] = timed(() => bytesOf(written.body))
  return [readMs, writeMs, textMs]
}

function timed<Result>(work: () => Result): readonly [Result, number] {
  const startMs = threadMs()
  const result = work()
  return [result, threadMs() - startMs]
}

/** The thread's own time, which does not run on while other programs have the processor. */
function threadMs(): number {
  // Linux brings a thread's time up to date only every 4 ms, or when the time of the whole process is asked for.
  process.cpuUsage()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)
