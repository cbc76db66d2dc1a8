import { Button, Group, Paper, SimpleGrid, Text, Textarea, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { QuestionTestResult } from './question-test-result.tsx'

interface Questions {
  readonly stored: string
  readonly asked: string
}

/** As many as may be tested. More than a question's first 2,000 are not looked at. */
const charactersAtMost = 16_384

/** Lets a person try what the guard and the threshold make of two questions. */
export function QuestionTestCard() {
  const { t } = useTranslation()
  const required = (value: string) => (value.trim() === '' ? t('cache.questionMissing') : null)
  const form = useForm<Questions>({
    initialValues: { stored: '', asked: '' },
    validate: { stored: required, asked: required },
  })
  const test = useAdminMutation({
    run: (admin, questions: Questions) => admin.testCache(questions),
    refreshes: [],
  })
  return (
    <Paper p="md" component="section" aria-label={t('cache.test')}>
      <Group gap="xs" align="baseline" mb="sm">
        <Title order={2}>{t('cache.test')}</Title>
        <Text size="xs" c="dimmed">
          {t('cache.testHint')}
        </Text>
      </Group>
      <form onSubmit={form.onSubmit(questions => test.mutate(questions))}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <Textarea
            label={t('cache.firstQuestion')}
            placeholder={t('cache.firstPlaceholder')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={charactersAtMost}
            {...form.getInputProps('stored')}
          />
          <Textarea
            label={t('cache.secondQuestion')}
            placeholder={t('cache.secondPlaceholder')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={charactersAtMost}
            {...form.getInputProps('asked')}
          />
        </SimpleGrid>
        <Button mt="sm" type="submit" size="xs" variant="default" loading={test.isPending}>
          {t('cache.compare')}
        </Button>
      </form>
      {test.data && <QuestionTestResult test={test.data} questions={test.variables} />}
    </Paper>
  )
}
