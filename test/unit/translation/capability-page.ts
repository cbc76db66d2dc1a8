// Makes docs/translation.md from the matrix of capabilities and from what the writers do.
import {
  type CapabilityName,
  capabilityNames,
  capabilityTitles,
  supportOf,
} from '../../../gateway/chat/capabilities.ts'
import type { ProviderTranslation } from '../../../gateway/chat/translation.ts'
import { formatNames, formatOf, formats, type WireFormat } from '../../../gateway/formats/index.ts'
import { tryCapability } from '../../../gateway/translation/try-capability.ts'

interface TranslatedFormat {
  /** Formats that differ only in how their streams are framed have one row. The first is the one that makes seals. */
  readonly names: readonly [WireFormat, ...WireFormat[]]
  readonly translation: ProviderTranslation
}

export const translatedFormats: readonly TranslatedFormat[] = formatNames.flatMap(name => {
  const { translation } = formats[name].provider
  if (!translation) return []
  const [first, ...others] = formatNames.filter(
    other => formats[other].provider.translation?.capabilities === translation.capabilities,
  )
  return first === name ? [{ names: [first, ...others], translation }] : []
})

const marks = {
  yes: 'yes',
  changed: 'changed',
  fetched: 'fetched',
  'by-model': 'by model',
  no: 'no',
  silent: '(lost)',
} as const

export function capabilityPage(): string {
  return `${introduction}\n${matrix()}\n${byModel()}\n${reasons()}\n${embeddings()}`
}

const introduction = `# Translation

<!-- Written by a test: npx vitest run test/unit/translation -u -->

A request goes to its provider in the caller's own format wherever the provider speaks it: then the bytes stay as they are,
and nothing on this page matters. Otherwise it is translated into a format of the provider. Formats differ in what they can
say, so something may be changed or left out. It is never left out in silence.

**The receipt** says what became of a request: each member that was left out (\`dropped\`) and each that was said in another way
that means nearly the same (\`changed\`), with the reason. It names a member by its path in the caller's own request.

**The header \`x-gatehouse-receipt\`** tells the caller the short form of it: \`kept\` if all of the request reached the provider,
else for example \`dropped=top_k,seed; changed=reasoning\`. It stands only on answers that were translated.

**The setting \`onUnsupported\`** decides what a loss means: \`npm run gatehouse -- settings set onUnsupported reject\`. A token may
have a value of its own, which then comes before the setting: \`npm run gatehouse -- token set-translation NAME reject\`.

| value | what happens |
|---|---|
| \`drop\` | What cannot be said is left out. The caller is not told by a header. |
| \`warn\` | The same, with the header; but a request without whose pictures, documents or sound the model would answer something else is refused. This is how it is at first. |
| \`reject\` | A request of which something would be left out is refused with 400 \`translation_lossy\`, which names the members and the reasons. Changes are no loss. |

**Pictures, documents, sound and films** are what a question may be about. Where one of them cannot be sent, the request is refused
with 400 \`translation_lossy\`, which names it and the reason, for every format alike: sound where the provider takes none, films
always, a file by an id that only another provider knows, a kind of picture that is not taken. Only \`onUnsupported drop\` leaves
them out.

**What stands at an address** is fetched by the gateway where the matrix says so, and for providers that take only bytes although
their format has addresses (Claude on Bedrock and Vertex AI, LM Studio). It is sent as bytes: PNG, JPEG, GIF and WebP pictures and
PDF documents, recognised by their bytes. The gateway asks over https alone, public addresses alone, and sends nothing of the
caller; at most 20 addresses of a request, 20 MiB each, 32 MiB and 10 seconds in all, and 3 redirects. What cannot be fetched is
told with the reason. Where the provider can open an address itself, what is too large, or of another kind, is left to it; so are
its own files and the films that it alone can open. \`npm run gatehouse -- settings set fetchRemoteMedia off\` switches it off.

\`GET /v1/models\` says for each model, in the member \`gatehouse\`, its provider, the formats that the provider speaks, and what the
model can be asked for in the caller's format. It knows the formats, and of models only what their names tell: a flag that is
true does not promise that the model is any good at it.

## What can be asked for

The columns are the formats in which providers are asked. A test runs the translation for every cell.

- **yes**: it is said in the format's own way.
- **changed**: it is said in another way that means nearly the same, and the receipt says how.
- **fetched**: the gateway fetches what stands at the address and sends its bytes.
- **by model**: models differ; see below.
- **no**: it is left out and in the receipt, or, where the answer would make no sense without it, the request is refused: pictures,
  documents and sound always, unless \`onUnsupported\` is \`drop\`.
`

