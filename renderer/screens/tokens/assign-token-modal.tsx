import { Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ClientAssignment, ClientView } from '../../../gateway/contract/admin.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { OwnerFields, useOwnerCheck } from './owner-fields.tsx'

interface AssignTokenModalProps {
  readonly client: ClientView
  readonly onClose: () => void
}

/** Sets the person and the team that a token belongs to. Their budgets then count its requests. */
export function AssignTokenModal({ client, onClose }: AssignTokenModalProps) {
  const { t } = useTranslation()
  const check = useOwnerCheck()
  const form = useForm({
    initialValues: { person: client.personId ?? '', team: client.teamId ?? '' },
    validate: { person: check, team: check },
  })
  const assign = useAdminMutation({
    run: (admin, input: ClientAssignment) => admin.assignClient(input),
    refreshes: ['clients', 'budgets'],
    done: ({ name }) => t('tokens.assigned', { name }),
    onDone: onClose,
  })

  return (
    <TitledModal opened onClose={onClose} title={t('tokens.assignTitle', { name: client.name })}>
      <form
        onSubmit={form.onSubmit(({ person, team }) =>
          assign.mutate({ id: client.id, personId: person.trim() || null, teamId: team.trim() || null }),
        )}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('tokens.assignNobody')}
          </Text>
          <OwnerFields inputProps={form.getInputProps} isFirst />
          <FormFooter submit={t('tokens.save')} isBusy={assign.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
