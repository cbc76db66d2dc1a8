// The clients and the upstreams of this folder. A file is all that a new one needs.
import { readdirSync } from 'node:fs'
import type { WireFormat } from '../../../gateway/formats/index.ts'
import type { TranslatedClient } from './client.ts'
import type { Upstream } from './upstream.ts'

async function filesIn<File>(folder: string): Promise<readonly File[]> {
  const url = new URL(`./${folder}/`, import.meta.url)
  return await Promise.all(
    readdirSync(url).map(async file => (await import(new URL(file, url).href)) as File),
  )
}

export async function allClients(): Promise<readonly TranslatedClient[]> {
  const files = await filesIn<{ readonly client: TranslatedClient }>('clients')
  return files.map(({ client }) => client)
}

export async function allUpstreams(): Promise<readonly Upstream[]> {
  const files = await filesIn<{ readonly upstream: Upstream }>('upstreams')
  return files.map(({ upstream }) => upstream)
}

export async function upstreamsOf(format: WireFormat): Promise<readonly Upstream[]> {
  return (await allUpstreams()).filter(upstream => upstream.format === format)
}
