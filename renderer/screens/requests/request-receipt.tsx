import { Code, Group, List, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ReceiptLine, ReceiptView } from '../../../gateway/contract/requests.ts'

/** What a translation left out of the request and what it said in another way. */
export function RequestReceipt({ receipt }: { readonly receipt: ReceiptView }) {
  const { t } = useTranslation()
  const { changed, dropped, more } = receipt
  if (dropped.length + changed.length === 0) return <Text size="sm">{t('detail.receiptKept')}</Text>
  return (
    <Stack gap="xs">
      <Lines title={t('detail.receiptDropped')} lines={dropped} />
      <Lines title={t('detail.receiptChanged')} lines={changed} />
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {t('detail.receiptMore', { count: more })}
        </Text>
      )}
    </Stack>
  )
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly ReceiptLine[] }) {
  if (lines.length === 0) return null
  return (
    <Stack gap={2}>
      <Text size="sm">{title}</Text>
      <List size="sm" listStyleType="none" spacing={4}>
        {lines.map(({ path, reason }) => (
          <List.Item key={`${path} ${reason}`}>
            <Group gap={6} align="baseline">
              <Code>{path}</Code>
              <Text size="xs" c="dimmed">
                {reason}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
