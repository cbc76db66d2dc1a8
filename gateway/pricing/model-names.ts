// One model has many names. A day, `-latest` or the maker's prefix makes another name of the same model. Any other word
// (mini, pro, audio, search, realtime) makes another model. The makers describe their names at:
// https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions
// https://platform.openai.com/docs/models
// https://ai.google.dev/gemini-api/docs/models
import { makerPrefixes, regionalPrefixes } from '../providers/makers.ts'

/** What may stand in front of a name. Routers, model lists (`models/`) and clouds (`publishers/google/models/`) add it. */
const prefixes = new RegExp(
  `^(?:publishers/[^/]+/)?models/|^(?:${makerPrefixes.join('|')})/|^(?:[a-z-]{2,6}\\.)?(?:${regionalPrefixes.join('|')})\\.`,
)

/**
 * What may stand at the end of a name: a day (`-20251001`, `-2024-11-20`, `@20250929`), `-latest`, `@latest` or `@default`.
 * A cloud may add its revision after a day: `-v1:0`.
 */
const release = /[-@](?:20\d{6}|20\d\d-\d\d-\d\d)(?:-v\d{1,2}(?::\d{1,2})?)?$|-latest$|@(?:latest|default)$/

/** The part that all names of one model have in common. A fine-tuned model (`ft:...`) keeps its whole name. */
export function baseNameOf(name: string): string {
  const lower = name.toLowerCase().trim()
  if (isFineTuned(lower)) return lower
  return withoutPrefix(lower).replace(release, '')
}

export function withoutPrefix(name: string): string {
  return name.replace(prefixes, '')
}

/**
 * The name as its maker's own pages write it, with its day. What stands before it, and `-latest`, is removed, because the
 * shorter name means the same model.
 */
export function plainNameOf(name: string): string {
  const lower = name.toLowerCase().trim()
  if (isFineTuned(lower)) return lower
  return lower.slice(lower.lastIndexOf('/') + 1).replace(/(?:-latest|@latest|@default)$/, '')
}

/** Fine-tuned models are named `ft:gpt-4o-mini-2024-07-18:org::id`, and at Azure `gpt-4o-mini-2024-07-18.ft-id`. */
export function isFineTuned(name: string): boolean {
  return /^ft:|\.ft-/.test(name)
}

/** The name without what its owner chose: 'ft:gpt-4o-mini-2024-07-18', 'gpt-4o-mini-2024-07-18.ft-'. */
export function fineTunedFamily(name: string): string {
  if (name.startsWith('ft:')) return name.split(':', 2).join(':')
  return name.slice(0, name.indexOf('.ft-') + '.ft-'.length)
}

/**
 * The names by which to look a model up, most exact first: as asked, without its prefix, with its day written with dashes,
 * and without its day.
 */
export function namesToTry(name: string): readonly string[] {
  const asked = name.toLowerCase().trim()
  if (isFineTuned(asked)) return [asked]
  const bare = withoutPrefix(asked)
  const dashed = bare.replace(/@(20\d{6})$/, '-$1').replace(/-(20\d\d)(\d\d)(\d\d)$/, '-$1-$2-$3')
  return [...new Set([asked, bare, dashed, baseNameOf(bare)])]
}

/** The model names that a provider lists. */
export interface NameIndex {
  readonly listed: ReadonlySet<string>
  /**
   * The listed name for each base name (see `baseNameOf`). If several share one, the name without a day, else the newest.
   */
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

/**
 * The listed name of the same model, if the provider lists it by another name. Undefined if the provider lists the asked
 * name itself, or no name of this model.
 */
export function listedNamesake({ listed, byBase }: NameIndex, asked: string): string | undefined {
  return listed.has(asked) ? undefined : byBase.get(baseNameOf(asked))
}
