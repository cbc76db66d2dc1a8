import type { KeyStoreState } from '../../../support/electron-stand-in/safe-storage.ts'
import { connectAdmin, readInstance } from '../../support/instance.ts'
import { launchStandIn } from '../../support/stand-in-program.ts'
import { expect, standInTest as test } from '../desktop-test.ts'

const keyStore = (state: Partial<KeyStoreState>): NodeJS.ProcessEnv => ({
  GATEHOUSE_STAND_IN_KEY_STORE: JSON.stringify(state),
})

const provider = { id: 'openai', kind: 'openai', key: 'sk-canary-0123456789' }

if (process.platform === 'linux') {
  test.describe('with no key store but the publicly known key', () => {
    test.use({ moreEnvironment: keyStore({ tag: 'v10', backend: 'basic_text' }) })

    test('no key is taken, and the reason says what to do', async ({ gateway }) => {
      const { vault } = await gateway.admin.readStatus({})
      expect(vault).toMatchObject({ kind: 'safe-storage', available: false })
      expect(vault.reason).toContain('"basic_text"')
      await expect(gateway.admin.addProvider(provider)).rejects.toThrow('vault_unavailable')
      expect(await gateway.admin.listProviders({})).not.toContainEqual(
        expect.objectContaining({ id: provider.id }),
      )
    })
  })
}

test.describe('with a locked key store', () => {
  test.use({ moreEnvironment: keyStore({ lockedCalls: 1_000_000 }) })

  test('the program runs and says that it is locked', async ({ gateway }) => {
    const { vault } = await gateway.admin.readStatus({})
    expect(vault).toMatchObject({ available: process.platform !== 'linux' })
    await expect(gateway.admin.addProvider(provider)).rejects.toThrow('is locked. Unlock it')
  })
})

test('a key that another key store sealed is locked, kept, and there again with its own', async ({
  homeDir,
}) => {
  const run = async <Result>(
    environment: NodeJS.ProcessEnv,
    use: (admin: ReturnType<typeof connectAdmin>) => Promise<Result>,
  ) => {
    const program = launchStandIn({ homeDir, flags: ['--port', '0', '--admin-port', '0'], environment })
    const result = await use(connectAdmin(await readInstance(homeDir, program)))
    await program.evaluate(({ app }) => app.quit())
    expect(await program.exited).toBe(0)
    return result
  }
  const keyState = (admin: ReturnType<typeof connectAdmin>) =>
    admin.listProviders({}).then(providers => providers.find(({ id }) => id === provider.id)?.key)

  expect(await run(keyStore({ key: 'first' }), admin => admin.addProvider(provider))).toMatchObject({
    key: 'stored',
  })
  expect(await run(keyStore({ key: 'second' }), keyState)).toBe('locked')
  expect(await run(keyStore({ key: 'first' }), keyState)).toBe('stored')
})
