import type { Settings } from '../config/settings.ts'
import type { AdminApi } from '../contract/admin.ts'
import { databaseSizes } from '../storage/disk-use.ts'
import type { LogReader } from '../storage/log-reader.ts'

export interface SettingMethodsDeps {
  readonly settings: Settings
  readonly logReader: Pick<LogReader, 'list'>
  readonly homeDir: string
}

type SettingMethods = Pick<AdminApi, 'listSettings' | 'changeSetting' | 'readDiskUse'>

export function createSettingMethods({ settings, logReader, homeDir }: SettingMethodsDeps): SettingMethods {
  return {
    listSettings: async () => settings.list(),
    changeSetting: async ({ key, value }) => settings.change(key, value),
    async readDiskUse() {
      const [files, { total }] = await Promise.all([
        databaseSizes(homeDir),
        logReader.list({ offset: 0, limit: 1 }),
      ])
      return { files, log: { rows: total, maxRows: settings.current.logMaxRows } }
    },
  }
}
