import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeStorageVault } from '../../../electron/secrets.ts'
import {
  createSafeStorage,
  type KeyStoreState,
  workingKeyStore,
} from '../../support/electron-stand-in/safe-storage.ts'

const secretService: KeyStoreState = { ...workingKeyStore, tag: 'v11' }

function openVault(state: Partial<KeyStoreState> = {}, platform: NodeJS.Platform = 'linux') {
  const safeStorage = createSafeStorage({ ...secretService, ...state }, () => true)
  return safeStorageVault(safeStorage, platform, [0, 0, 0])
}

const unavailable = expect.objectContaining({ code: 'vault_unavailable' })

describe('a working key store', () => {
  test('opens what it sealed, whatever the text', async () => {
    const vault = openVault()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (name, secret) => {
        expect(await vault.open(name, await vault.seal(name, secret))).toEqual({ state: 'open', secret })
      }),
    )
  })

  test('keeps nothing readable and says which store sealed it', async () => {
    const sealed = await openVault().seal('openai', 'sk-canary')
    expect(Buffer.from(sealed.ciphertext).toString('latin1')).not.toContain('canary')
    expect(sealed).toMatchObject({ kind: 'safe-storage', sealedBy: 'secret-service' })
  })

  test.each([
    { platform: 'darwin', tag: 'v10', sealedBy: 'keychain' },
    { platform: 'win32', tag: 'v10', sealedBy: 'dpapi' },
    { platform: 'linux', tag: 'v12', sealedBy: 'secret-portal' },
  ] as const)('is named $sealedBy on $platform for the tag $tag', async ({ platform, tag, sealedBy }) => {
    const vault = openVault({ tag }, platform)
    expect(await vault.seal('openai', 'sk')).toMatchObject({ sealedBy })
    expect(await vault.describe()).toEqual({ kind: 'safe-storage', available: true, reason: null })
  })

  test('does not open one record as another', async () => {
    const vault = openVault()
    const sealed = await vault.seal('openai', 'sk')
    expect(await vault.open('evil', sealed)).toMatchObject({ state: 'locked' })
  })

  test('shows what a headless vault sealed as locked', async () => {
    const sealed = { kind: 'passphrase', sealedBy: 'abc', ciphertext: new Uint8Array(40) } as const
    expect(await openVault().open('openai', sealed)).toMatchObject({ state: 'locked' })
  })
})

describe("Chromium's publicly known key on Linux", () => {
  const vault = openVault({ tag: 'v10', backend: 'basic_text' })

  test('seals nothing', async () => {
    await expect(vault.seal('openai', 'sk')).rejects.toEqual(unavailable)
  })

  test('is not called available, and the reason names what the desktop said', async () => {
    const { available, reason } = await vault.describe()
    expect(available).toBe(false)
    expect(reason).toContain('"basic_text"')
  })
})

describe('a locked key store', () => {
  test('is asked again until it is unlocked', async () => {
    const sealed = await openVault().seal('openai', 'sk')
    expect(await openVault({ lockedCalls: 3 }).open('openai', sealed)).toEqual({
      state: 'open',
      secret: 'sk',
    })
  })

  test('is not asked for ever', async () => {
    const sealed = await openVault().seal('openai', 'sk')
    const vault = openVault({ lockedCalls: Number.POSITIVE_INFINITY })
    expect(await vault.open('openai', sealed)).toEqual({
      state: 'locked',
      reason: expect.stringContaining('Unlock'),
    })
    await expect(vault.seal('openai', 'sk')).rejects.toEqual(unavailable)
    expect(await vault.describe()).toMatchObject({
      available: false,
      reason: expect.stringContaining('locked'),
    })
  })
})

test('a lost key leaves the secret locked, and the same key opens it again', async () => {
  const sealed = await openVault({ key: 'first' }).seal('openai', 'sk')
  expect(await openVault({ key: 'second' }).open('openai', sealed)).toEqual({
    state: 'locked',
    reason: expect.stringContaining('Enter the key again'),
  })
  expect(await openVault({ key: 'first' }).open('openai', sealed)).toMatchObject({ state: 'open' })
})

test('a rotated key gives the secret back sealed anew', async () => {
  const sealed = await openVault({ key: 'old' }).seal('openai', 'sk')
  const opened = await openVault({ key: 'new', retiredKey: 'old' }).open('openai', sealed)
  if (opened.state !== 'open' || opened.resealed === undefined) throw new Error('nothing was sealed anew')
  expect(opened.secret).toBe('sk')
  expect(await openVault({ key: 'new' }).open('openai', opened.resealed)).toMatchObject({ secret: 'sk' })
})

test('without a key store at all nothing is sealed', async () => {
  const vault = openVault({ available: false })
  expect(await vault.describe()).toMatchObject({ available: false })
  await expect(vault.seal('openai', 'sk')).rejects.toEqual(unavailable)
})

test('bytes that no vault made are locked, never an error', async () => {
  const vault = openVault()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async ciphertext => {
      const sealed = { kind: 'safe-storage', sealedBy: 'secret-service', ciphertext } as const
      expect(await vault.open('openai', sealed)).toMatchObject({ state: 'locked' })
    }),
  )
})
