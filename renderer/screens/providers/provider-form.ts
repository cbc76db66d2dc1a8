import type {
  NewProvider,
  ProviderChange,
  ProviderDraft,
  ProviderKindView,
  ProviderView,
} from '../../../gateway/contract/providers.ts'

/** The provider form's fields as they are typed. */
export interface ProviderFields {
  readonly kind: string
  readonly id: string
  readonly baseUrl: string
  readonly key: string
}

export function isValidId(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(id)
}

export function isValidBaseUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

/** The default fields of a kind, with an id that no other provider has. */
export function fieldsOfKind(kind: ProviderKindView, taken: readonly string[]): ProviderFields {
  return { kind: kind.kind, id: freeId(kind.kind, taken), baseUrl: kind.defaultBaseUrl ?? '', key: '' }
}

/** Where its servers are: with a provider, on this machine, or wherever a person says. */
export const kindGroups = ['hosted', 'local', 'other'] as const
export type KindGroup = (typeof kindGroups)[number]

export function groupOf({ defaultBaseUrl }: ProviderKindView): KindGroup {
  if (defaultBaseUrl === null) return 'other'
  return defaultBaseUrl.startsWith('http://') ? 'local' : 'hosted'
}

/**
 * Whether the stored keys are not for what the form says: they are never sent to another server because an address was
 * edited. An address that is none is not judged.
 */
export function needsKeyAgain(
  { kind, baseUrl }: Pick<ProviderView, 'kind' | 'baseUrl'>,
  fields: Pick<ProviderFields, 'kind' | 'baseUrl'>,
): boolean {
  if (kind !== fields.kind) return true
  if (baseUrl === null || !URL.canParse(fields.baseUrl)) return false
  return new URL(baseUrl).origin !== new URL(fields.baseUrl).origin
}

/** The names of the stored keys that are erased if a provider is changed to what the form says. */
export function erasedKeys(
  provider: Pick<ProviderView, 'kind' | 'baseUrl' | 'keys'>,
  fields: Pick<ProviderFields, 'kind' | 'baseUrl'>,
): readonly string[] {
  return needsKeyAgain(provider, fields) ? provider.keys.map(({ name }) => name) : []
}

/** `isEdit`: with the stored keys of the provider where no key is entered. */
export function toProviderDraft({ id, kind, baseUrl, key }: ProviderFields, isEdit: boolean): ProviderDraft {
  return {
    ...(isEdit ? { id } : {}),
    kind,
    ...(baseUrl === '' ? {} : { baseUrl }),
    ...(key === '' ? {} : { key }),
  }
}

export function isSameDraft(one: ProviderDraft, other: ProviderDraft): boolean {
  const { id, kind, baseUrl, key } = one
  return id === other.id && kind === other.kind && baseUrl === other.baseUrl && key === other.key
}

export function toProviderChange({ kind, id, baseUrl, key }: ProviderFields): ProviderChange {
  return { id, kind, baseUrl, ...(key === '' ? {} : { key }) }
}

function freeId(wanted: string, taken: readonly string[]): string {
  let id = wanted
  for (let number = 2; taken.includes(id); number++) id = `${wanted}-${number}`
  return id
}

export function toNewProvider({ kind, id, baseUrl, key }: ProviderFields): NewProvider {
  return { kind, id, ...(baseUrl === '' ? {} : { baseUrl }), ...(key === '' ? {} : { key }) }
}
