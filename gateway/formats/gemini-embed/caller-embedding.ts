// Lets clients of the format use providers of other formats: https://ai.google.dev/api/embeddings

import type { CallerEmbedding, EmbeddingRequest } from '../../chat/embedding.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { Members } from '../gemini-generate/read-members.ts'
import { failureBody } from '../gemini-generate/write-answer.ts'

/** The answer to a batch is a list, however many requests there are. */
const asList = 'list'

export const geminiEmbedCallerEmbedding: CallerEmbedding = {
  readRequest,
  writeAnswer(vectors, { answerForm, inputTokens }) {
    const embeddings = vectors.map(values => ({ values }))
    const usageMetadata = { promptTokenCount: inputTokens }
    return answerForm === asList ? { embeddings, usageMetadata } : { embedding: embeddings[0], usageMetadata }
  },
  failureBody,
}

function readRequest({ head, body }: ParsedRequest, receipt: Receipt): EmbeddingRequest {
  const members = new Members(body, '')
  if (!head.path.endsWith(':batchEmbedContents')) {
    const one = readOne(members)
    note([one], one.lost, receipt)
    return { texts: [one.text], dimensions: one.dimensions }
  }
  members.take('model')
  const requests = (members.list('requests') ?? []).map((request, at) =>
    readOne(new Members(request, `requests[${at}]`)),
  )
  if (requests.length === 0) throw invalid('"requests" must not be empty.')
  const dimensions = requests[0]?.dimensions
  const other = requests.findIndex(each => each.dimensions !== dimensions)
  if (other > 0)
    throw invalid(
      `"requests[${other}].outputDimensionality" must be that of the other requests: this provider takes one for all.`,
    )
  note(requests, [...members.left(), ...requests.flatMap(({ lost }) => lost)], receipt)
  return { texts: requests.map(({ text }) => text), dimensions, answerForm: asList }
}

interface OneRequest {
  readonly text: string
  /** Whether the text was several parts. */
  readonly isJoined: boolean
  readonly dimensions: number | undefined
  /** The names of members that other formats have no place for. */
  readonly lost: readonly string[]
}

function readOne(request: Members): OneRequest {
  request.take('model') // which the path names
  const content = request.within('content')
  if (!content) throw invalid(`"${at(request, 'content')}" must be an object.`)
  const texts = readTexts(content)
  // The members have moved into an object of their own, and servers take both.
  const config = request.within('embedContentConfig')
  const dimensions = config?.number('outputDimensionality') ?? request.number('outputDimensionality')
  const task = config?.text('taskType') ?? request.text('taskType')
  return {
    text: texts.join('\n'),
    isJoined: texts.length > 1,
    // Zero is the default of the field, and asks for nothing.
    dimensions: dimensions === 0 ? undefined : dimensions,
    lost: [
      ...(task === undefined || task === 'TASK_TYPE_UNSPECIFIED' ? [] : ['taskType']),
      ...[...request.left(), ...content.left(), ...(config?.left() ?? [])].map(lastName),
    ],
  }
}

/** Only text becomes a vector elsewhere. */
function readTexts(content: Members): readonly string[] {
  content.take('role') // Nothing depends on it.
  const texts = (content.list('parts') ?? []).map((part, place) => {
    const text = new Members(part, `${content.path}.parts[${place}]`).text('text')
    if (text === undefined)
      throw invalid(`"${content.path}.parts[${place}]" must be a text: this provider embeds nothing else.`)
    return text
  })
  if (texts.length === 0) throw invalid(`"${content.path}.parts" must not be empty.`)
  return texts
}

const reasons: Readonly<Record<string, string>> = {
  taskType: 'Other formats do not say what a vector is for.',
  title: 'Other formats have no place for the title of a text.',
}

/** Each name once, since all requests of a batch usually have the same members. */
function note(requests: readonly OneRequest[], lost: readonly string[], receipt: Receipt): void {
  if (requests.some(({ isJoined }) => isJoined))
    receipt.change('content.parts', 'Several parts become one text, each on a line of its own.')
  for (const name of new Set(lost))
    receipt.drop(
      name.slice(0, 64),
      Object.hasOwn(reasons, name) ? String(reasons[name]) : 'Other formats have no place for it.',
    )
}

function at({ path }: Members, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}
