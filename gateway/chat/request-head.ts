import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What a request says besides its body. Plain data: it goes along where a large body is read in a worker. */
export interface RequestHead {
  /** Without the query. */
  readonly path: string
  /** As it was written, without the question mark; empty where there is none. */
  readonly query: string
  readonly headers: IncomingHttpHeaders
}

export function headOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): RequestHead {
  const mark = url.indexOf('?')
  if (mark < 0) return { path: url, query: '', headers }
  return { path: url.slice(0, mark), query: url.slice(mark + 1), headers }
}
