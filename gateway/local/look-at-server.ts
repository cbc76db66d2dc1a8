// One look at a server of one's own: whether it runs, and which models it has. No model is loaded by it.
import type { LocalDetails, LocalKind, LocalModel, LocalReading } from '../providers/local-kind.ts'

/** Asks a path from the root of the server. See `askServer`. */
export type AskPath = (path: string, body?: object) => Promise<unknown>

export type Look =
  | { readonly type: 'running'; readonly reading: LocalReading }
  /** Something else answers there. It was asked nothing more. */
  | { readonly type: 'stranger' }
  /** Nothing answers there. `error` says why. */
  | { readonly type: 'silent'; readonly error: unknown }

/** What was learned of models in earlier looks, by name. It is brought up to date. */
export type KnownDetails = Map<string, { readonly revision: string; readonly details: LocalDetails }>

/** How many models are asked about at once. */
const atOnce = 4

export async function lookAtServer(local: LocalKind, ask: AskPath, known: KnownDetails): Promise<Look> {
  try {
    const identity = await ask(local.identify.path)
    if (!local.identify.isOne(identity)) return { type: 'stranger' }
    const answers = await Promise.all(local.paths.map(path => ask(path)))
    const reading = local.read(identity, answers)
    if (reading === undefined) return { type: 'stranger' }
    return { type: 'running', reading: { ...reading, models: await withDetails(local, reading, ask, known) } }
  } catch (error) {
    return { type: 'silent', error }
  }
}

async function withDetails(
  { details }: LocalKind,
  { models }: LocalReading,
  ask: AskPath,
  known: KnownDetails,
): Promise<readonly LocalModel[]> {
  if (details === undefined) return models
  const names = new Set(models.map(({ name }) => name))
  for (const name of known.keys()) if (!names.has(name)) known.delete(name)
  const detailed: LocalModel[] = []
  for (let from = 0; from < models.length; from += atOnce) {
    const some = models.slice(from, from + atOnce)
    detailed.push(...(await Promise.all(some.map(detailsOf))))
  }
  return detailed

  async function detailsOf(model: LocalModel): Promise<LocalModel> {
    const { name, revision } = model
    const before = known.get(name)
    if (before !== undefined && before.revision === revision) return merged(model, before.details)
    // A model without details is still a model: it can be asked, and what it is capable of stays unknown.
    const answer = await ask(details?.path ?? '', details?.body(name)).catch(() => undefined)
    const read = details?.read(answer)
    if (read === undefined) return model
    if (revision !== undefined) known.set(name, { revision, details: read })
    return merged(model, read)
  }
}

function merged(model: LocalModel, details: LocalDetails): LocalModel {
  return { ...model, ...details, isRemote: model.isRemote || details.isRemote }
}
