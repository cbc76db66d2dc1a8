// Asks a provider which models it has. Nothing is stored, and redirects are not followed.
import type { Dispatcher } from 'undici'
import { sha256InTurns } from '../bytes/hash-in-turns.ts'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import { ReadingPace } from '../bytes/relay.ts'
import type { ModelListUse } from '../contract/providers.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { withoutSecretInTurns } from '../redaction/without-secret.ts'
import { isOfKey, ModelListError, problemOfStatus } from './model-list-problem.ts'
import type { Credential, OutgoingRequest } from './provider-keys.ts'

/** Whom to ask. */
export interface ListSource {
  readonly adapter: ProviderAdapter
  /** Checked. */
  readonly baseUrl: string
  /** One for each key. They are used one after the other until one is taken. Empty to ask without a key. */
  readonly credentials: readonly CredentialMaker[]
}

export type CredentialMaker = (request: OutgoingRequest) => Promise<Credential>

// The longest lists in existence have about a MiB. Parsing much more would keep everything else waiting.
const pageBytes = 4 * 1024 * 1024
const pagesAtMost = 20

const withoutKey: CredentialMaker = async () => ({ keyId: undefined, headers: {}, filter: undefined })

export function listUseOf({ adapter, baseUrl }: Pick<ListSource, 'adapter' | 'baseUrl'>): ModelListUse {
  return adapter.models.use?.(baseUrl) ?? 'names'
}

/**
 * The models' names, with the first key that the provider takes. If it takes none, rejects with the error of the first. Empty
 * if its list does not name them. `signalOf` is called for each page.
 */
export async function readModelList(
  source: ListSource,
  dispatcher: Dispatcher,
  signalOf: () => AbortSignal,
): Promise<readonly string[]> {
  const { credentials } = source
  let failure: unknown
  for (const credentialOf of credentials.length > 0 ? credentials : [withoutKey])
    try {
      return await readPages(source, query =>
        readPage({ ...source, credentialOf }, query, dispatcher, signalOf()),
      )
    } catch (error) {
      failure ??= error
      if (!isOfKey(error)) break
    }
  throw failure
}

async function readPages(
  source: ListSource,
  pageAt: (query: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const use = listUseOf(source)
  if (use === 'none') return []
  const models: string[] = []
  let query = ''
  for (let page = 0; page < pagesAtMost; page++) {
    const parsed = source.adapter.models.parse(await pageAt(query))
    if (!parsed) throw new ModelListError('no-list', 'It answered, but not with a list of models.')
    models.push(...parsed.ids.filter(id => id !== '' && id.length <= 256))
    if (use === 'proof') return []
    if (parsed.nextQuery === undefined) break
    query = parsed.nextQuery
  }
  return [...new Set(models)]
}

async function readPage(
  { adapter, baseUrl, credentialOf }: Omit<ListSource, 'credentials'> & { credentialOf: CredentialMaker },
  query: string,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<unknown> {
  const base = new URL(baseUrl)
  const prefix = adapter.models.isAtRoot ? '' : base.pathname.replace(/\/+$/, '')
  const path = prefix + adapter.models.path + query
  const outgoing = { method: 'GET', url: new URL(path, base), bodySha256: () => sha256InTurns([]) }
  const credential = await credentialOf(outgoing)
  const { statusCode, body } = await dispatcher.request({
    origin: base.origin,
    path,
    method: 'GET',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...adapter.models.headers,
      ...credential.headers,
    },
    signal,
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > pageBytes) throw new ModelListError('too-long', 'Its list of models is too large.')
    chunks.push(chunk)
  }
  const freed = await withoutSecretInTurns(Buffer.concat(chunks), credential.filter, new ReadingPace())
  const answer = parseJson(Buffer.from(freed).toString('utf8'))
  if (statusCode === 200) return answer
  const said = saidIn(answer)
  const problem = problemOfStatus(statusCode, said, Object.keys(credential.headers).length > 0)
  throw new ModelListError(problem, `It answered ${statusCode}${said === '' ? '.' : `: ${said}`}`, statusCode)
}

function saidIn(answer: unknown): string {
  const error = isRecord(answer) ? (answer.error ?? answer.message) : undefined
  const message = isRecord(error) ? error.message : error
  return typeof message === 'string' ? message.slice(0, 300) : ''
}
