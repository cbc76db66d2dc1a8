import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, sep } from 'node:path'
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
// Its own, too.
const { minimatch }: { minimatch(path: string, pattern: string, options: object): boolean } = createRequire(
  builderRequire.resolve('app-builder-lib'),
)('minimatch')

const archMacro = '$' + '{arch}'

function patternsOf(...files: readonly Configuration['files'][]): readonly string[] {
  return files.flat().flatMap(each => (typeof each === 'object' ? (each?.filter ?? []) : (each ?? [])))
}

/** The files of packages, as their paths from the project. */
function filesOf(packages: readonly string[]): readonly string[] {
  return packages
    .flatMap(name =>
      readdirSync(join(projectDir, 'node_modules', name), { recursive: true, withFileTypes: true }),
    )
    .filter(entry => entry.isFile())
    .map(entry => relative(projectDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

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

  test('brings the model as files beside the archive, and its runtime unpacked', () => {
    expect(config.extraResources).toContainEqual({ from: 'resources/models', to: 'models' })
    expect(config.extraResources).toContainEqual({ filter: ['NOTICE'] })
    expect(config.asarUnpack).toContain('**/node_modules/onnxruntime-node/bin/**')
  })

  test.each([
    ['linux', 'linux', 'x64'],
    ['linux', 'linux', 'arm64'],
    ['mac', 'darwin', 'arm64'],
    ['win', 'win32', 'x64'],
    ['win', 'win32', 'arm64'],
  ] as const)(
    'for %s brings the runtime for %s-%s alone, and nothing for pictures or browsers',
    (target, platform, arch) => {
      const leftOut = patternsOf(config.files, config[target]?.files)
        .filter(each => each.startsWith('!'))
        .map(each => each.slice(1).replaceAll(archMacro, arch))
      const kept = filesOf(['onnxruntime-node/bin', '@xenova/transformers', '@img', 'sharp']).filter(
        path => !leftOut.some(pattern => minimatch(path, pattern, { dot: true })),
      )
      const runtime = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}/`
      expect(kept).toContain(`${runtime}onnxruntime_binding.node`)
      expect(kept.filter(path => !path.startsWith(runtime)).toSorted()).toEqual([
        'node_modules/@xenova/transformers/LICENSE',
        'node_modules/@xenova/transformers/README.md',
        'node_modules/@xenova/transformers/dist/transformers.node.mjs',
        'node_modules/@xenova/transformers/package.json',
      ])
    },
  )

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
