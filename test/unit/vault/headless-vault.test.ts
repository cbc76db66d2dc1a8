import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  openHeadlessVault,
  openKeyFileVault,
  openPassphraseVault,
} from '../../../gateway/vault/headless-vault.ts'
import type { SealedSecret, SecretStore } from '../../../gateway/vault/secret-store.ts'

let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-vault-'))
})

afterEach(async () => {
  await rm(homeDir, { recursive: true, force: true })
})

const wellFormed = fc.string({ unit: 'binary', minLength: 1 })

const vaults: readonly { name: string; keyFile: string; open: () => SecretStore }[] = [
  { name: 'the key-file vault', keyFile: 'vault.key', open: () => openKeyFileVault(homeDir) },
  { name: 'the passphrase vault', keyFile: 'vault.salt', open: () => openPassphraseVault(homeDir, 'pass') },
]

describe.each(vaults)('$name', ({ keyFile, open }) => {
  test('gives back any text that it sealed', async () => {
    const vault = open()
    await fc.assert(
      fc.asyncProperty(wellFormed, wellFormed, async (name, secret) => {
        const sealed = await vault.seal(name, secret)
        expect(await vault.open(name, sealed)).toEqual({ state: 'open', secret })
      }),
    )
  })

  test('gives it back after a restart', async () => {
    const sealed = await open().seal('openai', 'sk-κλειδί-🔑')
    expect(await open().open('openai', sealed)).toEqual({ state: 'open', secret: 'sk-κλειδί-🔑' })
  })

  test('refuses a secret under another name', async () => {
    const vault = open()
    await fc.assert(
      fc.asyncProperty(wellFormed, wellFormed, wellFormed, async (name, otherName, secret) => {
        fc.pre(name !== otherName)
        const sealed = await vault.seal(name, secret)
        expect(await vault.open(otherName, sealed)).toMatchObject({ state: 'locked' })
      }),
    )
  })

  test('shows every truncated or changed ciphertext as locked', async () => {
    const vault = open()
    const sealed = await vault.seal('openai', 'sk-secret')
    const { length } = sealed.ciphertext
    for (let byteCount = 0; byteCount < length; byteCount++) {
      expect(await vault.open('openai', cut(sealed, byteCount))).toMatchObject({ state: 'locked' })
    }
    for (let bit = 0; bit < length * 8; bit++) {
      expect(await vault.open('openai', flip(sealed, bit))).toMatchObject({ state: 'locked' })
    }
    expect(await vault.open('openai', sealed)).toEqual({ state: 'open', secret: 'sk-secret' })
  })

  test('never seals to the same bytes twice, and shows nothing of the secret', async () => {
    const vault = open()
    const first = await vault.seal('openai', 'sk-secret-secret-secret')
    const second = await vault.seal('openai', 'sk-secret-secret-secret')
    expect(Buffer.from(first.ciphertext).equals(second.ciphertext)).toBe(false)
    expect(Buffer.from(first.ciphertext).includes('secret')).toBe(false)
  })

  test.each(['', '\ud800', 'half \udc00 pair'])('refuses to seal %j', async secret => {
    await expect(open().seal('openai', secret)).rejects.toMatchObject({ code: 'input_invalid' })
  })

  test('touches the home folder at the first seal, not before', async () => {
    const vault = open()
    const sealed: SealedSecret = { kind: vault.kind, sealedBy: 'f'.repeat(16), ciphertext: Buffer.alloc(64) }
    expect(await vault.describe()).toEqual({ kind: vault.kind, available: true, reason: null })
    expect(await vault.open('openai', sealed)).toMatchObject({ state: 'locked' })
    expect(await readdir(homeDir)).toEqual([])

    await vault.seal('openai', 'sk-secret')
    expect(await readdir(homeDir)).toEqual([keyFile])
  })

  test('makes one key when many secrets are sealed at once', async () => {
    const vault = open()
    const sealed = await Promise.all(['a', 'b', 'c', 'd'].map(name => vault.seal(name, `sk-${name}`)))
    expect(new Set(sealed.map(({ sealedBy }) => sealedBy)).size).toBe(1)
    expect(await open().open('c', sealed[2] as SealedSecret)).toEqual({ state: 'open', secret: 'sk-c' })
    expect(await readdir(homeDir)).toEqual([keyFile])
  })

  test.skipIf(process.platform === 'win32')('keeps its file readable by its owner alone', async () => {
    await open().seal('openai', 'sk-secret')
    expect((await stat(join(homeDir, keyFile))).mode & 0o777).toBe(0o600)
  })

  test.skipIf(process.platform === 'win32')('refuses a file that others may read', async () => {
    const sealed = await open().seal('openai', 'sk-secret')
    await chmod(join(homeDir, keyFile), 0o640)
    const reason = expect.stringContaining(`${keyFile} may be read by others (mode 0640): run chmod 600`)

    const vault = open()
    expect(await vault.describe()).toEqual({ kind: vault.kind, available: false, reason })
    expect(await vault.open('openai', sealed)).toEqual({ state: 'locked', reason })
    await expect(vault.seal('openai', 'sk-other')).rejects.toMatchObject({ code: 'vault_unavailable' })

    await chmod(join(homeDir, keyFile), 0o600)
    expect(await vault.open('openai', sealed)).toEqual({ state: 'open', secret: 'sk-secret' })
  })

  test.each([
    ['cut short', 'it has 7 bytes where 32 belong', (path: string) => truncate(path, 7)],
    ['emptied', 'it has 0 bytes where 32 belong', (path: string) => truncate(path, 0)],
    ['made longer', 'it has 40 bytes where 32 belong', (path: string) => truncate(path, 40)],
    ['full of zeros', 'it holds nothing but zeros', (path: string) => writeFile(path, Buffer.alloc(32))],
  ])('keeps a file that was %s as it is, and says so', async (_, how, damage) => {
    const path = join(homeDir, keyFile)
    const sealed = await open().seal('openai', 'sk-secret')
    await damage(path)
    const bytes = await readFile(path)
    const reason = `${keyFile} is damaged, ${how}: restore ${path} from a backup, or move it away and enter the provider keys again.`

    expect(await open().open('openai', sealed)).toEqual({ state: 'locked', reason })
    expect(await open().describe()).toMatchObject({ available: false, reason })
    await expect(open().seal('openai', 'sk-other')).rejects.toMatchObject({ code: 'vault_unavailable' })
    expect(await readFile(path)).toEqual(bytes)
    expect(await readdir(homeDir)).toEqual([keyFile])
  })

  test('says what is no file at all', async () => {
    const sealed = await open().seal('openai', 'sk-secret')
    await unlink(join(homeDir, keyFile))
    await mkdir(join(homeDir, keyFile))
    const reason = expect.stringContaining(`${keyFile} is damaged, it is no file`)
    expect(await open().open('openai', sealed)).toEqual({ state: 'locked', reason })
  })

  test('says that the file is missing, not that it is another', async () => {
    const sealed = await open().seal('openai', 'sk-secret')
    await unlink(join(homeDir, keyFile))
    const reason = expect.stringMatching(new RegExp(`^${keyFile}.* missing.*: bring that file back`))
    expect(await open().open('openai', sealed)).toEqual({ state: 'locked', reason })
  })

  test('tells a ciphertext that was cut off from a changed one', async () => {
    const vault = open()
    const sealed = await vault.seal('openai', 'sk-secret')
    const cutOff = expect.stringContaining('cut off: enter the key again')
    for (const bytes of [0, 1, 12, 29])
      expect(await vault.open('openai', cut(sealed, bytes))).toEqual({ state: 'locked', reason: cutOff })
    const changed = expect.stringContaining('changed or damaged: enter the key again')
    expect(await vault.open('openai', cut(sealed, 31))).toEqual({ state: 'locked', reason: changed })
    expect(await vault.open('openai', flip(sealed, 0))).toEqual({ state: 'locked', reason: changed })
  })

  test('shows what a lost file sealed as locked, and open again once the file is back', async () => {
    const sealed = await open().seal('openai', 'sk-secret')
    const bytes = await readFile(join(homeDir, keyFile))
    await unlink(join(homeDir, keyFile))
    const vault = open()
    expect(await vault.open('openai', sealed)).toMatchObject({ state: 'locked' })

    await writeFile(join(homeDir, keyFile), bytes, { mode: 0o600 })
    expect(await vault.open('openai', sealed)).toEqual({ state: 'open', secret: 'sk-secret' })
  })

  test('names a newer version as the reason', async () => {
    const vault = open()
    const sealed = await vault.seal('openai', 'sk-secret')
    const newer = { ...sealed, ciphertext: Buffer.from(sealed.ciphertext) }
    newer.ciphertext[0] = 2
    const reason = expect.stringContaining('newer Gatehouse')
    expect(await vault.open('openai', newer)).toEqual({ state: 'locked', reason })
  })

  test('says how to open what the desktop app sealed', async () => {
    const sealed: SealedSecret = { kind: 'safe-storage', sealedBy: 'keychain', ciphertext: Buffer.alloc(64) }
    const reason = expect.stringContaining('the desktop app')
    expect(await open().open('openai', sealed)).toEqual({ state: 'locked', reason })
  })
})

