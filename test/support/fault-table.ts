// What is expected of each fault of a provider or its network: one row for each, for streams and for whole answers.
import type { ErrorCode } from '../../gateway/errors.ts'
import type { LinkFault } from './chaos-proxy.ts'
import { page, type UpstreamFault } from './chaos-upstream.ts'
import type { Expected, FaultRow } from './expected-fault.ts'

const answered = { type: 'answered' } as const satisfies Expected
/** Also of chat completions without their last word, which some providers leave out: the reason of the end has come before. */
const asItIs: Expected = { type: 'taken-as-it-is' }
const refused = (code: ErrorCode): Expected => ({ type: 'refused', code })
const brokenOff = (code: ErrorCode): Expected => ({ type: 'broken-off', code })
const both = (expected: Expected) => ({ stream: expected, whole: expected })

const saysOwn = 'The provider is having a bad day.'
const refusals: readonly FaultRow[] = [400, 401, 403, 408, 429, 500, 502, 503, 504, 529].map(status => ({
  name: `status ${status}`,
  fault: { upstream: { type: 'status', status, retryAfterSeconds: 7 } },
  ...both({ type: 'passed-on', status, says: saysOwn }),
  retryAfter: '7',
}))
const foreignRefusals: readonly FaultRow[] = [
  {
    name: 'status 502 with a page of a load balancer',
    fault: { upstream: { type: 'status', status: 502, body: 'page' } },
    ...both({ type: 'passed-on', status: 502, says: page }),
  },
  {
    name: 'status 503 without a body',
    fault: { upstream: { type: 'status', status: 503, body: 'nothing' } },
    ...both({ type: 'passed-on', status: 503, says: '' }),
  },
]

const beforeContent = ['after-headers', 'after-preamble'] as const
const afterContent = ['after-content', 'within-character'] as const

/** What a provider does at each moment, and the error that it is if nothing has come yet, or something. */
function brokenRows(
  type: 'reset' | 'close' | 'stall',
  beforeHeaders: ErrorCode,
  later: ErrorCode,
): readonly FaultRow[] {
  const at = (upstream: UpstreamFault): Pick<FaultRow, 'fault' | 'name'> => ({
    name: `${type} ${'when' in upstream ? upstream.when : ''}`,
    fault: { upstream },
  })
  return [
    { ...at({ type, when: 'before-headers' }), ...both(refused(beforeHeaders)) },
    ...beforeContent.map(when => ({ ...at({ type, when }), ...both(refused(later)) })),
    ...afterContent.map(when => ({ ...at({ type, when }), stream: brokenOff(later), whole: refused(later) })),
    {
      ...at({ type, when: 'before-end' }),
      stream: brokenOff(later),
      whole: refused(later),
      // These two report what was used in an event of its own, which comes before the last one.
      reportedBy: ['chat', 'messages'],
      streamsOf: { chat: asItIs },
    },
    // A whole answer is not sent before HTTP says that it is complete.
    { ...at({ type, when: 'after-end' }), stream: answered, whole: refused(later), isWholeReported: true },
  ]
}

/** HTTP says that the answer is complete, and the answer says that it is not. */
const endedEarly: readonly FaultRow[] = [
  ...beforeContent.map(when => ({
    name: `end ${when}`,
    fault: { upstream: { type: 'end', when } as const },
    ...both(refused('upstream_truncated')),
  })),
  ...([...afterContent, 'before-end'] as const).map(when => ({
    name: `end ${when}`,
    fault: { upstream: { type: 'end', when } as const },
    stream: brokenOff('upstream_truncated'),
    whole: refused('upstream_truncated'),
    ...(when === 'before-end' && {
      reportedBy: ['chat', 'messages'] as const,
      streamsOf: { chat: asItIs },
    }),
  })),
]

const neverEnding: readonly FaultRow[] = (['head', 'pings', 'pings-after-end'] as const).map(part => ({
  name: `slow-loris ${part}`,
  fault: { upstream: { type: 'slow-loris', part, everyMs: 20 } },
  stream: part === 'pings-after-end' ? { ...answered, pings: true } : refused('upstream_timeout'),
  whole: refused('upstream_timeout'),
  isWholeReported: part === 'pings-after-end',
}))

const onConnect: readonly FaultRow[] = [
  {
    name: 'reset on connect',
    fault: { upstream: { type: 'reset', when: 'on-connect' } },
    ...both(refused('upstream_unreachable')),
    isSentUnknown: true,
  },
  ...(['reset', 'close', 'stall'] as const).map(how => ({
    name: `proxy: ${how} on connect`,
    fault: { proxy: { onConnect: how } },
    ...both(refused(how === 'stall' ? 'upstream_timeout' : 'upstream_unreachable')),
    isSentUnknown: true,
  })),
]

