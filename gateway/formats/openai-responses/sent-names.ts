import { fittedId, fittedName } from '../fitted-names.ts'

/** https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools */
export function sentName(name: string): string {
  return fittedName(name, /^[\w-]{1,64}$/)
}

/** The same id gives the same on the call and on its result. */
export function sentCallId(id: string): string {
  return fittedId(id, /^[\s\S]{1,64}$/)
}