describe('two vaults in one home', () => {
  test('lock each other out without harm', async () => {
    const inFile = await openKeyFileVault(homeDir).seal('openai', 'sk-in-file')
    const inPassphrase = await openPassphraseVault(homeDir, 'pass').seal('openai', 'sk-in-passphrase')

    expect(await openKeyFileVault(homeDir).open('openai', inPassphrase)).toEqual({
      state: 'locked',
      reason: expect.stringContaining('GATEHOUSE_PASSPHRASE set'),
    })
    expect(await openPassphraseVault(homeDir, 'pass').open('openai', inFile)).toEqual({
      state: 'locked',
      reason: expect.stringContaining('without GATEHOUSE_PASSPHRASE'),
    })
    expect(await openKeyFileVault(homeDir).open('openai', inFile)).toMatchObject({ state: 'open' })
  })

  test('another passphrase is told from a damaged ciphertext', async () => {
    const sealed = await openPassphraseVault(homeDir, 'pass').seal('openai', 'sk-secret')
    const reason = expect.stringContaining('another passphrase')
    expect(await openPassphraseVault(homeDir, 'Pass').open('openai', sealed)).toEqual({
      state: 'locked',
      reason,
    })
  })

  test('a passphrase is the same however its letters were composed', async () => {
    const sealed = await openPassphraseVault(homeDir, 'caf\u00e9').seal('openai', 'sk-secret')
    expect(await openPassphraseVault(homeDir, 'cafe\u0301').open('openai', sealed)).toMatchObject({
      state: 'open',
    })
  })
})

