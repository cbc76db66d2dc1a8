import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../gateway/contract/clients.ts'

interface OwnValueProps {
  readonly value: string
  readonly isDefault: boolean
  readonly isRevoked: boolean
  readonly label: string
  readonly onChange: () => void
}

/** A value that differs from the settings in bold. It is a button for as long as the token can be used. */
function OwnValue({ value, isDefault, isRevoked, label, onChange }: OwnValueProps) {
  if (isRevoked) return value
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      ml={-9}
      fw={isDefault ? 400 : 550}
      aria-label={label}
      onClick={onChange}
    >
      {value}
    </Button>
  )
}

interface ClientValueProps {
  readonly client: ClientView
  readonly onChange: () => void
}

export function TranslationValue({ client, onChange }: ClientValueProps) {
  const { t } = useTranslation()
  const { name, onUnsupported, revokedAtMs } = client
  const value = t(`tokens.onUnsupported.${onUnsupported ?? 'default'}`)
  const label = t('tokens.translationOf', { name, value })
  const states = { isDefault: onUnsupported === null, isRevoked: revokedAtMs !== null }
  return <OwnValue {...states} value={value} label={label} onChange={onChange} />
}

export function CacheValue({ client, onChange }: ClientValueProps) {
  const { t } = useTranslation()
  const { name, cache, revokedAtMs } = client
  const value = t(`tokenCache.modes.${cache.mode ?? 'default'}`)
  const label = t('tokenCache.of', { name, value })
  const states = { isDefault: cache.mode === null, isRevoked: revokedAtMs !== null }
  return <OwnValue {...states} value={value} label={label} onChange={onChange} />
}
