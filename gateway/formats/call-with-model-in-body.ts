import type { TextEdit } from '../chat/request-facts.ts'
import type { CallParts, CallQuestion } from './format.ts'

const nothing: CallParts['headers'] = {}

/**
 * Makes the call for a format whose requests name the model in their body. The provider's name for the model is put in
 * its place, and so is what makes the provider report usage. `passedQuery` names the members of the caller's query that
 * may be passed on.
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

/** The listed members of the query as they were written, after a question mark. Empty if there are none. */
function passed(query: string, listed: ReadonlySet<string>): string {
  const members = query.split('&').filter(member => listed.has(nameOf(member)))
  return members.length === 0 ? '' : `?${members.join('&')}`
}

function nameOf(member: string): string {
  const [[name = ''] = []] = new URLSearchParams(member)
  return name
}
