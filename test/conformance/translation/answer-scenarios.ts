// What is asked and answered when all goes well.
import { expect } from 'vitest'
import { type AskedTool, type Call, type Question, type Said, type Seen, usage } from './question.ts'
import { asCalls, hello, type Pairing, type Scenario, words } from './scenario.ts'

const weather: AskedTool = {
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city'],
  },
}
const zurich: Call = { id: 'call_1abc', name: 'get_weather', input: { city: 'Zürich', days: 2 } }
const bern: Call = { id: 'call_2def', name: 'get_weather', input: { city: 'Bern "Süd"' } }
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, celsius: { type: 'number' } },
  required: ['city', 'celsius'],
  additionalProperties: false,
}

async function text({ ask }: Pairing): Promise<void> {
  const question = { ...hello, system: 'Be brief.', maxTokens: 2000 }
  const { got, seen } = await ask(question, { text: words, finish: 'stop' })
  expect(got).toMatchObject({ text: words.join(''), calls: [], finish: 'stop', usage })
  expect(seen).toMatchObject({
    system: 'Be brief.',
    texts: ['Hallo, wie geht’s? 🌦'],
    maxTokens: 2000,
  } satisfies Partial<Seen>)
}

async function longText({ ask }: Pairing): Promise<void> {
  const long = Array.from({ length: 400 }, (_, index) => `Zeile ${index}: ${'äöü '.repeat(20)}\n`)
  const { got } = await ask(hello, { text: long, finish: 'stop' })
  expect(got.text).toBe(long.join(''))
}

async function call({ ask }: Pairing): Promise<void> {
  const { got, seen } = await ask({ ...hello, tools: [weather] }, { calls: [zurich], finish: 'calls' })
  expect(asCalls(got.calls)).toEqual(asCalls([zurich]))
  expect([got.finish, seen.tools]).toEqual(['calls', ['get_weather']])
}

async function parallelCalls({ ask, client }: Pairing): Promise<void> {
  const said: Said = { text: ['Moment.'], calls: [zurich, bern], finish: 'calls' }
  const { got } = await ask({ ...hello, tools: [weather] }, said)
  expect(asCalls(got.calls)).toEqual(asCalls([zurich, bern]))
  expect(got.text).toBe('Moment.')
  if (client.hasIds) expect(new Set(got.calls.map(({ id }) => id)).size).toBe(2)
}

async function results({ ask }: Pairing): Promise<void> {
  const turns: Question['turns'] = [
    { role: 'user', text: 'Wie ist das Wetter?' },
    { role: 'assistant', text: 'Moment.', calls: [zurich, { ...bern, name: 'get_wind' }] },
    {
      role: 'results',
      results: [
        { call: zurich, text: '{"celsius":7}' },
        { call: { ...bern, name: 'get_wind' }, text: 'still' },
      ],
    },
    { role: 'user', text: 'Und?' },
  ]
  const tools = [weather, { ...weather, name: 'get_wind' }]
  const { got, seen } = await ask({ turns, tools }, { text: ['7 °C'], finish: 'stop' })
  expect(got).toMatchObject({ text: '7 °C', finish: 'stop' })
  expect(seen).toMatchObject({
    isPaired: true,
    calls: [asCalls([zurich])[0], { name: 'get_wind', input: bern.input }],
  })
  expect(seen.results).toEqual(['{"celsius":7}', 'still'])
  expect(seen.texts).toEqual(['Wie ist das Wetter?', 'Moment.', 'Und?'])
}

async function pictureSeen({ ask }: Pairing): Promise<void> {
  const turns: Question['turns'] = [{ role: 'user', text: 'Was ist das?', pictureBase64: picture }]
  const { seen } = await ask({ turns }, { text: ['Ein Punkt.'], finish: 'stop' })
  expect(seen).toMatchObject({ pictures: [picture], texts: ['Was ist das?'] })
}

