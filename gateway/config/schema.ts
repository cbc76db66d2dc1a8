import Type, { type Static, type TInteger, type TNumber, type TUnsafe } from 'typebox'
import { cacheModes } from '../contract/answer-cache.ts'
import { onUnsupportedOptions } from '../contract/clients.ts'

// A type alias and not an interface: typebox takes options of any name, and TypeScript accepts only an alias for that.
type NumberSetting = {
  readonly minimum: number
  readonly maximum: number
  readonly default: number
  readonly description: string
}

type WordSetting<Word extends string> = {
  readonly enum: readonly Word[]
  readonly default: Word
  readonly description: string
}

const word = <Word extends string>(options: WordSetting<Word>) =>
  Type.Unsafe<Word>({ type: 'string', ...options }) as TUnsafe<Word> & WordSetting<Word>

const integer = (options: NumberSetting) => Type.Integer(options) as TInteger & NumberSetting
const number = (options: NumberSetting) => Type.Number(options) as TNumber & NumberSetting

/** All settings, each with its type, default, range and help text. A secret is never a setting. */
export const configSchema = Type.Object(
  {
    port: integer({
      minimum: 0,
      maximum: 65535,
      default: 4283,
      description: 'Loopback port of the gateway; 0 takes a free one.',
    }),
    adminPort: integer({
      minimum: 0,
      maximum: 65535,
      default: 4284,
      description: 'Loopback port of the dashboard and admin API; 0 takes a free one.',
    }),
    connectTimeoutMs: integer({
      minimum: 10,
      maximum: 600_000,
      default: 10_000,
      description: 'Longest wait for a connection to a provider.',
    }),
    firstByteTimeoutMs: integer({
      minimum: 10,
      maximum: 3_600_000,
      default: 300_000,
      description: 'Longest wait for the first content of an answer.',
    }),
    silenceTimeoutMs: integer({
      minimum: 10,
      maximum: 3_600_000,
      default: 300_000,
      description: 'Longest silence within an answer.',
    }),
    pingIntervalMs: integer({
      minimum: 10,
      maximum: 600_000,
      default: 15_000,
      description: 'How often a waiting streaming caller is sent a ping.',
    }),
    slowReaderTimeoutMs: integer({
      minimum: 10,
      maximum: 600_000,
      default: 60_000,
      description: 'How long a caller may read nothing before its request is aborted.',
    }),
    drainTimeoutMs: integer({
      minimum: 0,
      maximum: 600_000,
      default: 10_000,
      description: 'How long quitting waits for running requests.',
    }),
    inFlightMaxBytes: integer({
      minimum: 100_663_296,
      maximum: 68_719_476_736,
      default: 268_435_456,
      description: 'Most bytes of requests and whole answers in memory at once; more has to wait.',
    }),
    inFlightWaitMs: integer({
      minimum: 0,
      maximum: 600_000,
      default: 30_000,
      description: 'How long a request waits for such bytes before it is refused.',
    }),
    uploadMinBytesPerSecond: integer({
      minimum: 1,
      maximum: 1_000_000_000,
      default: 16_384,
      description: 'Slower request bodies are given up.',
    }),
    uploadWindowMs: integer({
      minimum: 10,
      maximum: 600_000,
      default: 10_000,
      description: 'Over how long the pace of a request body is measured.',
    }),
    idleConnectionTimeoutMs: integer({
      minimum: 10,
      maximum: 3_600_000,
      default: 72_000,
      description: 'How long a connection without a request is kept.',
    }),
    maxConnections: integer({
      minimum: 2,
      maximum: 65_536,
      default: 2048,
      description: 'Most connections of each port; where more come, the one idle for longest is closed.',
    }),
    maxConnectionsPerPeer: integer({
      minimum: 2,
      maximum: 65_536,
      default: 1024,
      description: 'Most of them from one address.',
    }),
    modelListMaxAgeMs: integer({
      minimum: 60_000,
      maximum: 2_592_000_000,
      default: 86_400_000,
      description: 'Age at which a provider is asked for its models again.',
    }),
    priceUpdateEveryHours: integer({
      minimum: 0,
      maximum: 8760,
      default: 0,
      description:
        'How often current prices are fetched and taken where nothing in them is hard to believe; 0 never.',
    }),
    onUnsupported: word({
      enum: onUnsupportedOptions,
      default: 'warn',
      description:
        'What becomes of a request that its provider cannot be asked for in full: what is lost is left out and in the record (drop); told in a header as well, and refused where it is a picture, a document or sound (warn); always refused (reject). A token may have a value of its own.',
    }),
    fetchRemoteMedia: word({
      enum: ['on', 'off'],
      default: 'on',
      description:
        'Whether pictures and documents are fetched from their addresses for providers that take only their bytes.',
    }),
    localServers: word({
      enum: ['use', 'show', 'off'],
      default: 'use',
      description:
        'What becomes of servers found on this machine, such as Ollama: they can be asked at once (use), once you add them (show), or are not looked for (off).',
    }),
    localContextTokens: integer({
      minimum: 0,
      maximum: 10_000_000,
      default: 32_768,
      description:
        'The context that translated requests load a local model with, if the model has as much and its own settings say nothing; 0 leaves it to the server.',
    }),
    localSlots: integer({
      minimum: 0,
      maximum: 256,
      default: 0,
      description: 'Requests at once at each local server; 0 for as many as its kind works on.',
    }),
    cacheMode: word({
      enum: cacheModes,
      default: 'off',
      description:
        'Whether an answer is given again: never (off); never, but the record says what would have been (measure); to the same request (exact); to the same question in other words too (semantic). A token may have a value of its own.',
    }),
    cacheTtlHours: integer({
      minimum: 1,
      maximum: 8760,
      default: 24,
      description: 'How long answers are kept to be given again.',
    }),
    cacheCapMb: integer({
      minimum: 1,
      maximum: 65_536,
      default: 256,
      description:
        'Most that the kept answers take on the disk, in MiB; those not used for longest go first.',
    }),
    cacheFalseHitRate: number({
      minimum: 0.0001,
      maximum: 0.5,
      default: 0.01,
      description:
        'Of the answers to the same question in other words, the part that may be wrong: 0.01 is one of a hundred. It decides how alike questions must be.',
    }),
    cacheMaxTemperature: number({
      minimum: 0,
      maximum: 2,
      default: 1,
      description: 'Requests with a higher temperature want a new answer each time, and are not looked up.',
    }),
    logMaxRows: integer({
      minimum: 1000,
      maximum: 100_000_000,
      default: 1_000_000,
      description: 'Requests kept in the log; the oldest go first.',
    }),
  },
  { additionalProperties: false },
)

export type Config = Readonly<Static<typeof configSchema>>
export type ConfigKey = keyof Config
