import Type, { type Static, type TInteger } from 'typebox'

// A type, not an interface: only a type alias fits typebox's open options.
type IntegerSetting = {
  readonly minimum: number
  readonly maximum: number
  readonly default: number
  readonly description: string
}

const integer = (options: IntegerSetting) => Type.Integer(options) as TInteger & IntegerSetting

/** Every setting: type, default, range and help text in one place. Secrets are never settings. */
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
