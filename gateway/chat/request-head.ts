import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What a request says outside its body. It is plain data, because it is sent along when a worker reads a large body. */
export interface RequestHead {
  /** The path without the query. */
  readonly path: string
  /** The query as it was written, without the question mark. Empty if there is none. */
  readonly query: string
  readonly headers: IncomingHttpHeaders
}

export function headOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): RequestHead {
  const mark = url.indexOf('?')
  if (mark < 0) return { path: url, query: '', headers }
  return { path: url.slice(0, mark), query: url.slice(mark + 1), headers }
}
