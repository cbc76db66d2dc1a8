import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'

/** Takes the name of a model to install. */
export function PullForm({ baseUrl }: { readonly baseUrl: string }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { model: '' },
    validate: {
      model: model =>
        /^(?!-)[\w.:/@-]+$/.test(model.trim()) && !model.includes('://') ? null : t('local.pullInvalid'),
    },
  })
  const pull = useAdminMutation({
    run: (admin, model: string) => admin.pullLocalModel({ baseUrl, model }),
    refreshes: ['localServers'],
    onDone: () => form.reset(),
  })
  return (
    <form onSubmit={form.onSubmit(({ model }) => pull.mutate(model.trim()))} autoComplete="off">
      <Group gap="xs" mt="sm" align="start">
        <TextInput
          size="xs"
          w={280}
          aria-label={t('local.pullLabel')}
          placeholder={t('local.pullPlaceholder')}
          spellCheck={false}
          {...form.getInputProps('model')}
        />
        <Button
          type="submit"
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} />}
          loading={pull.isPending}
        >
          {t('local.pull')}
        </Button>
      </Group>
    </form>
  )
}
