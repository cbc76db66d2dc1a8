import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../../gateway/contract/chat.ts'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { WhyCures } from './request-cures.tsx'
import classes from './request-why.module.css'
import { useWhyWords } from './use-why-words.ts'

const failed: readonly Outcome[] = ['upstream-failed', 'truncated']
const stopped: readonly Outcome[] = ['over-budget', 'no-price', 'cut', 'rejected']

/** The first thing that is said of a request that failed: why, and what can be done about it. */
export function RequestWhy({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const { sentence, quote, hint } = useWhyWords()(request)
  if (sentence === null) return null
  const { outcome } = request
  const color = failed.includes(outcome) ? 'red' : stopped.includes(outcome) ? 'amber' : 'gray'
  return (
    <Alert
      mt={6}
      color={color}
      icon={<IconInfoCircle size={18} />}
      aria-label={t('why.title')}
      component="section"
      role="note"
    >
      <Stack gap={8} align="flex-start">
        <div>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {sentence}
          </Text>
          {quote !== null && (
            <Text size="sm" component="blockquote" className={classes.quote}>
              {quote}
            </Text>
          )}
          {hint !== null && (
            <Text size="sm" mt={6}>
              {hint}
            </Text>
          )}
        </div>
        <Group gap="8px 16px" className={classes.cures}>
          <WhyCures request={request} />
        </Group>
      </Stack>
    </Alert>
  )
}
