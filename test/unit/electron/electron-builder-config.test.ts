import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { beforeAll, describe, expect, test } from 'vitest'

interface BuilderConfig {
  getConfig(projectDir: string, configPath: string, options: null): Promise<Configuration>
  validateConfiguration(config: Configuration, debugLogger: { readonly isEnabled: boolean }): Promise<void>
}

// What electron-builder itself reads and checks its configuration with, schema included.
const builderRequire = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const builder: BuilderConfig = builderRequire('app-builder-lib/out/util/config/config')

const projectDir = join(import.meta.dirname, '..', '..', '..')
let config: Configuration

beforeAll(async () => {
  config = await builder.getConfig(projectDir, 'electron-builder.yml', null)
})

describe('electron-builder.yml', () => {
  test('is valid', async () => {
    await expect(builder.validateConfiguration(config, { isEnabled: false })).resolves.toBeUndefined()
  })

  test('sets every fuse that the builder knows', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('keeps the name that the key store knows', () => {
    expect(config.productName).toBe('Gatehouse')
  })

  test('rebuilds nothing native and unpacks what the loader needs as files', () => {
    expect(config.npmRebuild).toBe(false)
    expect(config.asar).toBe(true)
    expect(config.asarUnpack).toContain('**/*.node')
  })

  test('builds an AppImage that keeps its sandbox', () => {
    expect(config.toolsets?.appimage).toBe('1.0.3')
    expect(config.linux?.target).toEqual(['AppImage', 'deb'])
  })

  test('builds for macOS with the hardened runtime, and for Windows with NSIS', () => {
    expect(config.mac).toMatchObject({ target: 'dmg', hardenedRuntime: true })
    expect(config.win).toMatchObject({ target: 'nsis' })
  })

  test('publishes nothing by itself', () => {
    expect(config.publish).toBeNull()
  })
})
