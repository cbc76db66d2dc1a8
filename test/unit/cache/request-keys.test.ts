import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CacheQuestion } from '../../../gateway/cache/read-cache-request.ts'
import type { WireFormat } from '../../../gateway/formats/index.ts'
import { asked, atPath, examples, generated, keys, path, usual } from '../../support/cache-questions.ts'

describe('what only moves bytes or says who asks', () => {
  test.each<[WireFormat, object, object]>([
    ['openai-chat', examples['openai-chat'].of(asked), { stream_options: { include_usage: true } }],
    ['openai-chat', examples['openai-chat'].of(asked), { user: 'u1' }],
    ['openai-chat', examples['openai-chat'].of(asked), { safety_identifier: 's1' }],
    ['openai-chat', examples['openai-chat'].of(asked), { prompt_cache_key: 'p1' }],
    ['openai-chat', examples['openai-chat'].of(asked), { session_id: 's1' }],
    ['openai-chat', examples['openai-chat'].of(asked), { metadata: { user_id: 'u1' } }],
    ['anthropic-messages', examples['anthropic-messages'].of(asked), { metadata: { user_id: 'u1' } }],
    ['openai-responses', examples['openai-responses'].of(asked), { stream_options: {} }],
    ['ollama-chat', examples['ollama-chat'].of(asked), { keep_alive: '5m' }],
    ['ollama-generate', { model: 'm', prompt: asked }, { keep_alive: 0, stream: false }],
  ])('%s %j is the same with %j', (format, body, more) => {
    expect(keys(format, { ...body, ...more })).toEqual(keys(format, body))
  })

  test('how a tool’s input is streamed says nothing, and everything else of a tool is part of the key', () => {
    const { of, tool } = examples['anthropic-messages']
    const withTool = (more: object) => {
      const tools = tool.tools.map(each => ({ ...each, ...more }))
      return keys('anthropic-messages', { ...of(asked), tools }, { allowsTools: true })
    }
    expect(withTool({ eager_input_streaming: true })).toEqual(withTool({}))
    expect(withTool({ description: 'Lists.' }).exact).not.toBe(withTool({}).exact)
  })

  test('another member beside an id of a user is part of the key', () => {
    const body = examples['openai-chat'].of(asked)
    const tagged = (more: object) => keys('openai-chat', { ...body, metadata: { topic: 'files', ...more } })
    expect(tagged({ user_id: 'u1' })).toEqual(tagged({}))
    expect(tagged({}).exact).not.toBe(keys('openai-chat', body).exact)
  })

  test('a response repeats the ids of who asked, so that they are part of its key', () => {
    const body = examples['openai-responses'].of(asked)
    for (const name of ['user', 'safety_identifier', 'prompt_cache_key', 'metadata'])
      expect(keys('openai-responses', { ...body, [name]: 'x' }).exact, name).not.toBe(
        keys('openai-responses', body).exact,
      )
  })
})

describe('outside of the body', () => {
  const body = examples['openai-chat'].of(asked)
  const plain = keys('openai-chat', body)
  const withHead = (head: Partial<CacheQuestion['head']>) =>
    keys('openai-chat', body, { head: { ...usual.head, ...head } })

  test.each([
    ['scope', { scope: 'client:2' }],
    ['epoch', { epoch: 2 }],
    ['targets', { targets: ['here/some-model', 'there/some-model'] }],
    ['a query', { head: { ...usual.head, query: 'beta=true' } }],
    ['a beta', { head: { ...usual.head, headers: { 'openai-beta': 'assistants=v2' } } }],
    ['another beta', { head: { ...usual.head, headers: { 'anthropic-beta': 'context-1m' } } }],
  ])('%s is part of both keys', (_, more) => {
    const { exact, fingerprint } = keys('openai-chat', body, more)
    expect(exact).not.toBe(plain.exact)
    expect(fingerprint).not.toBe(plain.fingerprint)
  })

  test('the order of targets is part of the key', () => {
    const inOrder = (...targets: string[]) => keys('openai-chat', body, { targets }).exact
    expect(inOrder('a/m', 'b/m')).not.toBe(inOrder('b/m', 'a/m'))
  })

  test('the format is part of the key', () => {
    expect(keys('ollama-chat', body).exact).not.toBe(plain.exact)
  })

  test('the order of a query, and headers that say only who asks, are not', () => {
    expect(withHead({ query: 'a=1&b=2' })).toEqual(withHead({ query: 'b=2&a=1' }))
    expect(
      withHead({ headers: { authorization: 'Bearer x', 'user-agent': 'y', 'x-stainless-os': 'z' } }),
    ).toEqual(plain)
  })

  test('the path of another spelling of the same route is not', () => {
    expect(withHead({ path: '/chat/completions' })).toEqual(plain)
  })

  test('generated content is told apart by the model in the path, not by the key in the query or the wish for a stream', () => {
    const at = (own: string, query = '') =>
      keys('gemini-generate', generated(asked), { head: { path: own, query, headers: {} } })
    expect(at(path).question).toBe(asked)
    expect(at(path.replace(':g', ':streamG'), 'alt=sse&key=gth_secret')).toEqual(at(path))
    expect(at(path.replace('some', 'other')).exact).not.toBe(at(path).exact)
  })

  test.each<[string, object]>([
    ['without a list of contents', { contents: { parts: { text: asked } } }],
    ['without a list of parts', { contents: [{ role: 'user', parts: { text: asked } }] }],
    ['without a role', { contents: [{ parts: [{ text: asked }] }] }],
  ])('generated content %s has a question too', (_, content) => {
    expect(keys('gemini-generate', content, atPath).question).toBe(asked)
  })

  test('a prompt is a question', () => {
    const of = (prompt: string) => keys('ollama-generate', { model: 'm', system: 'Be brief.', prompt })
    expect(of(asked).question).toBe(asked)
    expect(of('Why?').fingerprint).toBe(of(asked).fingerprint)
    expect(keys('openai-responses', { model: 'm', input: asked }).question).toBe(asked)
  })
})

