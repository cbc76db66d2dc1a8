import type { TextEdit } from '../chat/request-facts.ts'
import type { CallParts, CallQuestion } from './format.ts'

const nothing: CallParts['headers'] = {}

/**
 * The call of a format whose requests name the model in their body: there the provider's name takes its place, and what
 * makes it report usage is put in. `passedQuery`: the members of the caller's query that may go along.
 */
export function callWithModelInBody(
  { facts, model, query }: CallQuestion,
  passedQuery: ReadonlySet<string>,
): CallParts {
  const { modelValue, usageEdits } = facts
  const isRenamed = modelValue !== undefined && model !== facts.model
  const edits: readonly TextEdit[] = isRenamed
    ? [...usageEdits, { ...modelValue, text: JSON.stringify(model) }]
    : usageEdits
  return { pathSuffix: '', query: query === '' ? '' : passed(query, passedQuery), headers: nothing, edits }
}

/** The listed members as they were written, with a question mark; empty where there are none. */
function passed(query: string, listed: ReadonlySet<string>): string {
  const members = query.split('&').filter(member => listed.has(nameOf(member)))
  return members.length === 0 ? '' : `?${members.join('&')}`
}

function nameOf(member: string): string {
  const [[name = ''] = []] = new URLSearchParams(member)
  return name
}
