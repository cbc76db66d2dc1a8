import { Badge, Box, SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CacheTest } from '../../../gateway/contract/answer-cache.ts'
import { FactList } from '../../components/fact-list.tsx'
import { numbers } from '../../format/formats.ts'
import { DifferingText } from './differing-text.tsx'
import { differingWords } from './differing-words.ts'

interface QuestionTestResultProps {
  readonly test: CacheTest
  /** Those that were tested, which the form may not hold any more. */
  readonly questions: { readonly stored: string; readonly asked: string }
}

export function QuestionTestResult({ test, questions }: QuestionTestResultProps) {
  const { t } = useTranslation()
  const { cosine, guard, rule, threshold, verdict } = test
  const [stored, asked] = differingWords(questions.stored, questions.asked)
  return (
    <Box role="status" mt="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" mb="sm">
        <DifferingText runs={stored} />
        <DifferingText runs={asked} />
      </SimpleGrid>
      <FactList
        facts={[
          {
            label: t('cache.verdict'),
            value: (
              <Badge color={verdict === 'hit' ? 'verdigris' : 'slate'}>
                {t(`cache.verdicts.${verdict}`)}
              </Badge>
            ),
          },
          { label: t('cache.rule'), value: rule === null ? null : <RuleWords rule={rule} /> },
          {
            label: t('cache.cosine'),
            value:
              cosine === null
                ? t('cache.noCosine')
                : t('cache.cosineOf', { cosine: cosine.toFixed(3), threshold: numbers.decimal(threshold) }),
          },
          { label: t('cache.guard'), value: guard.agrees ? t('cache.guardAgrees') : guard.reason },
        ]}
      />
    </Box>
  )
}

function RuleWords({ rule }: { readonly rule: string }) {
  const { t } = useTranslation()
  return rule === 'threshold' || rule === 'model'
    ? t(`cache.rules.${rule}`)
    : t('cache.rules.guard', { rule })
}
