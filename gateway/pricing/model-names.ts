// One model has many names. What is told apart here: a day, `-latest` and the maker's prefix make another name of the
// same model; any other word (mini, pro, audio, search, realtime) makes another model. Makers say how they name:
// https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions, https://platform.openai.com/docs/models,
// https://ai.google.dev/gemini-api/docs/models
import { makerPrefixes, regionalPrefixes } from '../providers/makers.ts'

/** In front of a name, as routers, lists (`models/`) and clouds (`publishers/google/models/`) put it. */
const prefixes = new RegExp(
  `^(?:publishers/[^/]+/)?models/|^(?:${makerPrefixes.join('|')})/|^(?:[a-z-]{2,6}\\.)?(?:${regionalPrefixes.join('|')})\\.`,
)

/**
 * At the end of a name: a day (`-20251001`, `-2024-11-20`, `@20250929`), `-latest`, `@latest`, `@default`; after a day
 * the revision of a cloud, `-v1:0`.
 */
const release = /[-@](?:20\d{6}|20\d\d-\d\d-\d\d)(?:-v\d{1,2}(?::\d{1,2})?)?$|-latest$|@(?:latest|default)$/

/** What all names of one model share. A model of one's own, `ft:...`, shares its name with none. */
export function baseNameOf(name: string): string {
  const lower = name.toLowerCase().trim()
  if (isFineTuned(lower)) return lower
  return withoutPrefix(lower).replace(release, '')
}

export function withoutPrefix(name: string): string {
  return name.replace(prefixes, '')
}

/** As its maker's own pages write it, with its day: whatever stands before it, and `-latest`, name the same model. */
export function plainNameOf(name: string): string {
  const lower = name.toLowerCase().trim()
  if (isFineTuned(lower)) return lower
  return lower.slice(lower.lastIndexOf('/') + 1).replace(/(?:-latest|@latest|@default)$/, '')
}

/** `ft:gpt-4o-mini-2024-07-18:org::id`, and `gpt-4o-mini-2024-07-18.ft-id` at Azure. */
export function isFineTuned(name: string): boolean {
  return /^ft:|\.ft-/.test(name)
}

/** Without what a person called it: 'ft:gpt-4o-mini-2024-07-18', 'gpt-4o-mini-2024-07-18.ft-'. */
export function fineTunedFamily(name: string): string {
  if (name.startsWith('ft:')) return name.split(':', 2).join(':')
  return name.slice(0, name.indexOf('.ft-') + '.ft-'.length)
}

/** The names to look a model up by, most exact first: as asked, without its prefix, with its day, without it. */
export function namesToTry(name: string): readonly string[] {
  const asked = name.toLowerCase().trim()
  if (isFineTuned(asked)) return [asked]
  const bare = withoutPrefix(asked)
  const dashed = bare.replace(/@(20\d{6})$/, '-$1').replace(/-(20\d\d)(\d\d)(\d\d)$/, '-$1-$2-$3')
  return [...new Set([asked, bare, dashed, baseNameOf(bare)])]
}

/** The names that a provider lists. */
export interface NameIndex {
  readonly listed: ReadonlySet<string>
  /** By what they share: the one without a day, else the newest. */
  readonly byBase: ReadonlyMap<string, string>
}

export function indexNames(names: readonly string[]): NameIndex {
  const byBase = new Map<string, string>()
  for (const name of names) {
    const base = baseNameOf(name)
    const known = byBase.get(base)
    if (known === undefined || comesBefore(name, known, base)) byBase.set(base, name)
  }
  return { listed: new Set(names), byBase }
}

function comesBefore(name: string, known: string, base: string): boolean {
  const isBare = (text: string) => withoutPrefix(text.toLowerCase()) === base
  if (isBare(name) !== isBare(known)) return isBare(name)
  return name > known
}

/** The listed name of the model that is asked by another of its names. Undefined: none, or it is listed as asked. */
export function listedNamesake({ listed, byBase }: NameIndex, asked: string): string | undefined {
  return listed.has(asked) ? undefined : byBase.get(baseNameOf(asked))
}
