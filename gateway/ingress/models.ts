import type { WireFormat } from '../contract/chat.ts'
import type { JsonRecord } from '../protocols/json-value.ts'
import { sandboxId, sandboxModel } from '../providers/sandbox.ts'
import type { Catalog } from '../stages/route.ts'

interface Listed {
  readonly id: string
  readonly provider: string
  readonly atMs: number
}

/**
 * Every model that the format can be asked for: by its bare name where that names one provider, by `provider/model`
 * elsewhere. https://platform.openai.com/docs/api-reference/models/list,
 * https://docs.anthropic.com/en/api/models-list
 */
export function listModels(catalog: Catalog, format: WireFormat): JsonRecord {
  const models = modelsFor(catalog, format)
  if (format === 'openai-chat') {
    const data = models.map(({ id, provider, atMs }) => ({
      id,
      object: 'model',
      created: Math.floor(atMs / 1000),
      owned_by: provider,
    }))
    return { object: 'list', data }
  }
  const data = models.map(({ id, atMs }) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: new Date(atMs).toISOString(),
  }))
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
}

function modelsFor({ providers, sandbox }: Catalog, format: WireFormat): readonly Listed[] {
  const speaking = providers.filter(({ endpoints }) => endpoints[format] !== undefined)
  const ids = new Set(providers.map(({ record }) => record.id))
  const listed = speaking.flatMap(({ record, models }) =>
    models.map(model => {
      const shared = speaking.filter(other => other.listed.has(model)).length > 1
      // 'meta/llama' would be taken for a model of the provider 'meta', where there is one.
      const taken = ids.has(model.slice(0, Math.max(0, model.indexOf('/'))))
      const id = shared || taken ? `${record.id}/${model}` : model
      return { id, provider: record.id, atMs: record.addedAtMs }
    }),
  )
  if (sandbox) listed.push({ id: `${sandboxId}/${sandboxModel}`, provider: sandboxId, atMs: 0 })
  return listed
}
