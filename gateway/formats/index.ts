import type { UsageReporting } from '../chat/usage-reporting.ts'
import { anthropicMessages } from './anthropic-messages/index.ts'
import type { CallerFormat, Format, ProviderFormat, StreamMeter } from './format.ts'
import { openAiChat } from './openai-chat/index.ts'

/** The wire formats that callers and providers speak. */
export const formats = {
  'openai-chat': openAiChat,
  'anthropic-messages': anthropicMessages,
} as const satisfies Readonly<Record<string, Format>>

export type WireFormat = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly WireFormat[]

/** What a request is taken for that bears no format's mark. */
export const defaultFormat: WireFormat = 'openai-chat'

/** The path that a person is told for the format. */
export function mainPathOf(format: WireFormat): string {
  const { routes } = formats[format].caller
  return routes.find(({ purpose }) => purpose === 'answer')?.path ?? '/'
}

/** Both ends of a format as one, for a caller and a provider that speak the same. */
export interface WireProtocol extends CallerFormat, Omit<ProviderFormat, 'createMeter'> {
  readonly format: WireFormat
  createMeter(onText: (text: string) => void, reporting?: UsageReporting): CuttableMeter
}

export interface CuttableMeter extends StreamMeter {
  /** The events that end the answer here, as the provider does where the most tokens are reached. */
  cut(outputTokens: number): string
}

const protocols: ReadonlyMap<string, WireProtocol> = new Map(
  formatNames.map(format => [format, join(format, formats[format])]),
)

/** Throws where there is no format of that name. */
export function protocolOf(format: string): WireProtocol {
  const protocol = protocols.get(format)
  if (!protocol) throw new Error(`There is no wire format named ${format}`)
  return protocol
}

function join(format: WireFormat, { caller, provider }: Format): WireProtocol {
  return {
    ...caller,
    ...provider,
    format,
    createMeter(onText, reporting) {
      const ending = caller.createEnding()
      const meter = provider.createMeter(onText, reporting, ending.see)
      const cut = (outputTokens: number) => {
        meter.readAll()
        return ending.events(outputTokens)
      }
      return { ...meter, cut }
    },
  }
}
