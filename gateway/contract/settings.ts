// Settings as they pass the admin doors, and what the gateway keeps on the disk.

export const settingGroups = ['network', 'providers', 'local', 'cache', 'log', 'waiting', 'limits'] as const
/** In which part of the settings screen a setting stands. */
export type SettingGroup = (typeof settingGroups)[number]

export type SettingValue = number | boolean | string

export interface SettingView {
  readonly key: string
  readonly title: string
  readonly group: SettingGroup
  /** A flag of this run comes before the value that is stored. */
  readonly value: SettingValue
  readonly defaultValue: SettingValue
  readonly description: string
  readonly minimum: number | null
  readonly maximum: number | null
  /** True if it is a number without decimals. */
  readonly isWhole: boolean
  /** The words that the setting may be. Null if it is a number. */
  readonly options: readonly string[] | null
  /** True if a change takes effect at the next start. */
  readonly needsRestart: boolean
  /** True if it was changed since the start and takes effect at the next one. */
  readonly waitsForRestart: boolean
  /** True if a flag of this run comes before what is stored, so that a change shows at the next start without the flag. */
  readonly isOverridden: boolean
}

export interface DiskUse {
  /** The files of the home folder that hold data, with what was not yet merged into them. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  readonly log: {
    readonly rows: number
    /** The oldest go when there are more: the setting `logMaxRows`. */
    readonly maxRows: number
  }
}
