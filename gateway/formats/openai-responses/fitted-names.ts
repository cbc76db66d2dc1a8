import { hash } from 'node:crypto'

const nameAtMost = 64
const callIdAtMost = 64
const fitting = /^[a-zA-Z0-9_-]{1,64}$/

/**
 * A name that the provider takes: https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools. One that
 * it does not take is shortened, and ends in a part of its hash, so that no two become the same.
 */
export function fittedName(name: string): string {
  if (fitting.test(name)) return name
  const readable = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, nameAtMost - 9)
  return `${readable}_${hash('sha256', name, 'hex').slice(0, 8)}`
}

/** The same id gives the same on the call and on its result. */
export function fittedCallId(id: string): string {
  return id.length > 0 && id.length <= callIdAtMost ? id : `call_${hash('sha256', id, 'hex').slice(0, 40)}`
}

/** A key or an identifier, of which the provider takes so many characters. */
export function fittedKey(key: string): string {
  return key.length <= callIdAtMost ? key : hash('sha256', key, 'hex')
}
