// What every kind of provider does alike, whatever its description says: official clients of each format that it speaks, through
// a gateway to a server at the paths of the description. A new kind is put through it by its line in the table.
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formats, type WireFormat } from '../../gateway/formats/index.ts'
import { formatsOf, listsModels, type ProviderAdapter } from '../../gateway/providers/adapter.ts'
import { providerAdapters } from '../../gateway/providers/index.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { exampleKinds } from '../unit/providers/examples.ts'
import { conformingFormat, conformingNames } from './conforming-format.ts'

const key = 'sk-key-of-the-provider-0123'
const conforming = new Map(
  await Promise.all(conformingNames.map(async name => [name, await conformingFormat(name)] as const)),
)
const formatKinds = [...conforming.values()].map(({ provider }) => provider.kind)
/** Says nothing of its own. */
const generalKind = 'openai-compatible'

test('every kind has answers of its own in a test', () => {
  const without = providerAdapters
    .map(({ kind }) => kind)
    .filter(kind => ![...exampleKinds, ...formatKinds, generalKind].includes(kind))
    .filter(kind => !existsSync(new URL(`../integration/${kind}.test.ts`, import.meta.url)))
  expect(
    without,
    'add an answer from its pages, with what it costs, to test/unit/providers/examples.ts, or a test/integration/<kind>.test.ts',
  ).toEqual([])
})

/** A name that the provider serves in the format. */
function modelOf({ serves }: ProviderAdapter, format: WireFormat, usual: string): string {
  const name = [usual, `anthropic.${usual}`].find(each => serves?.(each, format) ?? true)
  if (name === undefined) throw new Error(`Of ${format}, it serves no model`)
  return name
}

const basePathOf = ({ defaultBaseUrl = 'http://localhost/v1' }: ProviderAdapter) =>
  new URL(defaultBaseUrl).pathname.replace(/\/$/, '')

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig({
    providers: origin =>
      providerAdapters.map(adapter => {
        const { kind } = adapter
        return { id: kind, kind, baseUrl: origin + basePathOf(adapter), key }
      }),
  })
})
afterAll(() => rig[Symbol.asyncDispose]())

describe.each(providerAdapters)('$kind', adapter => {
  const { kind, paths, rootPaths } = adapter
  const basePath = basePathOf(adapter)

  describe.each(formatsOf(adapter).map(format => ({ format })))('asked in $format', ({ format }) => {
    const known = conforming.get(format)
    if (!known) throw new Error(`${format} has no file in test/conformance/formats`)
    const { caller } = formats[format]
    const path = (paths[format] === undefined ? '' : basePath) + (paths[format] ?? rootPaths?.[format])
    const client = () => {
      const model = `${kind}/${modelOf(adapter, format, known.model)}`
      return known.connect(caller.baseUrl(rig.gateway.gatewayUrl), rig.gateway.token, model)
    }

    test.each(known.whole.slice(0, 1))('gives a whole answer as it came, $name', async ({ answer }) => {
      rig.upstream.script({ answer })
      expect(await client().whole()).toEqual(JSON.parse(answer.body.toString()))
      const { headers, path: called } = rig.lastCall()
      expect(called.startsWith(path), `${called} begins with ${path}`).toBe(true)
      expect(headers).toMatchObject(adapter.credential(key, format))
      expect(JSON.stringify(headers)).not.toContain(rig.gateway.token)
    })

    test.each(known.streams.slice(0, 1))('gives a stream as it came, $name', async ({ answer }) => {
      rig.upstream.script({ answer })
      const events = await Array.fromAsync(await client().stream())
      expect(events.length).toBeGreaterThan(2)
    })

    test.each(known.refusals.slice(0, 1))('gives its refusal as it came, $name', async refusal => {
      rig.upstream.script({ answer: refusal.answer })
      const raised = await client()
        .whole()
        .catch((error: unknown) => error)
      expect(raised).toBeInstanceOf(refusal.raised)
      expect(raised).toMatchObject({ message: expect.stringContaining(refusal.words) })
    })
  })

  test('is asked for its models with the key, where it has a list', async () => {
    if (!listsModels(adapter, rig.upstream.baseUrl + basePath)) return
    const { headers, isAtRoot, path } = adapter.models
    await rig.gateway.admin.testProvider({ id: kind })
    const listing = rig.upstream.requests.findLast(({ method }) => method === 'GET')
    // The list may have several pages, which are asked for with more of a query.
    expect(`${listing?.path}&`.startsWith(`${(isAtRoot ? '' : basePath) + path}&`), listing?.path).toBe(true)
    expect(listing?.headers).toMatchObject({ ...headers, ...adapter.credential(key) })
  })
})