function matrix(): string {
  const rows = capabilityNames.map(name => [
    titleOf(name),
    ...translatedFormats.map(({ translation }) => marks[supportOf(translation.capabilities, name)]),
  ])
  return table(['', ...translatedFormats.map(({ names }) => names.map(code).join(', '))], rows)
}

function byModel(): string {
  const sections = translatedFormats.flatMap(({ names, translation }) => {
    const { capabilities } = translation
    const differing = capabilityNames.filter(name => supportOf(capabilities, name) === 'by-model')
    if (differing.length === 0) return []
    const rows = differing.map(name => [
      titleOf(name),
      ...capabilities.models.map(model => marks[tryCapability(translation, name, names[0], model)]),
    ])
    return [`### ${names.join(', ')}\n\n${table(['', ...capabilities.models.map(code)], rows)}`]
  })
  return `## Where models differ\n\nThe models stand for others of their families.\n\n${sections.join('\n')}`
}

/** Only the reasons that do not depend on the request. */
function reasons(): string {
  const rows = translatedFormats.flatMap(({ names, translation }) =>
    capabilityNames.flatMap(name => {
      const said = translation.capabilities.of[name]
      return typeof said === 'string' ? [] : [[code(names[0]), titleOf(name), said.because]]
    }),
  )
  return `## Why not\n\n${table(['format', 'asked for', 'what the receipt says'], rows)}`
}

/** Told in words, because there is hardly anything that one format of embeddings can say and another cannot. */
function embeddings(): string {
  const readers = formatNames.filter(name => formatOf(name).caller.embedding)
  const writers = formatNames.filter(name => formatOf(name).provider.embedding)
  return `## Embeddings

Callers of ${listed(readers)}
can use providers that are asked in ${listed(writers)}.
Texts and the number of dimensions are said in each format's own way. Vectors come back in the order of the texts, as numbers or,
for callers of OpenAI that ask for it, as base64.

- What other formats have no member for is left out and in the receipt: \`user\`, \`taskType\`, \`title\`, \`keep_alive\`, \`options\`,
  \`truncate\` where it is false.
- Token numbers, pictures and a request without a text, which only loads a local model, are refused with 400.
- More than ${mostTexts()} texts for a provider that is asked in \`gemini-embed\` are refused with 400: it takes no more in one request.
- Parts of one content become one text, each on a line of its own; the receipt says so.
- A provider that gives more or fewer vectors than there were texts has failed.
`
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).map(code).join(', ')} and ${code(names.at(-1) ?? '')}`
}

/** Found by asking, so that the page cannot say another number than the code. */
function mostTexts(): number {
  const { embedding } = formatOf('gemini-embed').provider
  const takes = (count: number) => {
    try {
      return embedding?.writeRequest({ texts: Array(count).fill('a') }, { model: 'm' }) !== undefined
    } catch {
      return false
    }
  }
  const counts = Array.from({ length: 5000 }, (_, at) => at + 1)
  return counts.findIndex(count => !takes(count))
}

function titleOf(name: CapabilityName): string {
  return capabilityTitles[name]
}

function code(text: string): string {
  return `\`${text}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`
}
