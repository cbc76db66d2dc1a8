// Every client against every format that a provider may speak: the client asks in its own format, the provider
// answers in its own, and everything that both can say arrives. The matrix is made of the files in translation/, and its
// result is docs/conformance.md.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatNames, formats, type WireFormat } from '../../gateway/formats/index.ts'
import { formatsOf } from '../../gateway/providers/adapter.ts'
import { adapterOf } from '../../gateway/providers/index.ts'
import { send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import type { Cannot, TranslatedClient } from './translation/client.ts'
import { allClients, allUpstreams } from './translation/matrix.ts'
import { MatrixResult } from './translation/matrix-result.ts'
import type { Pairing } from './translation/scenario.ts'
import { scenarioNames, scenarioTitles } from './translation/scenario-names.ts'
import { scenarios } from './translation/scenarios.ts'
import type { Upstream } from './translation/upstream.ts'

const clients = await allClients()
const upstreams = await allUpstreams()
const result = new MatrixResult(clients, upstreams)

/** Formats that differ from another one in the framing of their streams alone, and no official client or provider is asked in. */
const framedOtherwise: readonly WireFormat[] = ['gemini-generate-array']

test('every format that is translated has a client and an upstream here', () => {
  const missing = (sides: readonly { readonly format: WireFormat }[], side: 'caller' | 'provider') =>
    formatNames.filter(
      format =>
        formats[format][side].translation &&
        !framedOtherwise.includes(format) &&
        sides.every(each => each.format !== format),
    )
  expect(missing(clients, 'caller'), 'add its client to test/conformance/translation/clients').toEqual([])
  expect(
    missing(upstreams, 'provider'),
    'add its provider to test/conformance/translation/upstreams',
  ).toEqual([])
})

/** Whether the provider speaks the client's format beside its own, and is asked in it. */
function isAskedInTheirs({ format }: TranslatedClient, upstream: Upstream): boolean {
  const adapter = adapterOf(upstream.kind)
  return format !== upstream.format && adapter !== undefined && formatsOf(adapter).includes(format)
}

/** What the gateway does only where it translates. */
function untranslated({ format }: TranslatedClient, upstream: Upstream): Cannot {
  if (format !== upstream.format) return {}
  return { keptSeal: 'What is asked in the format of the provider passes as it is.' }
}

const pairs = clients.flatMap(client =>
  upstreams.flatMap(upstream => {
    if (isAskedInTheirs(client, upstream)) return []
    return { client, upstream, pair: `${client.name} to ${upstream.name}` }
  }),
)
const ways = [
  { how: 'whole', stream: false },
  { how: 'streamed', stream: true },
]

describe.each(pairs)('$pair', ({ client, upstream }) => {
  let rig: GatewayRig
  beforeAll(async () => {
    rig = await openGatewayRig({
      providers: origin => [
        {
          id: 'only',
          kind: upstream.kind,
          baseUrl: origin + upstream.basePath,
          key: 'sk-key-of-the-provider-0123',
        },
      ],
    })
    const { admin } = rig.gateway
    await admin.setPrice({
      providerId: 'only',
      model: upstream.model,
      inputUsdPerMillion: '1',
      outputUsdPerMillion: '2',
    })
  })
  afterAll(() => rig[Symbol.asyncDispose]())

  function pairing(stream: boolean): Pairing {
    const address = () => ({
      gatewayUrl: rig.gateway.gatewayUrl,
      token: rig.gateway.token,
      model: `only/${upstream.model}`,
    })
    return {
      client,
      upstream,
      stream,
      rig,
      address,
      async ask(question, said) {
        rig.upstream.script({
          answer: upstream.answer(said, stream),
          steps: [send(undefined, { chunkBytes: [61, 7, 300] })],
        })
        const got = await client.ask(address(), question, stream)
        const request = rig.upstream.requests.findLast(({ method }) => method === 'POST')
        return { got, seen: upstream.see(String(request?.body)) }
      },
    }
  }

  for (const name of scenarioNames) {
    const because = client.cannot[name] ?? upstream.cannot[name] ?? untranslated(client, upstream)[name]
    if (because !== undefined) {
      result.cannot(client, upstream, name, because)
      continue
    }
    result.expect(client, upstream, name, ways.length)
    test.each(ways)(`${scenarioTitles[name]}, $how`, async ({ stream }) => {
      await scenarios[name](pairing(stream))
      result.passed(client, upstream, name)
    })
  }
})

test('the page of the docs is the result of this run', async () => {
  expect(result.failed()).toEqual([])
  await expect(result.page()).toMatchFileSnapshot('../../docs/conformance.md')
})
