import { fittedId, fittedName } from '../fitted-names.ts'

const fits = /^[a-zA-Z0-9_-]{1,128}$/

/** The id of a call as the format allows it. The same for a call and its result. */
export function writableCallId(id: string): string {
  return fittedId(id, fits, 'toolu_')
}

/** The name of a tool as the format allows it. */
export function writableToolName(name: string): string {
  return fittedName(name, fits)
}
