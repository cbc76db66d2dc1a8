import { describe, expect, test } from 'vitest'
import { chooseTarget } from '../../../gateway/routing/choose-target.ts'
import { candidateOf } from '../../../gateway/routing/plan-model.ts'
import { reasonsOf } from '../../../gateway/routing/plan-route.ts'
import { catalog, namesOf, plan, provider, routeTo, skipsOf } from './route-rig.ts'

test('groups come one after another, and a target that is listed twice is asked once', () => {
  const route = {
    name: 'smart',
    groups: [
      { strategy: 'priority', targets: [{ target: 'b/gpt-4o' }] },
      { strategy: 'priority', targets: [{ target: 'a/gpt-4o' }, { target: 'b/gpt-4o' }] },
    ],
  } as const
  const { candidates } = plan(route)
  expect(namesOf({ candidates })).toEqual(['b/gpt-4o', 'a/gpt-4o'])
  expect(candidates.map(({ place }) => place?.group)).toEqual([0, 1])
})

test('a group whose condition does not hold is left out, with the sentence', () => {
  const route = {
    name: 'smart',
    groups: [
      { strategy: 'priority', targets: [{ target: 'a/gpt-4o' }], when: { clients: ['editor'] } },
      { strategy: 'priority', targets: [{ target: 'b/gpt-4o' }] },
    ],
  } as const
  const planned = plan(route)
  expect(namesOf(planned)).toEqual(['b/gpt-4o'])
  expect(planned.skipped).toEqual([
    {
      target: 'a/gpt-4o',
      group: 0,
      reason: 'condition',
      text: 'It is for the client "editor", and "notebook" asks.',
    },
  ])
})

describe('a target is left out', () => {
  test('if there is no such provider', () => {
    expect(skipsOf(plan(routeTo('gone/gpt-4o', 'a/gpt-4o')))).toEqual(['gone/gpt-4o: unknown'])
  })
  test('if its provider is switched off', () => {
    const off = { providers: [], switchedOff: [provider('off', 'openai')] }
    const { skipped } = plan(routeTo('off/gpt-4o'), { catalog: off })
    expect(skipped).toMatchObject([{ reason: 'unknown', text: expect.stringContaining('The off is off') }])
  })
  test('if it cannot be asked in any format into which the request can be translated', () => {
    const planned = plan(routeTo('c/claude-sonnet-5', 'a/gpt-4o'), {}, { format: 'openai-embeddings' })
    expect(skipsOf(planned)).toEqual(['c/claude-sonnet-5: format'])
  })
  test('if its provider has no key', () => {
    const keyProblemOf = (id: string) => (id === 'a' ? 'It has no key.' : undefined)
    const planned = plan(routeTo('a/gpt-4o', 'b/gpt-4o'), { keyProblemOf })
    expect(planned.skipped).toMatchObject([{ reason: 'key', text: 'It has no key.' }])
  })
  test('if it cannot take what the request needs', () => {
    const capabilities = {
      tools: true,
      vision: false,
      documents: true,
      audio: true,
      json_mode: true,
      json_schema: true,
      reasoning: false,
      prompt_caching: true,
      embeddings: false,
    }
    const capabilitiesOf = ({ model }: { model: string }) => (model === 'gpt-4o' ? capabilities : undefined)
    const route = routeTo('a/gpt-4o', 'c/claude-sonnet-5')
    const { skipped } = plan(route, { capabilitiesOf }, { needs: ['tools', 'vision'] })
    expect(skipped).toMatchObject([
      { target: 'a/gpt-4o', reason: 'capability', text: 'gpt-4o cannot be asked for pictures.' },
    ])
  })
  test('if it is not known to reason, but only if another one is', () => {
    const asked = { needs: ['reasoning'] } as const
    expect(skipsOf(plan(routeTo('a/gpt-4o', 'a/o3'), {}, asked))).toEqual(['a/gpt-4o: capability'])
    expect(namesOf(plan(routeTo('a/gpt-4o', 'b/gpt-4o'), {}, asked))).toEqual(['a/gpt-4o', 'b/gpt-4o'])
  })
  const contextTokensOf = ({ model }: { model: string }) => (model === 'gpt-4o-mini' ? 8192 : undefined)
  test.each([
    [8193, undefined, 'Its context of 8,192 tokens is too small for 8,193 tokens of input.'],
    [4193, 4000, 'Its context of 8,192 tokens is too small for 4,193 tokens of input and 4,000 of output.'],
  ])('if its context is too small for %d and %s', (inputTokens, maxOutputTokens, text) => {
    const route = routeTo('a/gpt-4o-mini', 'a/gpt-4o')
    const { skipped } = plan(route, { contextTokensOf }, { inputTokens, maxOutputTokens })
    expect(skipped).toMatchObject([{ target: 'a/gpt-4o-mini', reason: 'context', text }])
  })
  test.each([
    [8192, undefined],
    [4192, 4000],
    [8192, 32_000],
  ])(
    'but not if %d and %s fit, or if more output is asked for than fits at all',
    (inputTokens, maxOutputTokens) => {
      const planned = plan(routeTo('a/gpt-4o-mini'), { contextTokensOf }, { inputTokens, maxOutputTokens })
      expect(namesOf(planned)).toEqual(['a/gpt-4o-mini'])
    },
  )
})

