import { forEachElement } from '../../bytes/json-elements.ts'
import { type ByteSpan, type ScannedObject, scanMembers } from '../../bytes/json-scan.ts'
import { parseJson } from '../../bytes/json-value.ts'
import { invalid, type RequestFacts, type RequestParts, wideBytesOf } from '../../chat/request-facts.ts'
import { standardTerms } from '../../pricing/bill.ts'
import { decoded } from '../gemini-generate/request.ts'
import { factsOfVectors } from '../whole-answers.ts'

const namedInPath = /\/models\/(.+):(embedContent|batchEmbedContents)$/

/**
 * Reads a request for one embedding, or for a batch, in which each request names the model again. All must name the model
 * of the path, because that is the one that is routed and priced.
 */
export function readFacts({ head, bytes, body }: RequestParts): RequestFacts {
  const [, asked, action] = namedInPath.exec(head.path) ?? []
  const isBatch = action === undefined ? body.members.has('requests') : action === 'batchEmbedContents'
  const requests = isBatch ? requestsIn(bytes, body) : [{ name: '', request: body }]
  for (const each of requests) requireContent(each)
  // A batch may name the model beside its requests too.
  const naming = isBatch ? [{ name: '', request: body }, ...requests] : requests
  const named = naming
    .flatMap(each => namedModel(bytes, each))
    .toSorted((one, another) => one.value.start - another.value.start)
  const model = asked === undefined ? named[0]?.model : decoded(asked)
  if (model === undefined) throw invalid('the path must name a model, or "model" must.')
  if (model === '' || model.length > 256) throw invalid('the model must be 1 to 256 characters long.')
  const other = named.find(each => each.model !== model)
  if (other) throw invalid(`"${other.name}" names another model than the path.`)
  const [first, ...more] = named
  return {
    ...factsOfVectors,
    model,
    isBatch,
    modelValue: first?.value,
    moreModelValues: more.map(({ value }) => value),
    terms: standardTerms,
    wideBytes: wideBytesOf(bytes),
  }
}

interface OneRequest {
  /** How the request is named in messages, with a point behind it. */
  readonly name: string
  readonly request: ScannedObject
}

function requestsIn(bytes: Uint8Array, body: ScannedObject): readonly OneRequest[] {
  const list = body.members.get('requests')
  if (list?.kind !== 'array') throw invalid('"requests" must be an array.')
  const requests: OneRequest[] = []
  forEachElement(bytes, list.value, (start, end) => {
    const name = `requests[${requests.length}]`
    if (requests.length === requestsAtMost) throw invalid(`"requests" has more than ${requestsAtMost}.`)
    if (bytes[start] !== openBrace) throw invalid(`"${name}" must be an object.`)
    requests.push({ name: `${name}.`, request: scanMembers(bytes, { start, end }) })
  })
  return requests
}

const openBrace = 0x7b
/** Far more than the servers take, and few enough to be kept in memory whatever they are. */
const requestsAtMost = 10_000

interface NamedModel {
  readonly name: string
  readonly model: string
  readonly value: ByteSpan
}

function requireContent({ name, request }: OneRequest): void {
  const content = request.members.get('content')
  if (content?.kind !== 'object') throw invalid(`"${name}content" must be an object.`)
}

/** The model that the request names. Empty if it names none. */
function namedModel(bytes: Uint8Array, { name, request }: OneRequest): readonly NamedModel[] {
  const member = request.members.get('model')
  if (!member || member.kind === 'null') return []
  const text = Buffer.from(bytes.subarray(member.value.start, member.value.end)).toString('utf8')
  const model = parseJson(text)
  if (typeof model !== 'string') throw invalid(`"${name}model" must be a string.`)
  return [{ name: `${name}model`, model: model.replace(/^models\//, ''), value: member.value }]
}