describe('the headless vault', () => {
  test('is the passphrase vault where GATEHOUSE_PASSPHRASE is set, else the key-file vault', () => {
    expect(openHeadlessVault(homeDir, { GATEHOUSE_PASSPHRASE: 'pass' }).kind).toBe('passphrase')
    expect(openHeadlessVault(homeDir, {}).kind).toBe('key-file')
  })

  test('takes an empty GATEHOUSE_PASSPHRASE for a mistake, not for a weaker choice', async () => {
    const vault = openHeadlessVault(homeDir, { GATEHOUSE_PASSPHRASE: '' })
    const reason = expect.stringContaining('set but empty')
    expect(await vault.describe()).toEqual({ kind: 'passphrase', available: false, reason })
    await expect(vault.seal('openai', 'sk-secret')).rejects.toMatchObject({ code: 'vault_unavailable' })
    expect(await readdir(homeDir)).toEqual([])
  })
})

function cut(sealed: SealedSecret, byteCount: number): SealedSecret {
  return { ...sealed, ciphertext: sealed.ciphertext.subarray(0, byteCount) }
}

function flip(sealed: SealedSecret, bit: number): SealedSecret {
  const ciphertext = Buffer.from(sealed.ciphertext)
  const at = bit >> 3
  ciphertext[at] = (ciphertext[at] ?? 0) ^ (1 << (bit & 7))
  return { ...sealed, ciphertext }
}
