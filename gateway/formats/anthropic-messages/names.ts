import { hash } from 'node:crypto'

function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 24)
}

/** The id of a call as the format allows it. The same for a call and its result. */
export function writableCallId(id: string): string {
  return /^[a-zA-Z0-9_-]{1,128}$/.test(id) ? id : `toolu_${shortHash(id)}`
}

/** The name of a tool as the format allows it. */
export function writableToolName(name: string): string {
  if (/^[a-zA-Z0-9_-]{1,128}$/.test(name)) return name
  return `${name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 48)}_${shortHash(name)}`
}
