import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReadingPace } from '../../../gateway/bytes/relay.ts'
import { createSecretFilter } from '../../../gateway/redaction/secret-filter.ts'
import { createStreamRedactor } from '../../../gateway/redaction/stream-redactor.ts'
import { longestTold, writingsOf } from '../../support/secret-writings.ts'

const key = 'sk-proj-Ab3/dE5+gH7_jK9=mN1'
const filter = createSecretFilter(key)

const chat = (content: string, index = 0) =>
  `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":${index},"delta":{"content":"${content}"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`
const message = (text: string) =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}\n\n`
const line = (text: string) => `data: ${text}\n\n`
const done = 'data: [DONE]\n\n'

/** What comes out for each event, the last for the end. */
function run(
  events: readonly string[],
  redactor = createStreamRedactor(filter, new ReadingPace()),
): readonly string[] {
  const out = events.map(event => {
    const passed = redactor.push(Buffer.from(event))
    if (passed instanceof Promise) throw new Error('it is too long for that')
    return Buffer.from(passed).toString()
  })
  return [...out, Buffer.from(redactor.end()).toString()]
}

/** The text of all strings that the events say, joined as their reader joins them. */
const saidIn = (stream: string) =>
  [...stream.matchAll(/"(?:content|text)":"([^"]*)"|^data: ([^{[].*)$/gm)].map(([, a, b]) => a ?? b).join('')

const cut = (text: string, at: readonly number[]) => {
  const places = [...new Set([0, ...at, text.length])].sort((a, b) => a - b)
  return places.slice(1).map((place, index) => text.slice(places[index], place))
}

describe.each([
  ['deltas of chat completions', chat],
  ['deltas of messages', message],
  ['data lines', line],
])('split over %s', (_, event) => {
  test.each(Array.from({ length: key.length - 1 }, (_, index) => index + 1))(
    'in two after %i characters, the key is struck out',
    at => {
      const events = ['Your key is ', ...cut(key, [at]), ', is it not?'].map(each => event(each))
      const stream = [...events, done]
      const out = run(stream).join('')
      expect(longestTold(saidIn(out), key)).toBeLessThan(4)
      expect(out.length).toBe(stream.join('').length)
      expect(out).toContain(event(', is it not?') + done)
      expect(out.startsWith(event('Your key is '))).toBe(true)
    },
  )

  test('character by character, no more than three of them are told', () => {
    const out = run([...key].map(each => event(each)).concat(done)).join('')
    expect(longestTold(saidIn(out), key)).toBeLessThan(4)
    expect(saidIn(out)).toMatch(/^.{0,3}\*+$/)
  })

  test('anywhere, with anything around it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(key.length)),
        fc.stringMatching(/^[a-z ]{0,9}$/),
        fc.stringMatching(/^[a-z ]{0,9}$/),
        (at, before, after) => {
          const stream = cut(
            `${before}${key}${after}`,
            at.map(place => place + before.length),
          ).map(each => event(each))
          const out = run([...stream, done]).join('')
          expect(longestTold(saidIn(out), key)).toBeLessThan(4)
          expect(out.length).toBe([...stream, done].join('').length)
        },
      ),
    )
  })
})

test('two pieces in the data lines of one event are struck out', () => {
  const [out] = run([`data: ${key.slice(0, 9)}\ndata: ${key.slice(9)}\n\n`])
  expect(out).toBe(`data: ${'*'.repeat(9)}\ndata: ${'*'.repeat(key.length - 9)}\n\n`)
})

test('pieces between which other events come are struck out', () => {
  const [first = '', second = ''] = cut(key, [11])
  const between = [chat('Hello', 1), ': a comment\n\n', chat('', 0)]
  const out = run([chat(first), ...between, chat(second), done]).join('')
  expect(out).toContain(between.join(''))
  expect(longestTold(saidIn(out), key)).toBeLessThan(4)
})

test('a whole key within an event is struck out however it is written', () => {
  for (const [name, writing] of Object.entries(writingsOf(key))) {
    const [out = ''] = run([chat(`Wrong key ${writing}.`)])
    expect(longestTold(out, key), name).toBeLessThan(4)
    expect(out, name).toMatch(/"Wrong key [^*"]{0,3}\*+[^*"]{0,16}\."/)
  }
})

test.each(['in base64 after 0 bytes', 'in base64 after 1 bytes', 'in hexadecimal', 'with escaped slashes'])(
  'a key %s is struck out in two pieces too',
  name => {
    const writing = writingsOf(key)[name] ?? ''
    for (const at of [7, 11, 20, writing.length - 9]) {
      const pieces = cut(writing, [at])
      const out = run([...pieces.map(piece => chat(piece)), done]).join('')
      expect(longestTold(saidIn(out), key), String(at)).toBeLessThan(4)
    }
  },
)

describe('a stream without the key', () => {
  test('comes out as it went in, event by event', () => {
    const text = fc.stringMatching(/^[ -!#-[\]-~é]{0,12}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(chat, message, line), text)), events => {
        const stream = events.map(([event, text]) => event(text))
        const out = run(stream)
        expect(out.join('')).toBe(stream.join(''))
      }),
    )
  })

  test('is passed on at once where a string ends with less than four of the key’s characters', () => {
    const stream = [chat('this'), chat(' sk'), chat('sk-'), chat('i'), done]
    expect(run(stream)).toEqual([...stream, ''])
  })

  test('waits for the next events where more of the key stands at a string’s end, and then goes on', () => {
    const stream = [chat('my sk-p'), chat('otato'), chat('a'), chat('b'), chat('c'), chat('d')]
    const out = run(stream)
    expect(out[0]).toBe('')
    expect(out.join('')).toBe(stream.join(''))
    expect(out.at(-1)).toBe('')
  })

  test('that ends there is told to its end', () => {
    const stream = [chat('my sk-proj-Ab3')]
    expect(run(stream)).toEqual(['', stream[0]])
  })
})

test('where there is no key to keep, the bytes are not even looked at', () => {
  const bytes = Buffer.from(chat('x'))
  const redactor = createStreamRedactor(undefined, new ReadingPace())
  expect(redactor.push(bytes)).toBe(bytes)
  expect(redactor.end()).toHaveLength(0)
})

test('a long event is searched in turns, after what was in doubt before it', async () => {
  const redactor = createStreamRedactor(filter, new ReadingPace())
  const begun = Buffer.from(chat('my sk-proj'))
  expect(redactor.push(begun)).toHaveLength(0)
  const writing = writingsOf(key)['with \\u escapes'] ?? ''
  const filler = '\\u0041'.repeat(200_000)
  const long = chat(`${filler}${writing}${filler}`)
  let turns = 0
  const counted = setInterval(() => turns++, 0)
  const passed = Buffer.from(await redactor.push(Buffer.from(long))).toString()
  clearInterval(counted)
  expect(passed).toBe(begun + long.replace(writing, '*'.repeat(writing.length)))
  expect(turns).toBeGreaterThan(2)
})

test('where there are several secrets, each is struck out, whole or in pieces', () => {
  const other = 'token/of+a.session=0123456789'
  const both = () => createStreamRedactor(createSecretFilter(key, other), new ReadingPace())
  for (const secret of [key, other]) {
    expect(run([chat(`It is ${secret}.`), done], both()).join('')).toContain(
      `It is ${'*'.repeat(secret.length)}.`,
    )
    for (let at = 1; at < secret.length; at++) {
      const events = [chat(secret.slice(0, at)), chat(secret.slice(at)), done]
      expect(longestTold(saidIn(run(events, both()).join('')), secret)).toBeLessThan(4)
    }
    const one = run([...secret].map(each => chat(each)).concat(done), both()).join('')
    expect(longestTold(saidIn(one), secret)).toBeLessThan(4)
  }
})
