import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { isGiven } from './read-members.ts'

/** Whether a member that has no place in other formats changes nothing, so that nothing is lost with it. */
export function changesNothing(name: string, value: unknown): boolean {
  if (!isGiven(value) || (Array.isArray(value) && value.length === 0)) return true
  if (name === 'speed') return value === 'standard'
  return name === 'context_management' && isRecord(value) && keepsEverything(value)
}

/** Claude Code says with every request that all thinking is to stay: https://docs.anthropic.com/en/docs/build-with-claude/context-editing */
function keepsEverything({ edits }: JsonRecord): boolean {
  return Array.isArray(edits) && edits.every(edit => isRecord(edit) && edit.keep === 'all')
}

/** Claude Code repeats the request's effort within messages. */
export function repeatsRequest(name: string, value: unknown, body: JsonRecord): boolean {
  const asked = isRecord(body.output_config) ? body.output_config.effort : undefined
  return (
    name === 'output_config' && isRecord(value) && Object.keys(value).length === 1 && value.effort === asked
  )
}