async function schemaKept({ ask, client }: Pairing): Promise<void> {
  const answer = '{"city":"Zürich","celsius":7.5}'
  const { got, seen } = await ask({ ...hello, schema }, { text: [answer], finish: 'stop' })
  expect([got.text, seen.hasSchema]).toEqual([answer, true])
  if (client.hasParseHelper) expect(got.parsed).toEqual({ city: 'Zürich', celsius: 7.5 })
}

async function thinking({ ask }: Pairing): Promise<void> {
  const said: Said = {
    reasoning: 'Ich überlege.',
    signature: 'c2lnbmF0dXJl',
    text: ['Ja.'],
    finish: 'stop',
  }
  const { got } = await ask({ ...hello, reasons: true, maxTokens: 4000 }, said)
  expect([got.text, got.reasoning]).toEqual(['Ja.', 'Ich überlege.'])
}

/** Two turns: the second gives back what the client made of the first, in the client's own way or the call alone. */
async function sealReturned({ ask }: Pairing, isOwn: boolean): Promise<void> {
  const said: Said = {
    reasoning: 'Ich sehe nach.',
    signature: 'c2VhbGVkLTE=',
    calls: [zurich],
    finish: 'calls',
  }
  const asked: Question = { ...hello, tools: [weather], reasons: true, maxTokens: 4000 }
  const { got } = await ask(asked, said)
  const [called] = got.calls
  if (!called) throw new Error('Nothing was called')
  const turns: Question['turns'] = [
    ...hello.turns,
    isOwn ? { role: 'own', message: got.message } : { role: 'assistant', calls: [called] },
    { role: 'results', results: [{ call: called, text: '7' }] },
  ]
  const { seen } = await ask({ ...asked, turns }, { text: ['7 °C'], finish: 'stop' })
  expect(seen).toMatchObject({
    isPaired: true,
    calls: asCalls([zurich]),
    results: ['7'],
    seals: ['c2VhbGVkLTE='],
  })
}

async function stop({ ask }: Pairing): Promise<void> {
  const said: Said = { text: ['Es war '], finish: 'stop', stoppedAt: 'ENDE' }
  const { got, seen } = await ask({ ...hello, stop: ['ENDE', '\n\n–'] }, said)
  expect([got.text, got.finish, seen.stop]).toEqual(['Es war ', 'stop', ['ENDE', '\n\n–']])
}

async function length({ ask }: Pairing): Promise<void> {
  const { got } = await ask({ ...hello, maxTokens: 16 }, { text: ['Es war ein'], finish: 'length' })
  expect([got.text, got.finish]).toEqual(['Es war ein', 'length'])
}

async function filtered({ ask }: Pairing): Promise<void> {
  const { got } = await ask(hello, { text: ['Ich kann'], finish: 'filtered' })
  expect([got.text, got.finish]).toEqual(['Ich kann', 'filtered'])
}

async function refusal({ ask }: Pairing): Promise<void> {
  const { got } = await ask(hello, { refusal: 'Das tue ich nicht.', finish: 'stop' })
  expect(got.refusal === '' ? got.text : got.refusal).toBe('Das tue ich nicht.')
}

async function cost({ ask, rig }: Pairing): Promise<void> {
  const before = (await rig.money()).settled
  await ask(hello, { text: ['Ja.'], finish: 'stop' })
  await expect
    .poll(async () => (await rig.money()).settled - before)
    .toBe(BigInt(usage.input * 1000 + usage.output * 2000))
}

export const answerScenarios = {
  text,
  longText,
  call,
  parallelCalls,
  results,
  picture: pictureSeen,
  schema: schemaKept,
  thinking,
  ownSeal: pairing => sealReturned(pairing, true),
  keptSeal: pairing => sealReturned(pairing, false),
  stop,
  length,
  filtered,
  refusal,
  cost,
} as const satisfies Readonly<Record<string, Scenario>>
