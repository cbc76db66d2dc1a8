// The simplest readings of the three framings: the whole stream at once, as their specifications say it, with nothing of the
// gateway's own code.
import type { Framing } from '../../gateway/bytes/framing.ts'
import { arrayEnd, createArrayFramer } from '../../gateway/bytes/json-array.ts'
import { createLineFramer } from '../../gateway/bytes/json-lines.ts'
import { createSseFramer } from '../../gateway/bytes/sse.ts'

export interface SaidFrame {
  readonly event: string | undefined
  readonly data: string
}

export interface ReferenceFraming {
  readonly name: string
  readonly framing: Framing
  read(stream: Uint8Array): readonly SaidFrame[]
  /** The same stream as other servers would write it. */
  readonly variants: Readonly<Record<string, (stream: string) => string>>
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation, but what is left at the end counts. */
const sse: ReferenceFraming = {
  name: 'server-sent events',
  framing: createSseFramer,
  read(stream) {
    const lines = new TextDecoder().decode(stream).split(/\r\n|\r|\n/)
    const events: SaidFrame[] = []
    let data: string[] = []
    let event: string | undefined
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ event, data: data.join('\n') })
        data = []
        event = undefined
      }
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
      if (line.startsWith('event:')) event = line.slice(6).replace(/^ /, '')
    }
    return events
  },
  variants: {
    'lines that end with CR': stream => stream.replace(/\r?\n/g, '\r'),
    'lines that end with LF': stream => stream.replace(/\r?\n/g, '\n'),
    'lines that end with CRLF': stream => stream.replace(/\r?\n/g, '\r\n'),
    'a byte order mark': stream => `\u{feff}${stream}`,
    comments: stream => stream.replace(/^data:/gm, ': ÄÖÜ {"a":1}\n\n: b\r\n:\ndata:'),
    'data in several lines': stream =>
      stream.replace(/^data: ?(\{.*\})(\r?\n)/gm, (_, json: string, end: string) =>
        JSON.stringify(JSON.parse(json), null, 1)
          .split('\n')
          .map(line => `data:${line}${end}`)
          .join(''),
      ),
    'no space after the colon': stream => stream.replace(/^(data|event): /gm, '$1:'),
    'no blank line at the end': stream => `${stream.trimEnd()}\n`,
  },
}

/** https://github.com/ndjson/ndjson-spec */
const lines: ReferenceFraming = {
  name: 'lines of JSON',
  framing: createLineFramer,
  read: stream =>
    new TextDecoder()
      .decode(stream)
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
      .map(data => ({ event: undefined, data })),
  variants: {
    'lines that end with CRLF': stream => stream.replaceAll('\n', '\r\n'),
    'blank lines between': stream => stream.replaceAll('\n', '\n\n \t\r\n'),
    'no line end at the end': stream => stream.trimEnd(),
  },
}

/** https://www.rfc-editor.org/rfc/rfc8259#section-5: whatever parses it knows its elements. */
const array: ReferenceFraming = {
  name: 'elements of an array',
  framing: createArrayFramer,
  read: stream => [
    ...(JSON.parse(new TextDecoder().decode(stream)) as unknown[]).map(element => ({
      event: undefined,
      data: JSON.stringify(element),
    })),
    { event: undefined, data: arrayEnd },
  ],
  variants: {
    'no white space': stream => JSON.stringify(JSON.parse(stream)),
    'white space everywhere': stream =>
      JSON.stringify(JSON.parse(stream), null, '\t').replaceAll('\n', '\r\n'),
  },
}

export const references: readonly ReferenceFraming[] = [sse, lines, array]
