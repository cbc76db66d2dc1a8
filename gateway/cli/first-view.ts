import type { AdminApi, GatewayStatus, VaultView } from '../contract/admin.ts'
import type { RunningGateway } from '../index.ts'
import { printableJson } from './table.ts'
import { moneyText } from './words.ts'

/** What is printed once the gateway has started: lines for a person, JSON for a script. */
export interface FirstView {
  readonly lines: readonly string[]
  readonly json: string
}

const vaultNames = {
  'safe-storage': "the operating system's key store",
  passphrase: 'a key derived from GATEHOUSE_PASSPHRASE',
  'key-file': 'the key file vault.key in the home folder',
} as const

/** On the first start of a home folder this creates the first client token, which is shown here and never again. */
export async function openFirstView(gateway: RunningGateway, sandboxAsked: boolean): Promise<FirstView> {
  const token = await createFirstToken(gateway.admin)
  const status = await gateway.admin.readStatus({})
  const { gatewayUrl, dashboardUrl } = gateway
  return {
    lines: [
      `Gatehouse ${status.version}`,
      ...rows([
        ['Gateway', gatewayUrl],
        ['Dashboard', dashboardUrl],
        ['Home', status.homeDir],
        ['Vault', vaultText(status.vault)],
        ['Sandbox', sandboxText(status, sandboxAsked)],
        ['Recovered', recoveredText(status)],
        ['Token', token === undefined ? undefined : `${token} (client "default", shown once: keep it)`],
        ...status.warnings.map(warning => ['Warning', warning] as const),
      ]),
    ],
    json: printableJson({ gatewayUrl, dashboardUrl, token: token ?? null, status }),
  }
}

async function createFirstToken(admin: AdminApi): Promise<string | undefined> {
  const clients = await admin.listClients({})
  if (clients.length > 0) return undefined
  return (await admin.createClient({ name: 'default' })).token
}

function vaultText({ kind, available, reason }: VaultView): string {
  return available ? vaultNames[kind] : `unavailable: ${reason}`
}

function sandboxText(status: GatewayStatus, asked: boolean): string | undefined {
  if (!status.sandbox) return undefined
  const why = asked ? 'as --sandbox asks' : 'because no provider is set up yet'
  return `on, ${why}: the model sandbox/echo answers without a key`
}

function recoveredText({ recovered }: GatewayStatus): string | undefined {
  if (recovered.requests === 0) return undefined
  const requests = recovered.requests === 1 ? '1 request' : `${recovered.requests} requests`
  return `${requests} left open by a crash, settled as estimated: ${moneyText(recovered.costNanoUsd)}`
}

function rows(pairs: readonly (readonly [title: string, text: string | undefined])[]): readonly string[] {
  return pairs.flatMap(([title, text]) => (text === undefined ? [] : [`  ${title.padEnd(11)}${text}`]))
}