describe('for any body', () => {
  const text = (value: unknown) => JSON.stringify(value)
  const names = fc.string({ minLength: 1 }).map(name => `x${name}`)
  const extra = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })
  const body = fc
    .tuple(
      extra,
      fc.string({ unit: 'grapheme', minLength: 1 }).filter(each => each.trim() !== ''),
    )
    .map(([more, question]) => ({ ...more, model: 'm', messages: [{ role: 'user', content: question }] }))
  const wellFormed = body.filter(each => text(each).isWellFormed() && !/\\ud[89a-f]/i.test(text(each)))

  function shuffled(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, each]) => [name, shuffled(each)]),
    )
  }

  test('the order of members, white space, escapes and `stream` change no key', () => {
    fc.assert(
      fc.property(wellFormed, fc.boolean(), (value, stream) => {
        const written = keys('openai-chat', text(value))
        expect(keys('openai-chat', text({ stream, ...(shuffled(value) as object) }))).toEqual(written)
        expect(keys('openai-chat', JSON.stringify(value, null, '\t'))).toEqual(written)
        const escaped = text(value).replace(/[a-z]/g, (letter, at: number, all: string) =>
          isInString(all, at) && all[at - 1] !== '\\' && !/\\u[\da-f]{0,3}$/.test(all.slice(0, at))
            ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
            : letter,
        )
        expect(JSON.parse(escaped)).toEqual(JSON.parse(text(value)))
        expect(keys('openai-chat', escaped)).toEqual(written)
      }),
      { numRuns: 150 },
    )
  })

  test('any other change of a value changes the exact key', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (one, other) => {
        const isSame = text(sorted(one)) === text(sorted(other))
        expect(keys('openai-chat', one).exact === keys('openai-chat', other).exact).toBe(isSame)
      }),
    )
    fc.assert(
      fc.property(wellFormed, extra, (value, more) => {
        const changed = { ...value, ...more }
        const isSame = text(sorted(value)) === text(sorted(changed))
        fc.pre(text(changed).isWellFormed() && !/\\ud[89a-f]/i.test(text(changed)))
        expect(keys('openai-chat', value).exact === keys('openai-chat', changed).exact).toBe(isSame)
      }),
    )
  })

  test('two scopes never have a key in common', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, fc.string(), fc.string(), (one, other, here, there) => {
        fc.pre(here !== there)
        const mine = keys('openai-chat', one, { scope: here })
        const theirs = keys('openai-chat', other, { scope: there })
        const all = [mine.exact, mine.fingerprint, theirs.exact, theirs.fingerprint]
        expect(new Set(all).size).toBe(4)
      }),
    )
  })

  test.each([
    ['1', '1.0'],
    ['12345678901234567890', '12345678901234567891'],
    ['0.1', '0.10000000000000000001'],
    ['1e2', '100'],
    ['0', '-0'],
  ])('numbers keep their digits: %s is not %s', (one, other) => {
    const of = (seed: string) =>
      keys('openai-chat', `{"seed":${seed},"messages":[{"role":"user","content":"Hi"}]}`)
    expect(of(one).exact).not.toBe(of(other).exact)
  })

  test('no text can look like the structure around it', () => {
    const of = (...contents: unknown[]) =>
      keys('openai-chat', {
        messages: [
          ...contents.map(content => ({ role: 'system', content })),
          { role: 'user', content: 'Hi' },
        ],
      })
    const all = [
      of('a', 'b'),
      of('a","b'),
      of('a"role"system}{"content"b'),
      of('a"4:role"6:system}{"7:content"1:b'),
      of('a"1:b'),
      of('a"1:b?'),
      of('?'),
      of(),
      of(null),
      of('null;'),
      of(['a']),
    ]
    expect(new Set(all.map(({ exact }) => exact)).size).toBe(all.length)
  })

  test('a member named __proto__ is part of the key', () => {
    const of = (more: string) =>
      keys('openai-chat', `{${more}"messages":[{"role":"user","content":"Hi"}]}`).exact
    expect(of('"__proto__":{"a":1},')).not.toBe(of(''))
    expect(of('"__proto__":{"a":1},')).not.toBe(of('"__proto__":{"a":2},'))
    expect(of('"constructor":1,')).not.toBe(of(''))
  })
})

function isInString(json: string, at: number): boolean {
  let inside = false
  for (let index = 0; index < at; index += 1) {
    if (json[index] === '\\') index += 1
    else if (json[index] === '"') inside = !inside
  }
  return inside
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => [name, sorted(each), 'member'])
}
