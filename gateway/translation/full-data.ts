import type { Frame } from '../bytes/framing.ts'
import { parseKeepingDigits } from '../bytes/json-value.ts'

/** The parsed JSON of a frame, also of one so long that its `data` lacks the long strings. Undefined if it has none. */
export function jsonOf({ bytes, data, omittedBytes }: Frame): unknown {
  if (omittedBytes === 0) return data === undefined ? undefined : parseKeepingDigits(data)
  const text = Buffer.from(bytes).toString('utf8')
  const lines = text.split(/\r\n|\r|\n/).filter(line => line.startsWith('data:'))
  // Other framings put white space, commas and brackets around the JSON of a frame.
  return parseKeepingDigits(
    lines.length > 0
      ? lines.map(line => line.slice('data:'.length).replace(/^ /, '')).join('\n')
      : text.replace(/^[\s,[]+|[\s,\]]+$/g, ''),
  )
}
