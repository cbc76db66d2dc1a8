// What a format brings along to be put through what every format is put through: see formats.test.ts.
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import type { Fixture } from '../support/fake-upstream/fixtures.ts'

export interface ConformingFormat {
  /** The kind of provider that speaks it, and its base URL below the address of its server. */
  readonly provider: { readonly kind: string; readonly basePath: string }
  /** Listed by the provider, and priced. */
  readonly model: string
  /** Set by a person, where its kind of provider has no price that could be told from none. */
  readonly ownPrice?: { readonly inputUsdPerMillion: string; readonly outputUsdPerMillion: string }
  /** An official client, without retries, that asks this model. `baseUrl`: as the format's clients are given it. */
  connect(baseUrl: string, key: string, model: string): FormatClient
  /** The same request as bytes: the path and body that the client sends. */
  request(stream: boolean, model: string): { readonly path: string; readonly body: object }
  /**
   * Answers that came whole, of which a format of streams alone has none, and streams, of which a format that never streams
   * has none; the first of each says the text in more than two frames.
   */
  readonly whole: readonly RecordedAnswer[]
  readonly streams: readonly RecordedAnswer[]
  /** Refusals of its provider: which error the client makes of each. */
  readonly refusals: readonly RecordedRefusal[]
  /** A stream in which the provider reports an error, after something was said. Not used if the format never streams. */
  readonly brokenStream: { readonly answer: Fixture; readonly says: object }
  /** What the client raises of the gateway's own errors. */
  readonly ownErrors: Readonly<
    Record<'token' | 'model' | 'body' | 'broken' | 'limit' | 'budget', RaisedError>
  >
  /** The headers in which its clients are told of a limit of requests, and what the time of its reset looks like. */
  readonly limitHeaders: {
    readonly limit: string
    readonly left: string
    readonly reset: readonly [string, RegExp]
  }
  /** A request that no provider takes. */
  readonly invalid: object
}

/** Everything that it returns can be compared with what the same call returns straight from the provider. */
export interface FormatClient {
  /** `extra`: members of the body besides the usual, or in their place. Of a format of streams alone, a stream that is read whole. */
  whole(extra?: object): Promise<unknown>
  stream(extra?: object): Promise<AsyncIterable<unknown>>
  /** A stream as the client itself puts it together. */
  assembled(): Promise<unknown>
  models(): Promise<readonly string[]>
}

export interface RecordedAnswer {
  readonly name: string
  readonly answer: Fixture
  /** What stands in the row of its request. */
  readonly tokens: Partial<RequestDetail>
  readonly costNanoUsd: number
  /** 'estimated' if the provider reports nothing, and the cost is that of the gateway's own count. By default 'exact'. */
  readonly certainty?: 'exact' | 'estimated'
}

export interface RaisedError {
  readonly raised: abstract new (...given: never[]) => Error
  readonly says: object
}

export interface RecordedRefusal {
  readonly name: string
  readonly answer: Fixture
  readonly raised: RaisedError['raised']
  /** The provider's sentence. */
  readonly words: string
  readonly says: object
}

/** For the client of a format that never streams. Nothing calls these functions. */
export const neverStreamed: Pick<FormatClient, 'stream' | 'assembled'> = {
  stream: () => Promise.reject(new Error('The format never streams')),
  assembled: () => Promise.reject(new Error('The format never streams')),
}

const folder = new URL('./formats/', import.meta.url)

/** One file for each format, of the format's name. */
export const conformingNames: readonly string[] = readdirSync(folder).map(file => basename(file, '.ts'))

export async function conformingFormat(name: string): Promise<ConformingFormat> {
  const { conforming } = (await import(new URL(`${name}.ts`, folder).href)) as {
    readonly conforming: ConformingFormat
  }
  return conforming
}
