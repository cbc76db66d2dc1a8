import { Badge, Group, ScrollArea, Table, Text, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LocalModelView, LocalServerView } from '../../../gateway/contract/local.ts'
import { numbers } from '../../format/formats.ts'
import { knownCapabilities } from './known-capabilities.ts'

/** A server's models: how large they are, how much they read at once, and what they are capable of. */
export function LocalModelTable({ server }: { readonly server: LocalServerView }) {
  const { t } = useTranslation()
  const { models, canPull, name } = server
  if (models.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="sm">
        {canPull ? t('local.noModels') : t('local.noModelsElsewhere', { name })}
      </Text>
    )
  }
  return (
    <ScrollArea.Autosize mah={360} mt="sm" type="auto" scrollbars="y" viewportProps={{ tabIndex: 0 }}>
      <Table stickyHeader verticalSpacing={6} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('local.model')}</Table.Th>
            <Table.Th ta="right" w={82}>
              {t('local.size')}
            </Table.Th>
            <Table.Th ta="right" w={122}>
              {t('local.context')}
            </Table.Th>
            <Table.Th w={116}>{t('local.capabilities')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map(model => (
            <ModelRow key={model.name} model={model} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}

function ModelRow({ model }: { readonly model: LocalModelView }) {
  const { t } = useTranslation()
  const { name, parameterSize, quantization, sizeBytes, isLoaded, isRemote } = model
  const build = [parameterSize, quantization].filter(each => each !== null).join(' · ')
  return (
    <Table.Tr>
      <Table.Td>
        <Text inherit style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Group gap={6}>
          {build !== '' && (
            <Text size="xs" c="dimmed">
              {build}
            </Text>
          )}
          {isLoaded && (
            <Tooltip label={t('local.loadedHint')}>
              <Badge size="sm">{t('local.loaded')}</Badge>
            </Tooltip>
          )}
          {isRemote && (
            <Tooltip label={t('local.remoteHint')} multiline w={220}>
              <Badge size="sm" color="amber">
                {t('local.remote')}
              </Badge>
            </Tooltip>
          )}
        </Group>
      </Table.Td>
      <Table.Td ta="right">{sizeBytes === null ? t('common.none') : numbers.bytes(sizeBytes)}</Table.Td>
      <Table.Td ta="right">
        <Context model={model} />
      </Table.Td>
      <Table.Td>
        <Capabilities model={model} />
      </Table.Td>
    </Table.Tr>
  )
}

/** The context that a loaded model has, of that which it was made for. */
function Context({ model: { contextTokens, loadedContextTokens } }: { readonly model: LocalModelView }) {
  const { t } = useTranslation()
  if (contextTokens === null && loadedContextTokens === null) return t('common.none')
  if (loadedContextTokens === null || loadedContextTokens === contextTokens) {
    return numbers.compact(contextTokens ?? loadedContextTokens ?? 0)
  }
  if (contextTokens === null) return numbers.compact(loadedContextTokens)
  const loaded = numbers.compact(loadedContextTokens)
  return t('local.loadedContext', { loaded, trained: numbers.compact(contextTokens) })
}

function Capabilities({ model: { capabilities } }: { readonly model: LocalModelView }) {
  const { t } = useTranslation()
  if (capabilities === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('common.unknown')}
      </Text>
    )
  }
  return (
    <Text size="sm">
      {knownCapabilities(capabilities)
        .map(each => t(`local.capability.${each}`))
        .join(', ')}
    </Text>
  )
}
