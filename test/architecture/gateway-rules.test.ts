import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { formatNames } from '../../gateway/formats/index.ts'
import { providerAdapters } from '../../gateway/providers/index.ts'
import { sandbox } from '../../gateway/providers/sandbox.ts'
import { type SourceFile, sourcesIn, withoutComments } from './source-files.ts'

/** Every line of code that matches, as 'file: line'. */
function linesWith(
  files: readonly SourceFile[],
  pattern: RegExp,
  strip = (text: string) => text,
): readonly string[] {
  return files.flatMap(({ path, text }) =>
    strip(withoutComments(text))
      .split('\n')
      .filter(line => pattern.test(line))
      .map(line => `${path}: ${line.trim()}`),
  )
}

const outside = (folder: string) => sourcesIn('gateway').filter(({ path }) => !path.startsWith(folder))

test('SQL is written in storage/ alone', () => {
  const sql =
    /\b(SELECT\s.*\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX)|PRAGMA\s)\b|\.(pragma|prepare)\(/
  expect(linesWith(sourcesIn('gateway/storage'), sql).length).toBeGreaterThan(10)
  expect(linesWith(outside('gateway/storage/'), sql)).toEqual([])
})

/** Also without its dash, and in any case. */
const formatName = new RegExp(formatNames.map(name => name.replaceAll('-', '-?')).join('|'), 'gi')

test('no format is named outside formats/ and providers/: its folder and its line in the table are all there is of it', () => {
  const folders = ['gateway/formats/', 'gateway/providers/']
  const others = sourcesIn('gateway', 'electron', 'renderer').filter(
    ({ path }) => !folders.some(folder => path.startsWith(folder)),
  )
  expect(linesWith(sourcesIn('gateway/formats'), formatName).length).toBeGreaterThan(10)
  expect(linesWith(others, new RegExp(formatName.source, 'i'))).toEqual([])
})

test('each format has a folder of its name, and the table is the only file that names it from outside', () => {
  const folders = new Set(sourcesIn('gateway/formats').flatMap(({ path }) => path.split('/').slice(2, -1)))
  expect([...folders].toSorted()).toEqual([...formatNames].toSorted())
  const shared = sourcesIn('gateway/formats').filter(({ path }) => path.split('/').length === 3)
  const naming = shared.filter(({ text }) => new RegExp(formatName.source, 'i').test(withoutComments(text)))
  expect(naming.map(({ path }) => path)).toEqual(['gateway/formats/index.ts'])
})

/**
 * A wire format is no provider, though it bears the name of the one that made it: its name in any case, and the
 * prefixes of its headers, may stand anywhere, and so may names of models and what begins them. A provider's kind or name, in
 * any case, stands in providers/ alone.
 */
test('no provider is named outside providers/', () => {
  const formats = new RegExp(
    `${formatName.source}|(create|read)(OpenAi|Anthropic|Gemini)(Meter|Answer|Usage)|gemini(Error|LimitHeaders)|gemini-[\\d(\\\\[]|'(openai|anthropic|x-gemini)-(version|beta)?'|anthropic-ratelimit-`,
    'gi',
  )
  const pattern = /openai|anthropic/i
  expect(linesWith(sourcesIn('gateway/providers'), pattern).length).toBeGreaterThan(10)
  expect(
    linesWith(outside('gateway/providers/'), pattern, text => text.replaceAll(formats, 'format')),
  ).toEqual([])
})

/** Most names are parts of the names of models, of members or of headers too: there, only a whole string is one. */
test('no kind of provider is asked for outside providers/', () => {
  const names = providerAdapters
    .flatMap(({ kind, name }) => [kind, name])
    .map(name => name.replaceAll('.', '\\.'))
  const pattern = new RegExp(`(['"\`])(?:${names.join('|')})\\1`, 'i')
  expect(linesWith(sourcesIn('gateway/providers'), pattern).length).toBeGreaterThan(providerAdapters.length)
  expect(linesWith(outside('gateway/providers/'), pattern)).toEqual([])
})

test('an adapter’s kind is its file’s name', () => {
  const files = sourcesIn('gateway/providers').filter(({ text }) =>
    /^export const \w+: ProviderAdapter = /m.test(text),
  )
  // The sandbox is one too, though nobody can add it.
  const kinds = [...providerAdapters, sandbox].map(({ kind }) => kind).toSorted()
  expect(
    kinds,
    'a provider’s line in gateway/providers/index.ts is missing, or its kind is not its file’s name',
  ).toEqual(files.map(({ path }) => basename(path, '.ts')).toSorted())
})

test('nothing at the top of a module changes: state is passed in', () => {
  expect(linesWith(sourcesIn('gateway', 'electron'), /^(export )?(let|var) /)).toEqual([])
})

/**
 * A getter in an object literal gives each object a shape of its own, which the engine keeps, with all that the getter
 * sees, until a full collection: measured, a tenth of the gateway's time. On a class it is shared.
 */
test('nothing made for each request is a literal with a getter', () => {
  const perRequest = [
    ...['answer', 'attempts', 'bytes', 'chat', 'formats', 'redaction', 'tokens'].flatMap(room =>
      sourcesIn(`gateway/${room}`),
    ),
    ...sourcesIn('gateway').filter(({ path }) => path === 'gateway/exchange.ts'),
  ]
  expect(linesWith(perRequest, /^ {2}get \w+\(/).length).toBeGreaterThan(0) // of classes
  expect(linesWith(perRequest, /^ {4,}get \w+\(/)).toEqual([])
})

test('no code escapes the type checker', () => {
  const pattern = /@ts-(ignore|expect-error|nocheck)|\bas any\b|: any\b|<any>/
  expect(linesWith(sourcesIn('gateway', 'electron', 'renderer'), pattern)).toEqual([])
})