describe('health', () => {
  const route = routeTo('a/gpt-4o', 'b/gpt-4o', 'local/llama3.2:latest')
  test('a target that failed too often, cools down or has a refused key is left out, with the reason', () => {
    const { candidates, skipped } = plan(route, {
      health: {
        'a/gpt-4o': { state: 'open', reason: 'It failed five times in a row.', forMs: 4200 },
        'local/llama3.2:latest': { state: 'locked', reason: 'Its key is refused.' },
      },
    })
    expect(namesOf({ candidates })).toEqual(['b/gpt-4o'])
    expect(skipped).toMatchObject([
      { reason: 'open', text: 'It failed five times in a row. It is asked again in 5 s.' },
      { reason: 'key', text: 'Its key is refused.' },
    ])
  })
  test('a half-open target is asked', () => {
    expect(namesOf(plan(route, { health: { 'a/gpt-4o': { state: 'half-open' } } }))).toContain('a/gpt-4o')
  })
  test('if none is well, the one that can be asked again the soonest is asked', () => {
    const { candidates, skipped } = plan(route, {
      health: {
        'a/gpt-4o': { state: 'locked', reason: 'Its key is refused.' },
        'b/gpt-4o': { state: 'open', reason: 'It fails.', forMs: 30_000 },
        'local/llama3.2:latest': { state: 'cooling', reason: 'It asked for a pause.', forMs: 20_000 },
      },
    })
    expect(namesOf({ candidates })).toEqual(['local/llama3.2:latest'])
    expect(skipped.map(({ reason }) => reason)).toEqual(['key', 'open'])
  })
  test('without a network, only local targets are asked', () => {
    const planned = plan(route, { isOffline: true })
    expect(namesOf(planned)).toEqual(['local/llama3.2:latest'])
    expect(skipsOf(planned)).toEqual(['a/gpt-4o: offline', 'b/gpt-4o: offline'])
  })
  test('without a network and a local target, one is asked all the same', () => {
    expect(namesOf(plan(routeTo('a/gpt-4o', 'b/gpt-4o'), { isOffline: true }))).toEqual(['a/gpt-4o'])
  })
})

describe('the last resort', () => {
  const lastResort = () => candidateOf(chooseTarget('local/llama3.2:latest', 'openai-chat', catalog))
  test('is asked after all others, if the route wants it', () => {
    const route = { ...routeTo('a/gpt-4o'), localLastResort: true }
    expect(namesOf(plan(route, { lastResort }))).toEqual(['a/gpt-4o', 'local/llama3.2:latest'])
    expect(namesOf(plan(routeTo('a/gpt-4o'), { lastResort }))).toEqual(['a/gpt-4o'])
    expect(namesOf(plan(route))).toEqual(['a/gpt-4o'])
  })
  test('is not asked twice', () => {
    const route = { ...routeTo('local/llama3.2:latest', 'a/gpt-4o'), localLastResort: true }
    expect(namesOf(plan(route, { lastResort }))).toEqual(['local/llama3.2:latest', 'a/gpt-4o'])
  })
})

test('if no target is left, each has a reason', () => {
  const planned = plan(routeTo('gone/gpt-4o', 'c/claude-sonnet-5'), {}, { format: 'openai-embeddings' })
  expect(namesOf(planned)).toEqual([])
  expect(reasonsOf(planned)).toMatch(/^gone\/gpt-4o: .+ c\/claude-sonnet-5: /)
})