const slowNetworks: readonly FaultRow[] = [
  {
    name: 'proxy: latency and jitter',
    fault: {
      proxy: { toClient: { latencyMs: 10, jitterMs: 20 }, toServer: { latencyMs: 10, jitterMs: 20 } },
    },
    ...both(answered),
  },
  {
    name: 'proxy: single bytes',
    fault: { proxy: { toClient: { sliceBytes: 1 }, toServer: { sliceBytes: 7 } } },
    ...both(answered),
  },
  {
    name: 'proxy: bandwidth',
    fault: { proxy: { toClient: { bytesPerSecond: 50_000, sliceBytes: 500 } } },
    ...both(answered),
  },
]

type Ending = NonNullable<LinkFault['after']>['how']
const endings: readonly Ending[] = ['reset', 'cut', 'half-close', 'stall']

/** By bytes and not by moments: within the status line, and after the headers, before any content. */
const brokenNetworks: readonly FaultRow[] = endings.flatMap(how =>
  [20, 250].map(bytes => {
    const early = bytes < 200 ? 'upstream_unreachable' : 'upstream_truncated'
    return {
      name: `proxy: ${how} after ${bytes} bytes of the answer`,
      fault: { proxy: { toClient: { after: { bytes, how } } } },
      ...both(refused(how === 'stall' ? 'upstream_timeout' : early)),
    }
  }),
)

const brokenUploads: readonly FaultRow[] = endings.map(how => ({
  name: `proxy: ${how} after 100 bytes of the request`,
  fault: { proxy: { toServer: { after: { bytes: 100, how } } } },
  ...both(
    how === 'half-close'
      ? // The provider's server says so of half a request.
        { type: 'passed-on', status: 400, says: '' }
      : refused(how === 'stall' ? 'upstream_timeout' : 'upstream_unreachable'),
  ),
}))

/**
 * Answers with status 200 that are none. A single target's are passed on as they came wherever they do not end too early. A
 * route with a second target must not take them for answers.
 */
const impostors: readonly FaultRow[] = [
  ...(['after-headers', 'after-content'] as const).map(when => ({
    name: `status 200 and an error ${when}`,
    fault: { upstream: { type: 'error-event', when } as const },
    stream: { type: 'failed-within', hasSpoken: when === 'after-content' } as const,
    whole: { type: 'failed-within', hasSpoken: false } as const,
    translated: {
      stream: when === 'after-content' ? brokenOff('upstream_failed') : refused('upstream_failed'),
      whole: refused('upstream_failed'),
    },
  })),
  ...(['after-headers', 'after-content'] as const).map(when => ({
    name: `status 200 and half a JSON ${when}`,
    fault: { upstream: { type: 'malformed', when } as const },
    stream: when === 'after-content' ? asItIs : refused('upstream_malformed'),
    whole: refused('upstream_truncated'),
    translated: {
      stream: when === 'after-content' ? brokenOff('upstream_failed') : refused('upstream_malformed'),
      whole: refused('upstream_truncated'),
    },
  })),
  {
    name: 'status 200 and a page',
    fault: { upstream: { type: 'content-type', contentType: 'text/html', body: 'page' } },
    ...both(refused('upstream_malformed')),
  },
  {
    name: 'status 200 and a page that is called JSON',
    fault: { upstream: { type: 'content-type', contentType: 'application/json', body: 'page' } },
    ...both(refused('upstream_truncated')),
  },
  {
    name: 'status 200 and a page that is called a stream of events',
    fault: { upstream: { type: 'content-type', contentType: 'text/event-stream', body: 'page' } },
    ...both(refused('upstream_truncated')),
    // Its streams are lines.
    streamsOf: { ollama: refused('upstream_malformed') },
    wholeOf: { ollama: refused('upstream_malformed') },
  },
  {
    name: 'the proper answer that is called plain text',
    fault: { upstream: { type: 'content-type', contentType: 'text/plain', body: 'own' } },
    ...both(answered),
  },
]

export const faultTable: readonly FaultRow[] = [
  { name: 'no fault', fault: {}, ...both(answered) },
  ...refusals,
  ...foreignRefusals,
  ...brokenRows('reset', 'upstream_unreachable', 'upstream_truncated'),
  ...brokenRows('close', 'upstream_unreachable', 'upstream_truncated'),
  ...brokenRows('stall', 'upstream_timeout', 'upstream_timeout'),
  ...endedEarly,
  ...neverEnding,
  ...onConnect,
  ...slowNetworks,
  ...brokenNetworks,
  ...brokenUploads,
  ...impostors,
]
