// The gateway's own errors, as each wire format's clients are told of them.
import type { Wire } from './translation-rig.ts'

export interface Told {
  readonly message: string
  /** What the format has for a code, if it has one. */
  readonly code?: string | undefined
}

/** The error of an answer with an error status. Throws if it is not in the format. */
export function toldError(wire: Wire, body: string): Told {
  const said = JSON.parse(body)
  switch (wire) {
    case 'chat':
    case 'responses':
      return { message: text(said.error.message), code: said.error.code ?? undefined }
    case 'messages':
      if (said.type !== 'error') throw new Error(`No error of messages: ${body}`)
      return { message: text(said.error.message) }
    case 'gemini':
      return { message: text(said.error.message), code: said.error.details?.[0].reason.toLowerCase() }
    case 'ollama':
      return { message: text(said.error) }
    default:
      return wire satisfies never
  }
}

/** The error that a stream's last event is, and everything before it. Throws if it is not in the format. */
export function toldInStream(wire: Wire, body: string): Told & { readonly before: string } {
  const [event = ''] = (wire === 'ollama' ? /[^\n]*\n$/ : /(?:[^\r\n]+\n)+\n$/).exec(body) ?? []
  const before = body.slice(0, body.length - event.length)
  if (wire === 'messages' && !event.startsWith('event: error\n')) throw new Error(`No error event: ${event}`)
  const data = wire === 'ollama' ? event : (/^data: (.*)$/m.exec(event)?.[1] ?? '')
  if (wire !== 'responses') return { before, ...toldError(wire, data) }
  const { type, response } = JSON.parse(data)
  if (type !== 'response.failed') throw new Error(`No failed response: ${event}`)
  return { before, message: text(response.error.message), code: text(response.error.code) }
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`No text: ${JSON.stringify(value)}`)
  return value
}
